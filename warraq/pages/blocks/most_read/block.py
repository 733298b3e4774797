"""What readers of an edition read most."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from warraq.network.models import Edition
from warraq.pages.blocks.choice import Want
from warraq.pages.blocks.lists import story_list
from warraq.pages.blocks.registry import Ask, Block, Group, blocks, slot_key
from warraq.reads.selectors import most_read, most_read_age
from warraq.stories.addresses import story_address
from warraq.stories.models import Placement

COUNT = 5


def _context(ask: Ask) -> Mapping[str, Any] | None:
    """Return the teasers; on the hub, whose list is the network's, each leads to the site where its story stands."""
    context = story_list(ask)
    if context is None:
        return None
    pairs = zip(ask.placements, context["teasers"], strict=True)
    return {
        "teasers": [
            teaser
            if placement.edition_id == ask.edition.pk
            else replace(teaser, path=story_address(placement))
            for placement, teaser in pairs
        ],
        "age": told_age(most_read_age(ask.edition, now=ask.now)),
    }


def told_age(age: timedelta | None) -> str:
    """Return what readers should know of a list that is not of today: in wide steps, so that it rarely changes."""
    if age is None:
        return "الأحدث، إلى أن تتوافر قراءات"
    return next((words for limit, words in _AGES if age < limit), "من قراءات سابقة")


_AGES = ((timedelta(days=1), ""), (timedelta(days=7), "خلال أسبوع"), (timedelta(days=31), "خلال شهر"))


block = blocks.register(
    "most_read",
    Block(name="most_read", title="الأكثر قراءة", template="most_read/most_read.html", context=_context),
)


def want(edition: Edition, *, group: Group, now: datetime) -> Want[Placement]:
    """Ask for the most read stories of the edition."""
    return Want(
        key=slot_key(edition, group, block.name),
        count=COUNT,
        candidates=lambda limit, taken: most_read(edition, now=now, limit=limit + len(taken)),
    )
