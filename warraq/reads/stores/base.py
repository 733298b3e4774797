"""What a store of reads promises."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Protocol

from warraq.reads.counting import Rules
from warraq.reads.decay import heat_of
from warraq.reads.readers import Read, hour_of
from warraq.reads.spans import Span

# Of each edition so many stories keep their heat for ever, so that a list is never blank.
KEPT_STORIES = 1000
# Beyond those, a story goes when its reads weigh less than a millionth of one read now.
NEGLIGIBLE_HALF_LIVES = 20
# One tidying clears away so many stories of an edition at most; the next goes on.
MOST_CLEARED = 5000
SALT_BYTES = 32
# Of an hour or a day that has passed, so many numbers of an edition are let go in one tidying at most.
MOST_CUT = 20_000
# So many origins of an edition stay of a day: what each process told apart may be different.
KEPT_ORIGINS = 300


class StoreGone(Exception):
    """The store can't be reached now; what was to be written may be tried again."""


class ReadStore(Protocol):
    """Heats of stories by edition, marks of readers by hour, and the salt of the day.

    Several processes write at once: no read is lost between them, and none counts twice. Every method may raise
    StoreGone (or the database's own OperationalError and InterfaceError).
    """

    def salt(self, day: date) -> bytes:
        """Return the random salt of the day: one for all processes, made by whoever asks first."""
        ...

    def write(self, reads: Sequence[Read], *, rules: Rules, now: datetime) -> int:
        """Count a batch as `counting.tally` decides; returns how many reads counted. Tidies once an hour."""
        ...

    def hottest(self, edition_id: int, *, limit: int) -> list[int]:
        """Return the numbers of the edition's hottest stories, hottest first: a walk along an index."""
        ...

    def last_read_at(self, edition_id: int) -> datetime | None:
        """Return the moment of the newest read that counted on the edition; None before the first."""
        ...

    def series(
        self, editions: Sequence[int], *, story: int, span: Span, first: int, last: int
    ) -> dict[int, int]:
        """Return how often a story (or EVERYTHING) was read on these editions together, by span, where it was."""
        ...

    def top(
        self, editions: Sequence[int], *, span: Span, first: int, last: int, limit: int
    ) -> list[tuple[int, int]]:
        """Return the stories that were read most within the spans, and how often; most first."""
        ...

    def recent(
        self, editions: Sequence[int], *, stories: Sequence[int], span: Span, first: int, last: int
    ) -> dict[int, int]:
        """Return how often each of some stories was read within the spans; those that were not are left out."""
        ...

    def origins(self, editions: Sequence[int], *, story: int, first: int, last: int) -> dict[str, int]:
        """Return from where the reads of some days came, and how many from each."""
        ...


def oldest_hour(now: datetime) -> int:
    """Return the first hour whose marks are still kept: readers' marks live for one to two hours."""
    return hour_of(now) - 1


def negligible_heat(now: datetime, *, rules: Rules) -> float:
    """Return the heat below which a story's reads weigh nothing."""
    return heat_of(now) - NEGLIGIBLE_HALF_LIVES * rules.half_life_hours


def addresses_by_hour(reads: Iterable[Read]) -> dict[int, list[int]]:
    """Return the digests of the addresses that read, by hour, each once."""
    hours: dict[int, set[int]] = {}
    for read in reads:
        if read.mark:
            hours.setdefault(read.hour, set()).add(read.address)
    return {hour: sorted(addresses) for hour, addresses in sorted(hours.items())}
