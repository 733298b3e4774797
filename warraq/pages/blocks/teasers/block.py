"""A section's newest stories, as headlines, on every page of its edition."""

from __future__ import annotations

from datetime import datetime

from warraq.network.models import Edition, Section
from warraq.pages.blocks.choice import Want
from warraq.pages.blocks.lists import newest_free, section_list
from warraq.pages.blocks.registry import Block, Group, blocks, slot_key
from warraq.stories.models import Placement
from warraq.stories.selectors import in_section

COUNT = 4

block = blocks.register(
    "teasers",
    Block(name="teasers", title="عناوين قسم", template="teasers/teasers.html", context=section_list),
)


def want(edition: Edition, *, section: Section, now: datetime) -> Want[Placement]:
    """Ask for the newest stories of the section."""
    return Want(
        key=slot_key(edition, Group.PAGE, block.name, argument=section.pk),
        count=COUNT,
        candidates=lambda limit, taken: newest_free(in_section(section, now=now), limit=limit, taken=taken),
    )
