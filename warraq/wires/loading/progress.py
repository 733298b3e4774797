"""How far a load is, on standard error: a line that is drawn again on a terminal, now and then a line elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TextIO

DRAWN_EVERY = 0.2  # seconds
TOLD_EVERY = 5_000  # records, where nobody watches
BAR = 24  # characters


@dataclass(frozen=True)
class Pace:
    """How far, how fast, and how long yet. `share` is of the bytes, 0 to 1."""

    share: float
    records: int
    seconds: float

    @property
    def rate(self) -> float:
        """Records a second."""
        return self.records / self.seconds if self.seconds else 0.0

    @property
    def seconds_left(self) -> float | None:
        """Seconds to the end at this pace; None before there is one."""
        if self.share <= 0 or self.seconds <= 0:
            return None
        return self.seconds * (1 - self.share) / self.share

    def __str__(self) -> str:
        left = "" if self.seconds_left is None else f", {clock(self.seconds_left)} left"
        return f"{self.share:4.0%}  {self.records:,} records, {self.rate:,.0f} a second{left}"


def clock(seconds: float) -> str:
    """Return minutes and seconds: 0:07, 12:34."""
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02}"


class Progress:
    """Tells how far a load is. `size` is the file's, in bytes."""

    def __init__(self, stream: TextIO, *, size: int, now: Callable[[], float] = time.monotonic) -> None:
        self._stream = stream
        self._size = size
        self._now = now
        self._started = now()
        self._drawn = self._started
        self._told = 0
        self._watched = stream.isatty()

    def pace(self, *, records: int, position: int) -> Pace:
        """Return the pace at this moment."""
        share = min(1.0, position / self._size) if self._size else 1.0
        return Pace(share=share, records=records, seconds=self._now() - self._started)

    def tell(self, *, records: int, position: int) -> None:
        """Tell, if it is time to."""
        if self._watched:
            if self._now() - self._drawn >= DRAWN_EVERY:
                self._drawn = self._now()
                self._draw(self.pace(records=records, position=position))
        elif records // TOLD_EVERY > self._told:
            self._told = records // TOLD_EVERY
            self._stream.write(f"{self.pace(records=records, position=position)}\n")
            self._stream.flush()

    def done(self) -> None:
        """Wipe the drawn line."""
        if self._watched:
            self._stream.write("\r\x1b[K")
            self._stream.flush()

    def _draw(self, pace: Pace) -> None:
        full = round(pace.share * BAR)
        self._stream.write(f"\r\x1b[K[{'#' * full}{'.' * (BAR - full)}] {pace}")
        self._stream.flush()
