"""Counting reads: taken down in memory by the request, written in batches behind its back."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError, close_old_connections
from django.utils import timezone

from warraq.network.models import Edition, EditionHost
from warraq.network.selectors import hub
from warraq.reads.buffer import Buffer, Gate
from warraq.reads.counting import Rules, Spot
from warraq.reads.flusher import Flusher
from warraq.reads.origins import Hosts, origin_of
from warraq.reads.readers import Read, Sighting, day_key, reader_of
from warraq.reads.spans import Span, place_of
from warraq.reads.stores import StoreGone, read_store
from warraq.stories.selectors import visible_placements

# What may be over by the next try; any other fault would come again with the same reads.
PASSING = (StoreGone, OperationalError, InterfaceError)


class _Process:
    """What this process holds of counting: the reads that wait, and the thread that writes them."""

    def __init__(self) -> None:
        self.gate = Gate(key=secrets.token_bytes(32))
        self.buffer = Buffer()
        self.hosts = Hosts()
        self.flusher = Flusher(_flush_aside, seconds=settings.READS_FLUSH_SECONDS)


def read_count(
    edition: Edition,
    *,
    story_id: int,
    meta: Mapping[str, Any],
    now: datetime,
    referrer: str | None = None,
) -> bool:
    """Take down a reader's read of a story on an edition; asks no database and waits for nothing.

    `meta` is the request's WSGI environment; `referrer` the host of the page before, as the page's script tells it: ""
    for none, None when it did not say. False if it does not count: not a person's browser, read within this hour
    before, or an address that spent its budget. Whether the public can see the story shows when the reads are written.
    """
    reader = reader_of(meta, trusted_proxies=settings.TRUSTED_PROXIES)
    if reader is None:
        return False
    sighting = Sighting(
        edition_id=edition.pk, story_id=story_id, moment=now, reader=reader, referrer=referrer
    )
    if not _here.gate.admits(sighting, budget=settings.READS_PER_ADDRESS):
        return False
    waiting = _here.buffer.add(sighting)
    if settings.READS_FLUSH_SECONDS:
        _here.flusher.notice(waiting=waiting)
    return True


def flush_reads(*, now: datetime | None = None) -> int:
    """Write the reads that wait in this process; returns how many counted.

    When the database or the store is away the reads wait on, and its error is raised.
    """
    now = now or timezone.now()
    buffer = _here.buffer
    reads: Sequence[Sighting | Read] = buffer.take()
    try:
        reads = _sealed(reads, now=now)
        return read_store().write(_of_visible(reads, now=now), rules=_rules(), now=now)
    except PASSING:
        buffer.put_back(reads)
        raise


def read_record(edition: Edition, *, story_id: int, now: datetime) -> bool:
    """Count at once one read of nobody in particular; False if the public can't see the story on the edition."""
    reads = _of_visible([Read(edition_id=edition.pk, story_id=story_id, moment=now)], now=now)
    return read_store().write(reads, rules=_rules(), now=now) == 1


def forget_reads() -> None:
    """Begin as a new process does: nothing waits, nobody was met. For children of a fork, and for tests."""
    global _here
    _here = _Process()


def _sealed(reads: Sequence[Sighting | Read], *, now: datetime) -> list[Read]:
    """Return the reads without their readers. The key is that of the day on which they are written."""
    if not any(isinstance(read, Sighting) for read in reads):
        return [read for read in reads if isinstance(read, Read)]
    salt = read_store().salt(now.astimezone(UTC).date())
    key = day_key(salt=salt, secret=settings.SECRET_KEY)
    editions = _editions_of_hosts(reads)
    return [
        read.sealed(key=key, origin=_origin(read, editions=editions)) if isinstance(read, Sighting) else read
        for read in reads
    ]


def _editions_of_hosts(reads: Sequence[Sighting | Read]) -> dict[str, int]:
    """Return whose the network's hosts are; asks only if some reader came from a page."""
    if not any(isinstance(read, Sighting) and read.referrer for read in reads):
        return {}
    return dict(EditionHost.objects.values_list("name", "edition_id"))


def _origin(sighting: Sighting, *, editions: Mapping[str, int]) -> str:
    """Return where a reader came from, in few words that are bounded by day."""
    if sighting.referrer is None:
        return ""
    origin = origin_of(sighting.referrer, edition=sighting.edition_id, editions=editions)
    day = place_of(sighting.moment, span=Span.DAY)
    return _here.hosts.admitted(origin, edition=sighting.edition_id, day=day)


def _of_visible(reads: Sequence[Read], *, now: datetime) -> list[Read]:
    """Return the reads of stories that the public can see where they were read."""
    asked: set[Spot] = {(read.edition_id, read.story_id) for read in reads}
    if not asked:
        return []
    visible = visible_placements(now=now).filter(
        edition__in={edition_id for edition_id, _ in asked}, story__in={story_id for _, story_id in asked}
    )
    spots = set(visible.values_list("edition_id", "story_id"))
    return [read for read in reads if (read.edition_id, read.story_id) in spots]


def _rules() -> Rules:
    network = hub()
    return Rules(
        half_life_hours=settings.READS_HALF_LIFE_HOURS,
        budget=settings.READS_PER_ADDRESS,
        hub_id=None if network is None else network.pk,
    )


def _flush_aside() -> None:
    """Flush on a thread of our own, which nobody else rids of stale connections."""
    close_old_connections()
    try:
        flush_reads()
    finally:
        close_old_connections()


_here = _Process()
os.register_at_fork(after_in_child=forget_reads)
