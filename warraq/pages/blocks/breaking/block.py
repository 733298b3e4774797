"""The strip above every page while something urgent is new."""

from __future__ import annotations

from datetime import datetime, timedelta

from warraq.network.models import Edition
from warraq.pages.blocks.choice import Want
from warraq.pages.blocks.lists import story_list
from warraq.pages.blocks.registry import Block, Group, blocks, slot_key
from warraq.stories.models import Label, Placement
from warraq.stories.selectors import listed, newest, on_edition

# An urgent story stays in the strip for this long.
LASTS = timedelta(hours=6)

block = blocks.register(
    "breaking", Block(name="breaking", title="عاجل", template="breaking/breaking.html", context=story_list)
)


def want(edition: Edition, *, group: Group, now: datetime) -> Want[Placement]:
    """Ask for the newest urgent story. It has no spare: on its own page the strip is absent."""
    urgent = listed(on_edition(edition, now=now)).filter(story__label=Label.URGENT, shown_at__gt=now - LASTS)
    return Want(
        key=slot_key(edition, group, block.name),
        count=1,
        candidates=lambda limit, taken: list(newest(urgent)[:limit]),
        has_spare=False,
    )
