"""Reads in the database, SQLite or PostgreSQL."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

from django.db import transaction

from warraq.network.models import Edition
from warraq.reads.counting import AddressHour, Heat, Rules, Spot, spots_of, tally
from warraq.reads.models import DailySalt, FlushLock, ReadMarks, ReadScore
from warraq.reads.readers import Read
from warraq.reads.stores.base import (
    KEPT_STORIES,
    MOST_CLEARED,
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
