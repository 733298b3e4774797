"""Most read."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import QuerySet

from warraq.network.models import Edition
from warraq.network.selectors import sites
from warraq.reads.stores import StoreGone, read_store
from warraq.stories.models import Placement
from warraq.stories.selectors import listed, newest, on_edition, placement_key, visible_placements

log = logging.getLogger(__name__)

# Room for stories that have been withdrawn or taken off since they were read.
_ROOM = 3


def most_read(edition: Edition, *, now: datetime, limit: int) -> list[Placement]:
    """Return the edition's most read visible placements, best first, at most `limit`; the hub's are the network's.

    Heats never run out, so what was read long ago follows what is read now; where too little was ever read, the
    newest stories follow. On the hub the placements are those of the sites, each with its edition: of a story that
    stands on several, the one on its home site.
    """
    stories = _hottest(edition, limit=limit * _ROOM)
    found = _by_story(listed(_shown(edition, now=now)).filter(story__in=stories))
    ranked = [found[story] for story in stories if story in found][:limit]
    if len(ranked) == limit:
        return ranked
    fallback = _by_story(_newest(edition, now=now, limit=limit))
    ranked_stories = {placement.story_id for placement in ranked}
    unread = [placement for story, placement in fallback.items() if story not in ranked_stories]
    return [*ranked, *unread][:limit]


def most_read_age(edition: Edition, *, now: datetime) -> timedelta | None:
    """Return how long ago the newest read came that the edition's list knows of; None when it knows of none."""
    try:
        last = read_store().last_read_at(edition.pk)
    except StoreGone as problem:
        log.warning("The age of most read can't be told: %s", problem)
        return None
    return None if last is None else max(now - last, timedelta())


def _hottest(edition: Edition, *, limit: int) -> list[int]:
    """Return the numbers of the hottest stories; without the store none, so that a page shows the newest instead."""
    try:
        return read_store().hottest(edition.pk, limit=limit)
    except StoreGone as problem:
        log.warning("Most read shows the newest: %s", problem)
        return []


def _shown(edition: Edition, *, now: datetime) -> QuerySet[Placement]:
    """Return the visible placements that an edition's list may hold, a story's home first."""
    if not edition.is_hub:
        return on_edition(edition, now=now)
    everywhere = visible_placements(now=now).select_related("edition").prefetch_related("edition__hosts")
    return everywhere.order_by("-is_home", "edition__position", "pk")


def _newest(edition: Edition, *, now: datetime, limit: int) -> list[Placement]:
    """Return the newest placements of the edition, or of all sites."""
    if not edition.is_hub:
        return list(newest(listed(on_edition(edition, now=now)))[:limit])
    # Site by site, since only an edition's own order has an index.
    of_sites = [
        placement
        for site in sites()
        for placement in newest(listed(_shown(edition, now=now).filter(edition=site)))[:limit]
    ]
    return sorted(
        of_sites, key=lambda placement: (placement_key(placement).moment, placement.is_home), reverse=True
    )


def _by_story(placements: Iterable[Placement]) -> dict[int, Placement]:
    """Return the placements by story, in their order; of several the first."""
    found: dict[int, Placement] = {}
    for placement in placements:
        found.setdefault(placement.story_id, placement)
    return found
