"""What readers of an edition read most."""

from __future__ import annotations

from datetime import datetime

from warraq.network.models import Edition
from warraq.pages.blocks.choice import Want
from warraq.pages.blocks.lists import story_list
from warraq.pages.blocks.registry import Block, Group, blocks, slot_key
from warraq.reads.selectors import most_read
from warraq.stories.models import Placement

COUNT = 5

block = blocks.register(
    "most_read",
    Block(name="most_read", title="الأكثر قراءة", template="most_read/most_read.html", context=story_list),
)


def want(edition: Edition, *, group: Group, now: datetime) -> Want[Placement]:
    """Ask for the most read stories of the edition."""
    return Want(
        key=slot_key(edition, group, block.name),
        count=COUNT,
        candidates=lambda limit: most_read(edition, now=now, limit=limit),
    )
