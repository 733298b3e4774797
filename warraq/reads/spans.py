"""Reads by the minute, the hour and the day, pure: which number a read adds to, and how long each is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from enum import IntEnum
from typing import NamedTuple

from warraq.reads.readers import Read

# In the place of a story's number: all stories of the edition together.
EVERYTHING = 0


class Span(IntEnum):
    """How long a time one number stands for."""

    MINUTE = 0
    HOUR = 1
    DAY = 2

    @property
    def seconds(self) -> int:
        """Its length."""
        return _SECONDS[self]

    @property
    def kept(self) -> int:
        """How many of them are kept, the current one among them."""
        return _KEPT[self]


_SECONDS = {Span.MINUTE: 60, Span.HOUR: 3600, Span.DAY: 86_400}
_KEPT = {Span.MINUTE: 120, Span.HOUR: 31 * 24, Span.DAY: 400}
# Once its time has passed, so many stories of an edition keep a number of an hour, or of a day: the most read.
KEPT_COUNTED = {Span.HOUR: 500, Span.DAY: 1000}
# Where readers came from is kept by the day, for so many days.
KEPT_ORIGIN_DAYS = 31


class Count(NamedTuple):
    """What is counted: the reads of a story (or of everything) on an edition within one span."""

    span: Span
    edition: int
    story: int
    at: int


class Arrival(NamedTuple):
    """What is counted of where from: the reads of a day that came from one origin (see `origins`)."""

    day: int
    edition: int
    story: int
    origin: str


def place_of(moment: datetime, *, span: Span) -> int:
    """Return the number of the span in which a moment lies: minutes, hours or days since 1970, in UTC."""
    return int(moment.timestamp() // span.seconds)


def start_of(place: int, *, span: Span) -> datetime:
    """Return the moment at which a span begins."""
    return datetime.fromtimestamp(place * span.seconds, UTC)


def oldest_kept(now: datetime, *, span: Span) -> int:
    """Return the first place of a span that is still kept."""
    return place_of(now, span=span) - span.kept + 1


def counts_of(reads: Iterable[Read]) -> Counter[Count]:
    """Return what reads that count add, to their stories and to their editions."""
    together = Counter(
        (read.edition_id, read.story_id, place_of(read.moment, span=Span.MINUTE)) for read in reads
    )
    counts: Counter[Count] = Counter()
    for (edition, story, minute), number in together.items():
        for span in Span:
            at = minute * Span.MINUTE.seconds // span.seconds
            counts[Count(span, edition, story, at)] += number
            counts[Count(span, edition, EVERYTHING, at)] += number
    return counts


def arrivals_of(reads: Iterable[Read]) -> Counter[Arrival]:
    """Return what reads add to the origins of the day; those of which no origin is known add nothing."""
    arrivals: Counter[Arrival] = Counter()
    for read in reads:
        if read.origin:
            day = place_of(read.moment, span=Span.DAY)
            arrivals[Arrival(day, read.edition_id, read.story_id, read.origin)] += 1
            arrivals[Arrival(day, read.edition_id, EVERYTHING, read.origin)] += 1
    return arrivals


def closed_places(now: datetime) -> list[tuple[Span, int]]:
    """Return the hours and days that have just passed, of which only the most read stories are kept on.

    Two of each: reads that waited for a database come late.
    """
    return [(span, place_of(now, span=span) - back) for span in (Span.HOUR, Span.DAY) for back in (1, 2)]
