"""Asking the sources in their turn: the runner around `ways` and `receiving`. `warraq serve` runs it on every node.

A source is claimed by moving its next turn before it is asked: of several processes one asks, and one that dies leaves
the source to its next turn. What was not kept is brought again.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import DatabaseError, models

from warraq.inbox.deciding import Verdict
from warraq.inbox.models import Source
from warraq.stories.turns import take_turns
from warraq.wires.formats.registry import Unreadable
from warraq.wires.receiving import receive
from warraq.wires.ways.parcels import Bag, NotBrought, Parcel, ways

_log = logging.getLogger(__name__)

LOOK_SECONDS = 2.0
MOST_AT_ONCE = 20
# A source that fails is asked less and less often, at most this seldom.
LONGEST_PAUSE = timedelta(hours=2)
LONGEST_PROBLEM = 500


def pause_of(source: Source) -> timedelta:
    """Return how long a source rests after it was asked: its own pace, doubled with each failure in a row."""
    pause = timedelta(minutes=source.every)
    return max(pause, min(pause * 2 ** min(source.failures, 10), LONGEST_PAUSE))


def ask_due(*, now: datetime) -> Counter[Verdict]:
    """Ask every source whose turn has come; returns what was new. A source that fails stops no other."""
    told: Counter[Verdict] = Counter()
    turn = models.Q(next_at=None) | models.Q(next_at__lte=now)
    due = Source.objects.filter(turn, is_active=True, way__in=list(ways)).order_by("next_at", "pk")
    for source in due[:MOST_AT_ONCE]:
        if _claim(source, now=now):
            told += ask_source(source, now=now)
    return told


def _claim(source: Source, *, now: datetime) -> bool:
    """Move the source's next turn; False when another process has done so."""
    next_at = now + pause_of(source)
    claimed = Source.objects.filter(pk=source.pk, next_at=source.next_at).update(next_at=next_at)
    source.next_at = next_at
    return bool(claimed)


def ask_source(source: Source, *, now: datetime) -> Counter[Verdict]:
    """Ask one source and keep what it brings; returns what was new. A failure is kept for the desk to see."""
    told: Counter[Verdict] = Counter()
    bag, problem = Bag(), ""
    try:
        bag = ways.get(source.way)(source)
        problem = bag.problem
        try:
            for parcel in bag.parcels:
                verdicts, trouble = _unpack(source, parcel, now=now)
                told += verdicts
                problem = trouble or problem
        finally:
            bag.finish()
    except NotBrought as refusal:
        problem = str(refusal)
    except DatabaseError:
        raise
    except Exception as fault:
        _log.exception("The source %s failed.", source.name)
        problem = f"{type(fault).__name__}: {fault}"
    _note(source, bag=bag, problem=problem.replace("\0", "")[:LONGEST_PROBLEM], now=now)
    return told


def _unpack(source: Source, parcel: Parcel, *, now: datetime) -> tuple[Counter[Verdict], str]:
    """Keep what a parcel holds and settle it; returns what was new, and what was wrong with it."""
    try:
        receipt = receive(source, parcel.data, name=parcel.name, format_name=parcel.format, now=now)
    except Unreadable as refusal:
        problem = str(refusal)
    except DatabaseError:
        raise
    except Exception as fault:
        # One file that we fail at must not keep those behind it for ever.
        _log.exception("%s: %s can't be read.", source.name, parcel.name)
        problem = f"{type(fault).__name__}: {fault}"
    else:
        parcel.settle(True)
        return receipt.verdicts, ""
    parcel.settle(False)
    return Counter(), f"{parcel.name}: {problem}"


def _note(source: Source, *, bag: Bag, problem: str, now: datetime) -> None:
    """Keep how asking went; after a failure the feed is asked for whole."""
    source.asked_at, source.problem = now, problem
    source.failures = min(source.failures + 1, 1_000) if problem else 0
    source.etag, source.last_modified = ("", "") if problem else (bag.etag, bag.last_modified)
    source.next_at = now + pause_of(source)
    source.save(update_fields=["asked_at", "problem", "failures", "etag", "last_modified", "next_at"])


def run(*, go_on: Callable[[], bool], wait: Callable[[float], object]) -> None:
    """Ask sources in their turn until `go_on` says no; `wait` sleeps for so many seconds."""
    take_turns(lambda now: ask_due(now=now), every=LOOK_SECONDS, log=_log, go_on=go_on, wait=wait)
