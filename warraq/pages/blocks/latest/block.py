"""The newest stories of an edition."""

from __future__ import annotations

from datetime import datetime

from warraq.network.models import Edition
from warraq.pages.blocks.choice import Want
from warraq.pages.blocks.lists import story_list
from warraq.pages.blocks.registry import Block, Group, blocks, slot_key
from warraq.pages.pools import Pools
from warraq.stories.models import Placement

COUNT = 4

block = blocks.register(
    "latest", Block(name="latest", title="آخر الأخبار", template="latest/latest.html", context=story_list)
)


def want(edition: Edition, *, now: datetime, pools: Pools) -> Want[Placement]:
    """Ask for the newest stories of the edition."""
    return Want(
        key=slot_key(edition, Group.PAGE, block.name),
        count=COUNT,
        candidates=lambda limit, taken: pools.of_edition(now=now, limit=limit, taken=taken),
    )
