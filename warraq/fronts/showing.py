"""What stands where on an edition: a door that pages open from above, for rooms that tell of it without drawing pages.

The blocks are those that readers meet, chosen by the same choice: no story stands twice in one of these answers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from warraq.common.registry import Registry
from warraq.network.models import Edition, Section
from warraq.stories.models import Placement


class BlockKind(StrEnum):
    """What a block tells."""

    BREAKING = "breaking"  # what the desk raised, or the newest urgent story
    TOP = "top"  # the lead first
    LATEST = "latest"
    SECTION = "section"
    TOPIC = "topic"
    MOST_READ = "most_read"
    SITE = "site"  # the top of a sister site
    MORE = "more"  # a section's newest below its front


@dataclass(frozen=True)
class ShownBlock:
    """A block: what it tells, its title, and its stories as the choice gave them.

    `section` is what a section's block is of, `site` the sister site of a block of the hub; `text` is what a raised
    strip says, which may lead to no story.
    """

    kind: BlockKind
    title: str
    placements: tuple[Placement, ...]
    section: Section | None = None
    site: Edition | None = None
    text: str = ""


@dataclass(frozen=True)
class Showing:
    """What pages offer. A section whose front nobody composed has none."""

    shared: Callable[[Edition, datetime], tuple[ShownBlock, ...]]
    home: Callable[[Edition, datetime], tuple[ShownBlock, ...]]
    section: Callable[[Section, datetime], tuple[ShownBlock, ...] | None]


showings: Registry[Showing] = Registry("showing of blocks")


def shared_blocks(edition: Edition, *, now: datetime) -> tuple[ShownBlock, ...]:
    """Return the blocks that the edition's pages share."""
    return showings.get("blocks").shared(edition, now)


def home_blocks(edition: Edition, *, now: datetime) -> tuple[ShownBlock, ...]:
    """Return the edition's home page, in the reader's order: composed, or chosen automatically."""
    return showings.get("blocks").home(edition, now)


def section_blocks(section: Section, *, now: datetime) -> tuple[ShownBlock, ...] | None:
    """Return a section's front as an editor composed it; None where nobody did."""
    return showings.get("blocks").section(section, now)
