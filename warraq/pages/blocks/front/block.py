"""The top of an edition's home page: the lead, then the seconds."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from warraq.network.models import Edition
from warraq.pages.blocks.choice import Want
from warraq.pages.blocks.lists import story_list
from warraq.pages.blocks.registry import Block, Group, blocks, slot_key
from warraq.stories.models import Placement
from warraq.stories.selectors import listed, newest, on_edition

COUNT = 9

block = blocks.register(
    "front", Block(name="front", title="أهم الأخبار", template="front/front.html", context=story_list)
)


def want(edition: Edition, *, now: datetime) -> Want[Placement]:
    """Ask for the pinned stories in their positions, then the newest."""
    return Want(
        key=slot_key(edition, Group.HOME, block.name),
        count=COUNT,
        candidates=lambda limit, taken: top_stories(
            on_edition(edition, now=now).exclude(story__in=taken), limit=limit
        ),
        has_spare=False,
    )


def top_stories(placements: QuerySet[Placement], *, limit: int) -> list[Placement]:
    """Return the newest of some placements, with pinned ones at their positions; the lead has a picture."""
    here = listed(placements)
    pinned = list(here.filter(pinned_position__isnull=False).order_by("pinned_position", "-shown_at")[:limit])
    rest = list(newest(here.filter(pinned_position__isnull=True))[:limit])
    if not pinned or pinned[0].pinned_position != 1:
        rest = _picture_first(rest)
    return _with_pins(rest, pinned=pinned)[:limit]


def _picture_first(placements: list[Placement]) -> list[Placement]:
    """Bring the first story with a picture to the front: the lead is drawn large."""
    lead = next((each for each in placements[:COUNT] if each.story.lead_picture_id), None)
    return placements if lead is None else [lead, *(each for each in placements if each is not lead)]


def _with_pins(rest: list[Placement], *, pinned: list[Placement]) -> list[Placement]:
    """Put each pinned placement at its position (from 1) among the rest."""
    merged = list(rest)
    for placement in pinned:
        merged.insert(max(0, (placement.pinned_position or 1) - 1), placement)
    return merged
