"""Counting attempts. Each is counted as failed before it is judged, and taken back if it did not fail.

So a hundred attempts at once are a hundred failures, not a hundred looks at a counter that still says none.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from warraq.desk.safety.keys import Keys
from warraq.desk.safety.models import Attempts
from warraq.desk.safety.throttle import (
    FORGOTTEN_AFTER,
    LIMITS,
    NOTHING,
    Past,
    failures_now,
    longest_wait,
    wait_for,
)

# Beyond this the oldest rows go: names that were never accounts fill no disk.
MOST_ROWS = 20_000
_TIDY_EVERY = 256


def attempt_begin(keys: Keys, *, now: datetime) -> timedelta:
    """Count an attempt; returns how long whoever makes it has to wait first. If that is more than nothing, nothing
    was counted and nothing may be judged."""
    with transaction.atomic():
        past = _past(keys.values())
        waits = (
            wait_for(past[key], limit=LIMITS[kind], now=now) for kind, key in keys.items() if key in past
        )
        wait = longest_wait(waits)
        if wait == NOTHING:
            for key in sorted(keys.values()):
                _count(key, past=past.get(key), now=now)
    return wait


def attempt_succeeded(keys: Keys) -> None:
    """Take an attempt back that did not fail. What failed before it stays: the account may be a guesser's own."""
    Attempts.objects.filter(key__in=keys.values(), failures__gt=0).update(failures=F("failures") - 1)


def _past(keys: Iterable[str]) -> dict[str, Past]:
    # Always in the same order, so that no two transactions wait for each other.
    rows = Attempts.objects.select_for_update().filter(key__in=list(keys)).order_by("key")
    return {row.key: Past(row.failures, row.last_at) for row in rows}


def _count(key: str, *, past: Past | None, now: datetime) -> None:
    failures = 1 + (failures_now(past, now=now) if past is not None else 0)
    row, made = Attempts.objects.update_or_create(key=key, defaults={"failures": failures, "last_at": now})
    if made and row.pk % _TIDY_EVERY == 0:
        _tidy(now=now)


def _tidy(*, now: datetime) -> None:
    Attempts.objects.filter(last_at__lt=now - FORGOTTEN_AFTER).delete()
    kept = Attempts.objects.order_by("-last_at").values_list("last_at", flat=True)[MOST_ROWS : MOST_ROWS + 1]
    for moment in kept:
        Attempts.objects.filter(last_at__lte=moment).delete()
