"""The strip above every page: what the desk raised, or else the newest urgent story while it is new."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from warraq.fronts.models import Strip
from warraq.fronts.selectors import strip_link
from warraq.network.models import Edition
from warraq.pages.blocks.choice import Want
from warraq.pages.blocks.lists import story_list
from warraq.pages.blocks.registry import Ask, Block, Group, blocks, slot_key
from warraq.pages.teasers import teaser
from warraq.stories.addresses import story_address
from warraq.stories.models import Label, Placement
from warraq.stories.selectors import listed, newest, on_edition

# An urgent story stays in the strip for this long.
LASTS = timedelta(hours=6)


def _context(ask: Ask) -> Mapping[str, Any] | None:
    """Return what was raised, with the story that it leads to; else the urgent story.

    What was raised is told on every page. It leads nowhere on the story's own page, and on a front where the story is
    pinned: no story stands twice.
    """
    if ask.strip is None:
        return story_list(ask)
    return {
        "text": ask.strip.text,
        "teasers": [_teaser(each, edition=ask.edition) for each in ask.placements],
    }


def _teaser(placement: Placement, *, edition: Edition) -> Any:
    """Return the teaser of the strip's story; one that does not stand here leads to its home."""
    found = teaser(placement)
    return found if placement.edition_id == edition.pk else replace(found, path=story_address(placement))


block = blocks.register(
    "breaking", Block(name="breaking", title="عاجل", template="breaking/breaking.html", context=_context)
)


def want(
    edition: Edition, *, group: Group, now: datetime, strip: Strip | None, argument: int | None = None
) -> Want[Placement]:
    """Ask for the strip's story, or with no strip for the newest urgent one.

    It has no spare: on its own page the strip leads nowhere, or is absent.
    """
    return Want(
        key=slot_key(edition, group, block.name, argument=argument),
        count=1,
        candidates=lambda limit, taken: (
            _urgent(edition, now=now, taken=taken)
            if strip is None
            else [each for each in (strip_link(strip, edition=edition, now=now),) if each is not None]
        ),
        has_spare=False,
    )


def _urgent(edition: Edition, *, now: datetime, taken: frozenset[int]) -> list[Placement]:
    urgent = listed(on_edition(edition, now=now)).filter(story__label=Label.URGENT, shown_at__gt=now - LASTS)
    return list(newest(urgent.exclude(story__in=taken))[:1])
