"""The registry of live blocks, and the names of slots.

A slot's key is `<edition>/<group>/<block>` with `.<argument>` where the block has one: `maghrib/page/latest`,
`maghrib/page/teasers.12`, `maghrib/story/related.5071`. The argument is a number: of a section, a story, an
edition or a part of a composed front (`fronts.layouts.slot_number`), as the block says.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from warraq.common.registry import Registry
from warraq.fronts.layouts import Part
from warraq.fronts.models import Strip
from warraq.fronts.selectors import ShownFront
from warraq.network.models import Edition, Section
from warraq.stories.models import Placement


@dataclass(frozen=True)
class Ask:
    """What a block is drawn for.

    `placements` are those that the group's choice gave this block, already without the page's own story.
    `subject` is the page's own story, for blocks that belong to it; `standing` are then the stories that stand in the
    edition's shared blocks or may step into one;
    `site` is the sister site that a block of the hub is about; `front` is the composed front that a block stands on,
    with its `part`; `strip` is what is raised on the edition.
    """

    edition: Edition
    now: datetime
    argument: int | None = None
    placements: tuple[Placement, ...] = ()
    subject: Placement | None = None
    standing: frozenset[int] = frozenset()
    sections: tuple[Section, ...] = ()
    site: Edition | None = None
    front: ShownFront | None = None
    part: Part | None = None
    strip: Strip | None = None


@dataclass(frozen=True)
class Block:
    """A live block. `context` returns what the template prints, or None for a block that is absent."""

    name: str
    title: str
    template: str
    context: Callable[[Ask], Mapping[str, Any] | None]


blocks: Registry[Block] = Registry("live block")

_KEY = re.compile(
    r"(?P<edition>[A-Za-z0-9_-]+)/(?P<group>chrome|page|home|section|hub|story)/(?P<block>[a-z_]+)(\.(?P<argument>[0-9]{1,18}))?"
)


class Group(StrEnum):
    """Blocks that are chosen together, so that none of their stories stands twice on a page."""

    CHROME = "chrome"  # masthead and footer: no stories
    PAGE = "page"  # what all pages of an edition but its home share
    HOME = "home"
    SECTION = "section"  # the composed fronts of sections, each chosen by itself
    HUB = "hub"
    STORY = "story"  # what belongs to one story's page


def slot_key(edition: Edition, group: Group, name: str, *, argument: int | None = None) -> str:
    """Return the key of a block on an edition; raises LookupError for a block that nobody registered."""
    blocks.get(name)
    return f"{edition.slug}/{group}/{name}" + ("" if argument is None else f".{argument}")


@dataclass(frozen=True)
class SlotName:
    """A slot key, taken apart."""

    edition: str
    group: Group
    block: str
    argument: int | None

    @classmethod
    def parse(cls, key: str) -> SlotName:
        """Take a key apart; raises ValueError for anything that `slot_key` did not make."""
        match = _KEY.fullmatch(key)
        if match is None:
            raise ValueError(f"“{key}” is not a slot's key.")
        argument = int(match["argument"]) if match["argument"] else None
        return cls(match["edition"], Group(match["group"]), match["block"], argument)
