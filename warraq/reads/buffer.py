"""Reads that wait in this process for the next flush: bounded, and never waiting for a database."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Sequence

from warraq.reads.readers import Read, Sighting, earlier_readers, hour_of, traces

# About 400 bytes each.
MOST_WAITING = 10_000
# About 100 bytes each, and 500 with the budget spent.
MOST_ADDRESSES = 20_000


class Gate:
    """What this process remembers of an hour, so that repeats and floods never reach the buffer.

    It holds digests under a key of its own that is never told. Full, it forgets whom it met first: the flush,
    which sees all processes, still knows them.
    """

    def __init__(self, *, key: bytes, most_addresses: int = MOST_ADDRESSES) -> None:
        self._key = key
        self._most_addresses = most_addresses
        self._lock = threading.Lock()
        self._hour = 0
        self._marks: dict[int, bytes] = {}

    def __len__(self) -> int:
        return len(self._marks)

    def admits(self, sighting: Sighting, *, budget: int) -> bool:
        """Whether the read may count, as far as this process knows; if so it is remembered."""
        # Of this edition alone: on another the public may not see the story, which shows at the flush.
        of = (sighting.edition_id, sighting.story_id)
        address, mark = traces(sighting.reader, of=of, key=self._key)
        with self._lock:
            hour = hour_of(sighting.moment)
            if hour > self._hour:
                self._hour, self._marks = hour, {}
            marks = self._marks.get(address, b"")
            if earlier_readers(marks, mark, budget=budget) is None:
                return False
            if address not in self._marks and len(self._marks) >= self._most_addresses:
                del self._marks[next(iter(self._marks))]
            self._marks[address] = marks + mark
            return True


class Buffer:
    """The reads that wait, oldest first. Too many, and the oldest are let go: they weigh least."""

    def __init__(self, *, most: int = MOST_WAITING) -> None:
        self._lock = threading.Lock()
        self._waiting: deque[Sighting | Read] = deque(maxlen=most)

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, sighting: Sighting) -> int:
        """Keep a read for the next flush; returns how many wait."""
        with self._lock:
            self._waiting.append(sighting)
            return len(self._waiting)

    def take(self) -> list[Sighting | Read]:
        """Hand over all that waits."""
        with self._lock:
            taken = list(self._waiting)
            self._waiting.clear()
            return taken

    def put_back(self, reads: Sequence[Sighting | Read]) -> None:
        """Take back what could not be written, before whatever came since."""
        with self._lock:
            since = list(self._waiting)
            self._waiting.clear()
            self._waiting.extend((*reads, *since))
