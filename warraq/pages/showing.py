"""What stands in the blocks of an edition, for rooms that tell of it without drawing pages."""

from __future__ import annotations

from datetime import datetime

from warraq.fronts.layouts import Kind
from warraq.fronts.selectors import shown_front
from warraq.fronts.showing import BlockKind, Showing, ShownBlock, showings
from warraq.network.models import Edition, Section
from warraq.pages.blocks.breaking import block as breaking
from warraq.pages.blocks.door import block as door
from warraq.pages.blocks.front import block as front
from warraq.pages.blocks.front_list import block as front_list
from warraq.pages.blocks.front_rest import block as front_rest
from warraq.pages.blocks.front_section import block as front_section
from warraq.pages.blocks.latest import block as latest
from warraq.pages.blocks.most_read import block as most_read
from warraq.pages.blocks.registry import Ask, Group, SlotName, blocks
from warraq.pages.blocks.render import LiveBlocks
from warraq.pages.blocks.teasers import block as teasers


def shared(edition: Edition, now: datetime) -> tuple[ShownBlock, ...]:
    """Return the blocks that all pages but the home share."""
    return _blocks_of(LiveBlocks(edition, now=now), Group.PAGE)


def home(edition: Edition, now: datetime) -> tuple[ShownBlock, ...]:
    """Return the blocks of the home page; the hub's are its sites."""
    return _blocks_of(LiveBlocks(edition, now=now), Group.HUB if edition.is_hub else Group.HOME)


def section(section: Section, now: datetime) -> tuple[ShownBlock, ...] | None:
    """Return the blocks of a section's composed front; None where nobody composed one."""
    composed = shown_front(section.edition, section=section)
    if composed is None:
        return None
    return _blocks_of(LiveBlocks(section.edition, now=now, fronts=(composed,)), Group.SECTION)


def _blocks_of(live: LiveBlocks, group: Group) -> tuple[ShownBlock, ...]:
    found = (_shown(SlotName.parse(key), live.ask(key)) for key in live.choices(group).by_key)
    return tuple(block for block in found if block.placements or block.text)


def _shown(slot: SlotName, ask: Ask) -> ShownBlock:
    kind = _kind(slot, ask)
    number = ask.argument if slot.block in _OF_A_SECTION else ask.part.of if ask.part else None
    section = next((each for each in ask.sections if kind is BlockKind.SECTION and each.pk == number), None)
    return ShownBlock(
        kind=kind,
        title=_title(slot, ask, section=section),
        placements=ask.placements,
        section=section,
        site=ask.site,
        text=ask.strip.text if ask.strip is not None and kind is BlockKind.BREAKING else "",
    )


def _kind(slot: SlotName, ask: Ask) -> BlockKind:
    """Return what a block tells; of a list on a composed front its part says it."""
    if slot.block == front_list.block.name:
        return BlockKind(ask.part.kind) if ask.part is not None else BlockKind.LATEST
    return _KINDS[slot.block]


def _title(slot: SlotName, ask: Ask, *, section: Section | None) -> str:
    if section is not None:
        return section.name
    if ask.site is not None:
        return ask.site.name
    if slot.block == front_list.block.name and ask.part is not None and ask.part.kind is not Kind.MOST_READ:
        return front_list.heading(ask.part, sections=ask.sections).name
    return blocks.get(most_read.block.name if slot.block == front_list.block.name else slot.block).title


_OF_A_SECTION = frozenset({front_section.block.name, teasers.block.name})
_KINDS = {
    breaking.block.name: BlockKind.BREAKING,
    door.block.name: BlockKind.SITE,
    front.block.name: BlockKind.TOP,
    front_rest.block.name: BlockKind.MORE,
    front_section.block.name: BlockKind.SECTION,
    latest.block.name: BlockKind.LATEST,
    most_read.block.name: BlockKind.MOST_READ,
    teasers.block.name: BlockKind.SECTION,
}

showings.register("blocks", Showing(shared=shared, home=home, section=section))
