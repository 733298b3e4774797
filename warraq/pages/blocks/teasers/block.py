"""A section's newest stories, as headlines, on every page of its edition."""

from __future__ import annotations

from datetime import datetime

from warraq.network.models import Edition, Section
from warraq.pages.blocks.choice import Want
from warraq.pages.blocks.lists import section_list
from warraq.pages.blocks.registry import Block, Group, blocks, slot_key
from warraq.pages.pools import Pools
from warraq.stories.models import Placement

COUNT = 4

block = blocks.register(
    "teasers",
    Block(name="teasers", title="عناوين قسم", template="teasers/teasers.html", context=section_list),
)


def want(edition: Edition, *, section: Section, now: datetime, pools: Pools) -> Want[Placement]:
    """Ask for the newest stories of the section."""
    return Want(
        key=slot_key(edition, Group.PAGE, block.name, argument=section.pk),
        count=COUNT,
        candidates=lambda limit, taken: pools.of_section(section, now=now, limit=limit, taken=taken),
    )
