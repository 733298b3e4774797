"""The groups of blocks that are chosen together: one for an edition's pages, one for its home, one for the hub.

The order is the order of precedence: a story that two blocks want stands in the first of them. What is urgent goes
before what is new, what is new before what is read, and sections take what is left, in the edition's order.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from warraq.network.models import Edition, Section
from warraq.pages.blocks.breaking import block as breaking
from warraq.pages.blocks.choice import Choices, Want, choose
from warraq.pages.blocks.door import block as door
from warraq.pages.blocks.front import block as front
from warraq.pages.blocks.front_section import block as front_section
from warraq.pages.blocks.latest import block as latest
from warraq.pages.blocks.most_read import block as most_read
from warraq.pages.blocks.registry import Group
from warraq.pages.blocks.teasers import block as teasers
from warraq.pages.pools import Pools
from warraq.stories.models import Placement


def page_choices(
    edition: Edition, *, sections: Sequence[Section], now: datetime, pools: Pools
) -> Choices[Placement]:
    """Choose for the blocks that every page of the edition but its home shares."""
    wants: list[Want[Placement]] = [
        breaking.want(edition, group=Group.PAGE, now=now),
        latest.want(edition, now=now, pools=pools),
        most_read.want(edition, group=Group.PAGE, now=now),
        *(teasers.want(edition, section=each, now=now, pools=pools) for each in sections if each.has_teasers),
    ]
    return choose(wants)


def home_choices(
    edition: Edition, *, sections: Sequence[Section], now: datetime, pools: Pools
) -> Choices[Placement]:
    """Choose for the blocks of the edition's home page."""
    wants: list[Want[Placement]] = [
        breaking.want(edition, group=Group.HOME, now=now),
        front.want(edition, now=now),
        most_read.want(edition, group=Group.HOME, now=now),
        *(
            front_section.want(edition, section=each, now=now, pools=pools)
            for each in sections
            if each.has_teasers
        ),
    ]
    return choose(wants)


def hub_choices(hub: Edition, *, sites: Sequence[Edition], now: datetime) -> Choices[Placement]:
    """Choose for the hub's home: each sister site's top stories, none twice."""
    return choose([door.want(hub, site=site, now=now) for site in sites])
