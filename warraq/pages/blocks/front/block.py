"""The top of an edition's home page, or of a section's composed front: the lead, then the seconds, then headlines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from warraq.fronts.layouts import Part
from warraq.network.models import Edition, Section
from warraq.pages.blocks.choice import Want
from warraq.pages.blocks.lists import story_list
from warraq.pages.blocks.registry import Ask, Block, Group, blocks, slot_key
from warraq.pages.pools import Pools
from warraq.stories.models import Placement
from warraq.stories.selectors import listed, newest, on_edition

COUNT = 9
SECONDS = 2


def _context(ask: Ask) -> Mapping[str, Any] | None:
    """Return the teasers as the lead, the seconds and the rest."""
    context = story_list(ask)
    if context is None:
        return None
    seconds = SECONDS if ask.front is None else ask.front.layout.seconds
    teasers = context["teasers"]
    return {"teasers": teasers, "seconds": teasers[1 : seconds + 1], "rest": teasers[seconds + 1 :]}


block = blocks.register(
    "front", Block(name="front", title="أهم الأخبار", template="front/front.html", context=_context)
)


def want(edition: Edition, *, now: datetime) -> Want[Placement]:
    """Ask for the pinned stories in their positions, then the newest: where nobody composed a front."""
    return Want(
        key=slot_key(edition, Group.HOME, block.name),
        count=COUNT,
        candidates=lambda limit, taken: top_stories(
            on_edition(edition, now=now).exclude(story__in=taken), limit=limit
        ),
        has_spare=False,
    )


def composed_want(
    key: str,
    *,
    part: Part,
    pinned: Mapping[int, Placement],
    section: Section | None,
    now: datetime,
    pools: Pools,
) -> Want[Placement]:
    """Ask for what an editor pinned, and around it the newest of the edition or of the section."""

    def candidates(limit: int, taken: frozenset[int]) -> Sequence[Placement]:
        if section is not None:
            found = pools.of_section(section, now=now, limit=limit, taken=taken)
        else:
            found = pools.of_edition(now=now, limit=limit, taken=taken)
        return found if 1 in pinned else _picture_first(found)

    return Want(key=key, count=part.count, candidates=candidates, has_spare=False, pinned=pinned)


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
