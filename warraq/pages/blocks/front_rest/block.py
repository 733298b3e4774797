"""The newest of a section, below its composed front: what stands above is left out, and older pages follow."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from warraq.network.models import Section
from warraq.pages.blocks.choice import Want
from warraq.pages.blocks.lists import story_list
from warraq.pages.blocks.registry import Ask, Block, blocks
from warraq.pages.pools import Pools
from warraq.stories.addresses import section_path
from warraq.stories.models import Placement
from warraq.stories.selectors import placement_key

COUNT = 20


def _context(ask: Ask) -> Mapping[str, Any] | None:
    """Return the teasers, and the page of what is older than the last of them if the list is full."""
    context = story_list(ask)
    if context is None or ask.front is None:
        return None
    last = ask.placements[-1]
    older = f"{section_path(last.section)}before/{placement_key(last)}/"
    return {**context, "older": older if len(ask.placements) == COUNT else ""}


block = blocks.register(
    "front_rest",
    Block(name="front_rest", title="المزيد", template="front_rest/front_rest.html", context=_context),
)


def want(key: str, *, section: Section, now: datetime, pools: Pools) -> Want[Placement]:
    """Ask for the newest stories of the section that stand nowhere above."""
    return Want(
        key=key,
        count=COUNT,
        candidates=lambda limit, taken: pools.of_section(section, now=now, limit=limit, taken=taken),
        has_spare=False,
    )
