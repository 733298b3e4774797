"""Stories near a story: for now by shared topics, then by section, then by edition.

This function is the door; what stands behind it may become cleverer without its callers knowing.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import QuerySet

from warraq.stories.models import Placement, StoryTopic
from warraq.stories.selectors import in_section, listed, newest, on_edition

# How many of the newest stories of each shared topic are weighed.
_CANDIDATES = 60


def related_stories(
    placement: Placement, *, now: datetime, limit: int, without: Collection[int] = ()
) -> list[Placement]:
    """Return up to `limit` visible placements of the same edition near the placement's story, nearest first.

    `without` are numbers of stories that stand on the page already; the story itself is always left out.
    """
    left_out = {*without, placement.story_id}
    chosen = _by_topics(placement, now=now, limit=limit, without=left_out)
    for pool in (in_section(placement.section, now=now), on_edition(placement.edition, now=now)):
        if len(chosen) < limit:
            left_out |= {each.story_id for each in chosen}
            chosen += _nearest_in_time(pool, placement, limit=limit - len(chosen), without=left_out)
    return chosen


def _by_topics(
    placement: Placement, *, now: datetime, limit: int, without: Collection[int]
) -> list[Placement]:
    """Rank stories by how many topics they share, then the newest first: an old story leads to what came of it."""
    topics = list(StoryTopic.objects.filter(story=placement.story_id).values_list("topic_id", flat=True)[:12])
    if not topics:
        return []
    shared: dict[int, int] = {}
    for topic in topics:
        newest_links = (
            StoryTopic.objects.filter(topic=topic, published_at__lte=now)
            .order_by("-published_at", "-story")
            .values_list("story_id", flat=True)[:_CANDIDATES]
        )
        for story in newest_links:
            shared[story] = shared.get(story, 0) + 1
    here = on_edition(placement.edition, now=now)
    candidates = [story for story in shared if story not in without]
    rows = here.filter(story__in=candidates).values_list("story_id", "shown_at", "pk")
    ranked = sorted(rows, key=lambda row: (shared[row[0]], row[1], row[2]), reverse=True)[:limit]
    found = {each.pk: each for each in listed(here).filter(pk__in=[pk for _, _, pk in ranked])}
    return [found[pk] for _, _, pk in ranked if pk in found]


def _nearest_in_time(
    pool: QuerySet[Placement], placement: Placement, *, limit: int, without: Collection[int]
) -> list[Placement]:
    """Take what came in the pool just before the story, else the newest of the pool."""
    free = listed(pool).exclude(story__in=without)
    before = list(newest(free.filter(shown_at__lte=placement.shown_at))[:limit])
    if len(before) == limit:
        return before
    taken = {each.pk for each in before}
    return before + list(newest(free.exclude(pk__in=taken))[: limit - len(before)])
