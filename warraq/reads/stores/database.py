"""Reads in the database, SQLite or PostgreSQL."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

from django.db import connection, transaction
from django.db.models import QuerySet, Sum

from warraq.network.models import Edition
from warraq.reads.counting import AddressHour, Heat, Rules, Spot, spots_of, tally
from warraq.reads.models import DailySalt, FlushLock, ReadCount, ReadMarks, ReadOrigin, ReadScore
from warraq.reads.readers import Read
from warraq.reads.spans import (
    EVERYTHING,
    KEPT_COUNTED,
    KEPT_ORIGIN_DAYS,
    Arrival,
    Count,
    Span,
    arrivals_of,
    closed_places,
    counts_of,
    oldest_kept,
    place_of,
)
from warraq.reads.stores.base import (
    KEPT_ORIGINS,
    KEPT_STORIES,
    MOST_CLEARED,
    MOST_CUT,
    SALT_BYTES,
    addresses_by_hour,
    negligible_heat,
    oldest_hour,
)

_LOCK = 1
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# PostgreSQL and SQLite take far more values in a statement; smaller ones hold the lock no longer.
_ROWS = 1000


class DatabaseStore:
    """The store that needs nothing else (`base.ReadStore`).

    A batch is one transaction that begins by taking the one lock row (on SQLite, whose transactions are IMMEDIATE, the
    database itself): what it reads stands until it has written.
    """

    def salt(self, day: date) -> bytes:
        row, _ = DailySalt.objects.get_or_create(day=day, defaults={"salt": secrets.token_bytes(SALT_BYTES)})
        return bytes(row.salt)

    def write(self, reads: Sequence[Read], *, rules: Rules, now: datetime) -> int:
        with transaction.atomic():
            lock = _lock()
            outcome = tally(
                reads,
                marks=_marks_of(reads),
                heats=_heats_of(spots_of(reads, rules=rules)),
                rules=rules,
            )
            _save_marks(outcome.marks)
            _save_heats(outcome.heats)
            _add(ReadCount, counts_of(outcome.reads))
            _add(ReadOrigin, arrivals_of(outcome.reads))
            if lock.tidied_at <= now - timedelta(hours=1):
                _tidy(rules=rules, now=now)
                lock.tidied_at = now
                lock.save()
        return outcome.counted

    def hottest(self, edition_id: int, *, limit: int) -> list[int]:
        scores = ReadScore.objects.filter(edition=edition_id).order_by("-heat")
        return list(scores.values_list("story_id", flat=True)[:limit])

    def last_read_at(self, edition_id: int) -> datetime | None:
        scores = ReadScore.objects.filter(edition=edition_id).order_by("-last_read_at")
        return scores.values_list("last_read_at", flat=True).first()

    def series(
        self, editions: Sequence[int], *, story: int, span: Span, first: int, last: int
    ) -> dict[int, int]:
        counts = _counts(editions, span=span, first=first, last=last).filter(story=story)
        return dict(counts.values_list("at").annotate(Sum("reads")))

    def top(
        self, editions: Sequence[int], *, span: Span, first: int, last: int, limit: int
    ) -> list[tuple[int, int]]:
        counts = _counts(editions, span=span, first=first, last=last).exclude(story=EVERYTHING)
        together = counts.values_list("story").annotate(number=Sum("reads"))
        return list(together.order_by("-number", "-story")[:limit])

    def recent(
        self, editions: Sequence[int], *, stories: Sequence[int], span: Span, first: int, last: int
    ) -> dict[int, int]:
        counts = _counts(editions, span=span, first=first, last=last).filter(story__in=stories)
        return dict(counts.values_list("story").annotate(Sum("reads")))

    def origins(self, editions: Sequence[int], *, story: int, first: int, last: int) -> dict[str, int]:
        rows = ReadOrigin.objects.filter(edition__in=editions, story=story, day__range=(first, last))
        return dict(rows.values_list("origin").annotate(Sum("reads")))


def _lock() -> FlushLock:
    """Take the lock until the transaction ends."""
    FlushLock.objects.get_or_create(pk=_LOCK, defaults={"tidied_at": _EPOCH})
    return FlushLock.objects.select_for_update().get(pk=_LOCK)


def _marks_of(reads: Sequence[Read]) -> dict[AddressHour, bytes]:
    """Return the marks that the reads' addresses left in their hours."""
    found: dict[AddressHour, bytes] = {}
    for hour, addresses in addresses_by_hour(reads).items():
        rows = ReadMarks.objects.filter(hour=hour, address__in=addresses)
        found |= {(hour, address): bytes(marks) for address, marks in rows.values_list("address", "marks")}
    return found


def _heats_of(spots: Iterable[Spot]) -> dict[Spot, Heat]:
    """Return what is known of some spots."""
    by_edition: dict[int, set[int]] = {}
    for edition_id, story_id in spots:
        by_edition.setdefault(edition_id, set()).add(story_id)
    found: dict[Spot, Heat] = {}
    for edition_id, stories in by_edition.items():
        rows = ReadScore.objects.filter(edition=edition_id, story__in=stories)
        for story_id, heat, last in rows.values_list("story_id", "heat", "last_read_at"):
            found[edition_id, story_id] = Heat(heat, last)
    return found


def _save_marks(marks: Mapping[AddressHour, bytes]) -> None:
    ReadMarks.objects.bulk_create(
        [
            ReadMarks(hour=hour, address=address, marks=together)
            for (hour, address), together in marks.items()
        ],
        batch_size=_ROWS,
        update_conflicts=True,
        unique_fields=["hour", "address"],
        update_fields=["marks"],
    )


def _save_heats(heats: Mapping[Spot, Heat]) -> None:
    ReadScore.objects.bulk_create(
        [
            ReadScore(edition_id=edition, story_id=story, heat=heat.heat, last_read_at=heat.last_read_at)
            for (edition, story), heat in heats.items()
        ],
        batch_size=_ROWS,
        update_conflicts=True,
        unique_fields=["edition", "story"],
        update_fields=["heat", "last_read_at"],
    )


def _add(model: type[ReadCount | ReadOrigin], counts: Mapping[Count, int] | Mapping[Arrival, int]) -> None:
    """Add to what is there, in one statement for a batch; Django's own would overwrite it."""
    rows = sorted((*key, number) for key, number in counts.items())
    for start in range(0, len(rows), _ROWS):
        batch = rows[start : start + _ROWS]
        columns = (
            ("span", "edition", "story", "at")
            if model is ReadCount
            else ("day", "edition", "story", "origin")
        )
        table, key = model._meta.db_table, ", ".join(columns)
        values = ", ".join(["(%s, %s, %s, %s, %s)"] * len(batch))
        with connection.cursor() as cursor:
            cursor.execute(
                # Names of our own tables; every value is a parameter.
                f"INSERT INTO {table} ({key}, reads) VALUES {values} "  # noqa: S608
                f"ON CONFLICT ({key}) DO UPDATE SET reads = {table}.reads + excluded.reads",
                [value for row in batch for value in row],
            )


def _counts(editions: Sequence[int], *, span: Span, first: int, last: int) -> QuerySet[ReadCount]:
    return ReadCount.objects.filter(span=span, edition__in=editions, at__range=(first, last))


def _tidy(*, rules: Rules, now: datetime) -> None:
    """Clear away what has had its time: marks, salts, and heats that weigh nothing."""
    ReadMarks.objects.filter(hour__lt=oldest_hour(now)).delete()
    DailySalt.objects.filter(day__lt=now.astimezone(UTC).date()).delete()
    for edition_id in Edition.objects.values_list("pk", flat=True):
        scores = ReadScore.objects.filter(edition=edition_id)
        last_kept = scores.order_by("-heat").values_list("heat", flat=True)[KEPT_STORIES - 1 : KEPT_STORIES]
        for heat in last_kept:
            cold = scores.filter(heat__lt=min(heat, negligible_heat(now, rules=rules)))
            coldest = list(cold.order_by("heat").values_list("pk", flat=True)[:MOST_CLEARED])
            ReadScore.objects.filter(pk__in=coldest).delete()
        _cut_counts(edition_id, now=now)
    for span in Span:
        ReadCount.objects.filter(span=span, at__lt=oldest_kept(now, span=span)).delete()
    today = place_of(now, span=Span.DAY)
    ReadOrigin.objects.filter(day__lte=today - KEPT_ORIGIN_DAYS).delete()


def _cut_counts(edition_id: int, *, now: datetime) -> None:
    """Of hours and days that have passed keep the most read stories, and of days the origins that say most."""
    for span, at in closed_places(now):
        counts = ReadCount.objects.filter(span=span, at=at, edition=edition_id)
        ranking = (
            counts.exclude(story=EVERYTHING).order_by("-reads", "-story").values_list("story", flat=True)
        )
        few = list(ranking[KEPT_COUNTED[span] : KEPT_COUNTED[span] + MOST_CUT])
        for start in range(0, len(few), _ROWS):
            stories = few[start : start + _ROWS]
            counts.filter(story__in=stories).delete()
            if span is Span.DAY:
                ReadOrigin.objects.filter(edition=edition_id, day=at, story__in=stories).delete()
        if span is Span.DAY:
            origins = ReadOrigin.objects.filter(edition=edition_id, day=at, story=EVERYTHING)
            names = origins.order_by("-reads", "origin").values_list("origin", flat=True)
            rest = list(names[KEPT_ORIGINS : KEPT_ORIGINS + _ROWS])
            origins.filter(origin__in=rest).delete()
