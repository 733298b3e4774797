"""A list of a composed front, filled by a rule: of a section, of a topic, the newest, the most read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from warraq.fronts.layouts import Kind, Part
from warraq.network.models import Edition, Section
from warraq.pages.blocks.choice import Want
from warraq.pages.blocks.lists import story_list
from warraq.pages.blocks.most_read import block as most_read_block
from warraq.pages.blocks.registry import Ask, Block, blocks
from warraq.pages.pools import Pools
from warraq.reads.selectors import most_read, most_read_age
from warraq.stories.addresses import topic_path
from warraq.stories.models import Placement, Topic
from warraq.stories.selectors import of_topic

Candidates = Callable[[int, frozenset[int]], Sequence[Placement]]


@dataclass(frozen=True)
class Heading:
    """What stands above a list, and where it leads."""

    name: str
    path: str = ""
    colour: str = ""


def _context(ask: Ask) -> Mapping[str, Any] | None:
    """Return the teasers under their heading; ranks for the most read."""
    context = story_list(ask)
    if context is None or ask.part is None:
        return None
    if ask.part.kind is Kind.MOST_READ:
        age = most_read_block.told_age(most_read_age(ask.edition, now=ask.now))
        return {**context, "is_ranked": True, "age": age, "named": most_read_block.block}
    return {**context, "is_ranked": False, "section": heading(ask.part, sections=ask.sections)}


def heading(part: Part, *, sections: Sequence[Section]) -> Heading:
    """Return the name of what a list is of, and its page; of what is gone there is no name, and nothing to list."""
    if part.kind is Kind.SECTION:
        section = next((each for each in sections if each.pk == part.of), None)
        return Heading(section.name, section.path, section.colour) if section else Heading("")
    if part.kind is Kind.TOPIC:
        topic = Topic.objects.filter(pk=part.of or 0).first()
        return Heading(topic.name, topic_path(topic)) if topic else Heading("")
    return Heading("آخر الأخبار")


block = blocks.register(
    "front_list",
    Block(name="front_list", title="قائمة في واجهة", template="front_list/front_list.html", context=_context),
)


def want(
    key: str,
    *,
    part: Part,
    pinned: Mapping[int, Placement],
    edition: Edition,
    sections: Sequence[Section],
    section: Section | None,
    now: datetime,
    pools: Pools,
) -> Want[Placement]:
    """Ask for what an editor pinned in the list, and around it what its rule finds; `section` is the front's own."""
    found: Candidates = _nothing
    if part.kind is Kind.MOST_READ:
        found = lambda limit, taken: most_read(edition, now=now, limit=limit + len(taken))  # noqa: E731
    elif part.kind is Kind.TOPIC:
        found = _of_topic(part.of, edition=edition, now=now)
    else:
        named = section
        if part.kind is Kind.SECTION:
            named = next((each for each in sections if each.pk == part.of), None)
        if named is not None or part.kind is Kind.LATEST:
            found = _newest(named, now=now, pools=pools)
    return Want(key=key, count=part.count, candidates=found, has_spare=False, pinned=pinned)


def _nothing(limit: int, taken: frozenset[int]) -> Sequence[Placement]:
    return []


def _newest(section: Section | None, *, now: datetime, pools: Pools) -> Candidates:
    """Return what finds the newest of a section, or of the edition."""

    def found(limit: int, taken: frozenset[int]) -> Sequence[Placement]:
        if section is None:
            return pools.of_edition(now=now, limit=limit, taken=taken)
        return pools.of_section(section, now=now, limit=limit, taken=taken)

    return found


def _of_topic(number: int | None, *, edition: Edition, now: datetime) -> Candidates:
    topic = Topic.objects.filter(pk=number or 0).first()

    def found(limit: int, taken: frozenset[int]) -> Sequence[Placement]:
        if topic is None:
            return []
        return of_topic(topic, edition=edition, now=now, limit=limit + len(taken))[0]

    return found
