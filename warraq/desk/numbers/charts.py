"""A chart of bars as its template draws it, pure: no script, and nothing that has to be computed while printing.

Time runs from right to left, as the desk and the table beside it are read: the newest is at the end of the line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from warraq.desk.numbers.periods import Step

WIDTH, HEIGHT = 720, 240
# Room for the scale at the right, where lines begin, and for moments below.
SCALE, MOMENTS, AIR = 52, 26, 12
# So many moments are written below at most, so that they don't touch.
_MOST_MOMENTS = 10
_LINES = 4


@dataclass(frozen=True)
class Bar:
    """A bar, in the units of the drawing."""

    x: float
    y: float
    width: float
    height: float
    step: Step


@dataclass(frozen=True)
class Line:
    """A line across with its number, or a moment below a bar."""

    at: float
    text: str


@dataclass(frozen=True)
class Chart:
    """A drawing and what it says in words."""

    width: int
    height: int
    floor: int
    end: int
    bars: tuple[Bar, ...]
    lines: tuple[Line, ...]
    moments: tuple[Line, ...]
    told: str


def chart_of(steps: Sequence[Step]) -> Chart:
    """Draw the steps, of which the oldest comes first."""
    floor, end = HEIGHT - MOMENTS, WIDTH - SCALE
    top = scale_top(max((step.reads for step in steps), default=0))
    room = end / max(1, len(steps))
    bars = []
    for place, step in enumerate(steps):
        tall = (floor - AIR) * step.reads / top
        x = end - (place + 1) * room + room * 0.1
        bars.append(Bar(round(x, 2), round(floor - tall, 2), round(room * 0.8, 2), round(tall, 2), step))
    every = -(-len(bars) // _MOST_MOMENTS)
    return Chart(
        width=WIDTH,
        height=HEIGHT,
        floor=floor,
        end=end,
        bars=tuple(bars),
        lines=tuple(
            Line(round(floor - (floor - AIR) * line / _LINES, 2), str(top * line // _LINES))
            for line in range(_LINES + 1)
        ),
        # From the newest on, so that the current step is always named.
        moments=tuple(Line(bar.x + bar.width / 2, bar.step.short) for bar in bars[::-1][::every][::-1]),
        told=_told(steps),
    )


def scale_top(most: int) -> int:
    """Return a round number above the highest bar that divides by the lines: 4, 8, 20, 40, 80, 200…"""
    tens = 1
    while True:
        for top in (4 * tens, 8 * tens, 20 * tens):
            if most <= top:
                return top
        tens *= 10


def _told(steps: Sequence[Step]) -> str:
    """Say in a sentence what the drawing shows."""
    highest = max(steps, key=lambda step: step.reads, default=None)
    if highest is None or not highest.reads:
        return "لا قراءات في هذه المدة."
    total = sum(step.reads for step in steps)
    # A date is isolated (Unicode's LRI and PDI), so that its parts keep their order between Arabic words.
    return f"مجموع القراءات {total}، وأعلاها {highest.reads} في \u2066{highest.full}\u2069."
