"""A section on its edition's home page: one story with its picture, the others as headlines."""

from __future__ import annotations

from datetime import datetime

from warraq.network.models import Edition, Section
from warraq.pages.blocks.choice import Want
from warraq.pages.blocks.lists import section_list
from warraq.pages.blocks.registry import Block, Group, blocks, slot_key
from warraq.pages.pools import Pools
from warraq.stories.models import Placement

COUNT = 5

block = blocks.register(
    "front_section",
    Block(
        name="front_section",
        title="قسم في الرئيسية",
        template="front_section/front_section.html",
        context=section_list,
    ),
)


def want(edition: Edition, *, section: Section, now: datetime, pools: Pools) -> Want[Placement]:
    """Ask for the newest stories of the section."""
    return Want(
        key=slot_key(edition, Group.HOME, block.name, argument=section.pk),
        count=COUNT,
        candidates=lambda limit, taken: pools.of_section(section, now=now, limit=limit, taken=taken),
        has_spare=False,
    )
