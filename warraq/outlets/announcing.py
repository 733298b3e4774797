"""From a story that readers have to the notices that go out of it: pings, push, mail.

An announcer is told of each edition that a changed story stands on, after its page is right there (stories.freshness),
and gives what is to be done to the queue. Only the first appearance of a young story is news: an old one that was
loaded, moved or restored is a change.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from warraq.common.registry import Registry
from warraq.outlets.models import Announcement
from warraq.stories.models import Placement
from warraq.stories.selectors import visible_placements

# What appeared longer ago is news to nobody.
YOUNG = timedelta(hours=1)
# A story that was announced is young no more when its row goes.
KEPT = timedelta(days=2)
# Places that are told of at once; a network has fewer sites.
MOST_PLACES = 500


@dataclass(frozen=True)
class News:
    """A placement with its edition, section and story; `is_new` for a first appearance, `is_gone` for a withdrawal."""

    placement: Placement
    is_new: bool = False
    is_gone: bool = False


Announcer = Callable[[News], None]
announcers: Registry[Announcer] = Registry("announcer")


def announce(story_ids: Collection[int], now: datetime) -> None:
    """Tell the announcers of these stories, wherever readers have them or had them until they were withdrawn."""
    own = visible_placements(now=now).filter(story__in=story_ids)
    shown = own.select_related("edition", "section", "story").prefetch_related("edition__hosts")[:MOST_PLACES]
    news = [News(placement, is_new=_is_new(placement, now=now)) for placement in shown]
    withdrawn = Placement.objects.filter(story__in=story_ids, story__withdrawn_at__isnull=False)
    gone = withdrawn.select_related("edition", "section", "story").prefetch_related("edition__hosts")
    news += [News(placement, is_gone=True) for placement in gone[:MOST_PLACES]]
    for each in news:
        for name in announcers:
            announcers.get(name)(each)
    Announcement.objects.filter(at__lt=now - KEPT).delete()


def announce_missed(now: datetime) -> None:
    """Announce the young stories that nobody announced: they appeared while no presser ran."""
    young = visible_placements(now=now).filter(shown_at__gt=now - YOUNG)
    announced = Announcement.objects.filter(edition=OuterRef("edition"), story=OuterRef("story"))
    missed = young.exclude(Exists(announced)).order_by("-shown_at").values_list("story_id", flat=True)
    if story_ids := set(missed[:MOST_PLACES]):
        announce(story_ids, now)


def _is_new(placement: Placement, *, now: datetime) -> bool:
    """Return whether this is the story's first appearance on its edition, and note it."""
    if placement.shown_at is None or placement.shown_at < now - YOUNG:
        return False
    _, is_new = Announcement.objects.get_or_create(
        edition=placement.edition, story=placement.story, defaults={"at": now}
    )
    return is_new
