"""A sister site on the hub's page: its name and its top stories."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from warraq.network.models import Edition
from warraq.pages.blocks.choice import Want
from warraq.pages.blocks.front.block import top_stories
from warraq.pages.blocks.lists import story_list
from warraq.pages.blocks.registry import Ask, Block, Group, blocks, slot_key
from warraq.stories.models import Placement
from warraq.stories.selectors import on_edition

COUNT = 5


def _context(ask: Ask) -> Mapping[str, Any] | None:
    context = story_list(ask)
    return None if context is None else {**context, "site": ask.site}


block = blocks.register(
    "door", Block(name="door", title="موقع من الشبكة", template="door/door.html", context=_context)
)


def want(hub: Edition, *, site: Edition, now: datetime) -> Want[Placement]:
    """Ask for the top stories that are at home on a sister site; the argument is the site's number."""
    return Want(
        key=slot_key(hub, Group.HUB, block.name, argument=site.pk),
        count=COUNT,
        candidates=lambda limit, taken: top_stories(
            on_edition(site, now=now).filter(is_home=True).exclude(story__in=taken), limit=limit
        ),
        has_spare=False,
    )
