"""What the desk asks of reads: how many now, within an hour, a day or a month, of which stories, and from where."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from warraq.network.models import Edition
from warraq.reads.origins import ranked
from warraq.reads.spans import EVERYTHING, Span, oldest_kept, place_of
from warraq.reads.stores import StoreGone, read_store

log = logging.getLogger(__name__)

# Who began to read within so many minutes reads now; the minute that runs is one of them.
NOW_MINUTES = 5
# One question asks of so many stories at most.
MOST_STORIES = 500
# So many other hosts are named.
NAMED_HOSTS = 20


@dataclass(frozen=True)
class Subject:
    """What is asked about: a story, or everything, on some editions together."""

    editions: tuple[int, ...]
    story: int = EVERYTHING


def subject_of(edition: Edition | None = None, *, story: int = EVERYTHING) -> Subject:
    """Return an edition's subject; the hub's, and that of none, is all sites together."""
    if edition is not None and not edition.is_hub:
        return Subject((edition.pk,), story)
    return Subject(tuple(Edition.objects.values_list("pk", flat=True)), story)


def reads_within(subject: Subject, *, span: Span, back: int, now: datetime) -> dict[int, int]:
    """Return reads by the span's places: the current one and those before it, `back` in all; oldest first, no gaps.

    Raises StoreGone when the store is away.
    """
    last = place_of(now, span=span)
    first = max(last - back + 1, oldest_kept(now, span=span))
    found = read_store().series(subject.editions, story=subject.story, span=span, first=first, last=last)
    return {at: found.get(at, 0) for at in range(first, last + 1)}


def most_read_within(
    subject: Subject, *, span: Span, back: int, now: datetime, limit: int
) -> list[tuple[int, int]]:
    """Return the numbers of the stories read most in that time, with how often; most first. Raises StoreGone."""
    last = place_of(now, span=span)
    return read_store().top(subject.editions, span=span, first=last - back + 1, last=last, limit=limit)


def origins_within(subject: Subject, *, days: int, now: datetime) -> list[tuple[str, int]]:
    """Return from where readers came today and on the days before, most first, 20 hosts by name. Raises StoreGone."""
    last = place_of(now, span=Span.DAY)
    found = read_store().origins(subject.editions, story=subject.story, first=last - days + 1, last=last)
    return ranked(found, named=NAMED_HOSTS)


def reads_now(story_ids: Sequence[int], *, now: datetime, edition: Edition | None = None) -> dict[int, int]:
    """Return how many read each of these stories now, on all editions or on one, for a list of them.

    At most 500 stories are asked for, in one question; none is known of while the store is away.
    """
    return reads_now_on(subject_of(edition).editions, story_ids, now=now) if story_ids else {}


def reads_now_on(editions: Sequence[int], story_ids: Sequence[int], *, now: datetime) -> dict[int, int]:
    """Return the same on some editions together, by their numbers."""
    stories = list(dict.fromkeys(story_ids))[:MOST_STORIES]
    last = place_of(now, span=Span.MINUTE)
    try:
        return read_store().recent(
            editions,
            stories=stories,
            span=Span.MINUTE,
            first=last - NOW_MINUTES + 1,
            last=last,
        )
    except StoreGone as problem:
        log.warning("Who reads now can't be told: %s", problem)
        return {}
