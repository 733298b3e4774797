"""What reads: whose key it is, and what a partner is told of which stories."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from warraq.common.keys import key_digest
from warraq.partners.models import Partner, Told, ToldPlace
from warraq.stories.models import Byline, Placement, Story, StoryTopic
from warraq.stories.selectors import visible_placements

# Stories that one page of the feed holds at most.
PAGE = 50


@dataclass(frozen=True)
class Page:
    """One page of what a partner is told, the oldest change first.

    `following` is the number after which the next page begins, whether there is one already or not.
    """

    rows: list[Told]
    following: int
    has_more: bool


def partner_of_key(key: str) -> Partner | None:
    """Return whose key it is, switched off or not; None for a key that nobody has."""
    return Partner.objects.filter(key_digest=key_digest(key)).first()


def told_after(partner: Partner, *, after: int | None) -> Page:
    """Return what the partner is told after a number; without one, the newest.

    A story stands once in the whole list, at its last change. Who goes on from `following` misses none, since numbers
    are given in the order of commits.
    """
    rows = _told_to(partner)
    if after is None:
        newest = list(rows.order_by("-sequence")[:PAGE])
        return Page(newest[::-1], newest[0].sequence if newest else 0, has_more=False)
    found = list(rows.filter(sequence__gt=after).order_by("sequence")[: PAGE + 1])
    page = found[:PAGE]
    return Page(page, page[-1].sequence if page else after, has_more=len(found) > PAGE)


def told_of(partner: Partner, *, story_id: int) -> Told | None:
    """Return what the partner is told of one story; None for a story that it never could have."""
    return _told_to(partner).filter(pk=story_id).first()


def _told_to(partner: Partner) -> QuerySet[Told]:
    """Return the stories that the partner has or could have had, each with the places where it could."""
    places = _in_reach(partner)
    return Told.objects.filter(Exists(places.filter(told=OuterRef("pk")))).prefetch_related(
        Prefetch("places", places.order_by("pk"), to_attr="reached")
    )


def _in_reach(partner: Partner) -> QuerySet[ToldPlace]:
    """Return the places whose stories the partner gets, but for those that stories left before it was a partner."""
    return ToldPlace.objects.filter(_scope(partner), Q(left_at__isnull=True) | Q(left_at__gt=partner.made_at))


def _scope(partner: Partner) -> Q:
    editions = list(partner.editions.values_list("pk", flat=True))
    return Q(edition__in=editions) | Q(section__in=list(partner.sections.values_list("pk", flat=True)))


def headline_told(row: Told) -> str:
    """Return the headline under which the partner last had the story; of a row that these selectors gave."""
    reached: list[ToldPlace] = row.reached  # type: ignore[attr-defined]
    return max(reached, key=lambda place: (place.left_at is None, place.left_at or row.told_at)).headline


def placements_for(partner: Partner, *, story_ids: Collection[int], now: datetime) -> dict[int, Placement]:
    """Return where the partner may see each of the stories now, with all that is written of it.

    The home where the partner gets it, else the first of the others. Through the visible set: what it does not hold has
    no text for anybody. A dozen queries, however many stories.
    """
    found = (
        visible_placements(now=now)
        .filter(_scope(partner), story__in=story_ids)
        .select_related(
            "story", "story__agency", "story__lead_picture", "story__live_blog", "section", "edition"
        )
        .prefetch_related(
            "edition__hosts",
            "story__lead_picture__renditions",
            "story__corrections",
            Prefetch("story__bylines", Byline.objects.select_related("author").order_by("sort_order")),
            Prefetch(
                "story__story_topics", StoryTopic.objects.select_related("topic").order_by("sort_order")
            ),
        )
        .order_by("is_home", "-pk")
    )
    # The home comes last, and stays.
    return {placement.story_id: placement for placement in found}


def withdrawn_among(story_ids: Collection[int]) -> set[int]:
    """Return the numbers of those stories that were withdrawn or deleted; the others may come back."""
    kept = Story.objects.filter(pk__in=story_ids, withdrawn_at__isnull=True)
    return set(story_ids).difference(kept.values_list("pk", flat=True))
