"""The groups of blocks that are chosen together: one for an edition's pages, one for its home, one for the hub.

The order is the order of precedence: a story that two blocks want stands in the first of them. What is urgent goes
before what is new, what is new before what is read, and sections take what is left, in the edition's order. On a front
that an editor composed the order is the editor's, and what is pinned stands before all else, the strip too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from warraq.fronts.layouts import Kind, Part, slot_number
from warraq.fronts.models import Strip
from warraq.fronts.selectors import ShownFront, pinned_placements
from warraq.network.models import Edition, Section
from warraq.pages.blocks.breaking import block as breaking
from warraq.pages.blocks.choice import Choices, Want, choose
from warraq.pages.blocks.door import block as door
from warraq.pages.blocks.front import block as front_block
from warraq.pages.blocks.front_list import block as front_list
from warraq.pages.blocks.front_rest import block as front_rest
from warraq.pages.blocks.front_section import block as front_section
from warraq.pages.blocks.latest import block as latest
from warraq.pages.blocks.most_read import block as most_read
from warraq.pages.blocks.registry import Group, slot_key
from warraq.pages.blocks.teasers import block as teasers
from warraq.pages.pools import Pools
from warraq.stories.models import Placement


def page_choices(
    edition: Edition, *, sections: Sequence[Section], now: datetime, pools: Pools, strip: Strip | None
) -> Choices[Placement]:
    """Choose for the blocks that every page of the edition but its home shares."""
    wants: list[Want[Placement]] = [
        breaking.want(edition, group=Group.PAGE, now=now, strip=strip),
        latest.want(edition, now=now, pools=pools),
        most_read.want(edition, group=Group.PAGE, now=now),
        *(teasers.want(edition, section=each, now=now, pools=pools) for each in sections if each.has_teasers),
    ]
    return choose(wants)


def home_choices(
    edition: Edition, *, sections: Sequence[Section], now: datetime, pools: Pools, strip: Strip | None
) -> Choices[Placement]:
    """Choose for the blocks of the edition's home page where nobody composed it."""
    wants: list[Want[Placement]] = [
        breaking.want(edition, group=Group.HOME, now=now, strip=strip),
        front_block.want(edition, now=now),
        most_read.want(edition, group=Group.HOME, now=now),
        *(
            front_section.want(edition, section=each, now=now, pools=pools)
            for each in sections
            if each.has_teasers
        ),
    ]
    return choose(wants)


def front_choices(
    edition: Edition,
    *,
    front: ShownFront,
    sections: Sequence[Section],
    now: datetime,
    pools: Pools,
    strip: Strip | None,
) -> Choices[Placement]:
    """Choose for the blocks of a front that an editor composed: the home, or a section's with its newest below."""
    section = next((each for each in sections if each.pk == front.section_id), None)
    if front.section_id is not None and section is None:
        return Choices()
    shown = pinned_placements(front.layout, edition=edition, now=now)
    group, own = (Group.HOME, None) if section is None else (Group.SECTION, slot_number(front.number, part=0))
    wants = [breaking.want(edition, group=group, now=now, strip=strip, argument=own)]
    for part in front.layout.parts:
        key, pinned = front_key(edition, front=front, part=part), _pins_of(part, shown=shown, now=now)
        if part.kind is Kind.TOP:
            wants.append(
                front_block.composed_want(
                    key, part=part, pinned=pinned, section=section, now=now, pools=pools
                )
            )
        else:
            wants.append(
                front_list.want(
                    key,
                    part=part,
                    pinned=pinned,
                    edition=edition,
                    sections=sections,
                    section=section,
                    now=now,
                    pools=pools,
                )
            )
    if section is not None:
        key = slot_key(edition, Group.SECTION, front_rest.block.name, argument=own)
        wants.append(front_rest.want(key, section=section, now=now, pools=pools))
    return choose(wants)


def front_key(edition: Edition, *, front: ShownFront, part: Part) -> str:
    """Return the slot of a part of a composed front; the home's top has that of the automatic one."""
    number = slot_number(front.number, part=part.number)
    if front.section_id is not None:
        name = front_block.block.name if part.kind is Kind.TOP else front_list.block.name
        return slot_key(edition, Group.SECTION, name, argument=number)
    if part.kind is Kind.TOP:
        return slot_key(edition, Group.HOME, front_block.block.name)
    return slot_key(edition, Group.HOME, front_list.block.name, argument=number)


def _pins_of(part: Part, *, shown: Mapping[int, Placement], now: datetime) -> dict[int, Placement]:
    """Return what is pinned in a part, by position, of what readers see; an empty place is the next story's."""
    return {pin.position: shown[pin.story] for pin in part.pins if pin.holds(now) and pin.story in shown}


def hub_choices(
    hub: Edition, *, sites: Sequence[Edition], now: datetime, strip: Strip | None
) -> Choices[Placement]:
    """Choose for the hub's home: each sister site's top stories, none twice; the strip is that of all its pages."""
    return choose(
        [
            breaking.want(hub, group=Group.PAGE, now=now, strip=strip),
            *(door.want(hub, site=site, now=now) for site in sites),
        ]
    )
