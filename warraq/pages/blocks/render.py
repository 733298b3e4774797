"""Drawing live blocks from the registry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.template.loader import render_to_string

from warraq.fronts.layouts import Part, part_of_slot
from warraq.fronts.models import Strip
from warraq.fronts.selectors import ShownFront, shown_fronts, strip_on
from warraq.network.models import Edition, Section
from warraq.network.selectors import sections_of, sites
from warraq.network.style import HouseStyle
from warraq.pages.blocks.choice import Choices
from warraq.pages.blocks.registry import Ask, Group, SlotName, blocks, slot_key
from warraq.pages.groups import front_choices, home_choices, hub_choices, page_choices
from warraq.pages.pools import Pools
from warraq.stories.models import Placement
from warraq.stories.selectors import placement_on


@dataclass(frozen=True)
class Draft:
    """What a block prints; `context` is None for an absent one. Equal drafts draw alike on one edition."""

    key: str
    slot: SlotName
    context: Mapping[str, Any] | None

    @property
    def story_ids(self) -> tuple[int, ...]:
        """The stories that it prints."""
        return tuple(teaser.story_id for teaser in (self.context or {}).get("teasers", ()))


class LiveBlocks:
    """The blocks of one edition as they are at `now`: each group is chosen once, and only if it is asked for."""

    def __init__(
        self,
        edition: Edition,
        *,
        now: datetime,
        standing: frozenset[int] | None = None,
        pools: Pools | None = None,
        fronts: tuple[ShownFront, ...] | None = None,
    ) -> None:
        """`standing` are the stories in the edition's shared blocks, spares too, where the caller knows them; `pools`
        are kept by a caller who forgets in them what changes; `fronts` are not those that are published, but
        others that somebody looks at."""
        self.edition = edition
        self.now = now
        self._standing = standing
        self._pools = pools or Pools(edition)
        self._given_fronts = fronts

    def draft(self, key: str, *, subject_id: int | None = None) -> Draft:
        """Return what a slot's block will print, not yet drawn.

        `subject_id` is the page's own story: shared blocks are drafted without it.
        """
        slot = SlotName.parse(key)
        context = blocks.get(slot.block).context(self._ask(slot, key=key, subject_id=subject_id))
        return Draft(key=key, slot=slot, context=context)

    def draw(self, draft: Draft) -> str:
        """Draw a draft; empty for an absent block."""
        if draft.context is None:
            return ""
        block = blocks.get(draft.slot.block)
        return render_to_string(
            block.template,
            {
                "block": block,
                "key": draft.key,
                "edition": self.edition,
                "style": self._style,
                "now": self.now,
                **draft.context,
            },
        ).strip()

    def html(self, key: str, *, subject_id: int | None = None) -> str:
        """Return the block of a slot; empty for an absent one."""
        return self.draw(self.draft(key, subject_id=subject_id))

    def filled(self, keys: Iterable[str], *, subject_id: int | None = None) -> dict[str, str]:
        """Return the blocks of several slots."""
        return {key: self.html(key, subject_id=subject_id) for key in keys}

    def shared_keys(self) -> list[str]:
        """Return the keys of all blocks that pages of the edition share."""
        chrome = [slot_key(self.edition, Group.CHROME, name) for name in ("masthead", "footer")]
        groups = (Group.PAGE, Group.HUB) if self.edition.is_hub else (Group.PAGE, Group.HOME, Group.SECTION)
        # The hub's strip is chosen with either group, the same in both.
        return list(dict.fromkeys([*chrome, *(key for each in groups for key in self.choices(each).by_key)]))

    def ask(self, key: str) -> Ask:
        """Return what a shared block is drawn for."""
        return self._ask(SlotName.parse(key), key=key, subject_id=None)

    def choices(self, group: Group) -> Choices[Placement]:
        """Return which story stands in which block of a group."""
        if group is Group.HOME:
            return self._home
        if group is Group.SECTION:
            return self._sections_fronts
        if group is Group.HUB:
            return self._hub
        return self._page

    def _ask(self, slot: SlotName, *, key: str, subject_id: int | None) -> Ask:
        if slot.group is Group.CHROME:
            return Ask(edition=self.edition, now=self.now, sections=self._sections)
        if slot.group is Group.STORY:
            return Ask(
                edition=self.edition,
                now=self.now,
                argument=slot.argument,
                subject=placement_on(self.edition, story_id=slot.argument or 0, now=self.now),
                standing=self._page.story_ids() if self._standing is None else self._standing,
            )
        choice = self.choices(slot.group).by_key.get(key)
        front, part = self._stands_on(slot)
        return Ask(
            edition=self.edition,
            now=self.now,
            argument=slot.argument,
            placements=choice.without(subject_id) if choice else (),
            sections=self._sections,
            site=self._site(slot),
            front=front,
            part=part,
            strip=self._strip,
        )

    def _stands_on(self, slot: SlotName) -> tuple[ShownFront | None, Part | None]:
        """Return the composed front that a block stands on, with its part there."""
        if slot.group is Group.HOME and slot.argument is None:
            return self._front(None), None
        if slot.group not in (Group.HOME, Group.SECTION) or slot.argument is None:
            return None, None
        number, part = part_of_slot(slot.argument)
        front = next((each for each in self._fronts if each.number == number), None)
        if front is None:
            return None, None
        return front, next((each for each in front.layout.parts if each.number == part), None)

    def _front(self, section: int | None) -> ShownFront | None:
        return next((front for front in self._fronts if front.section_id == section), None)

    def _site(self, slot: SlotName) -> Edition | None:
        if slot.group is not Group.HUB:
            return None
        return next((site for site in self._sites if site.pk == slot.argument), None)

    @cached_property
    def _style(self) -> HouseStyle:
        return HouseStyle.of(self.edition)

    @cached_property
    def _sections(self) -> tuple[Section, ...]:
        return tuple(sections_of(self.edition))

    @cached_property
    def _fronts(self) -> tuple[ShownFront, ...]:
        return shown_fronts(self.edition) if self._given_fronts is None else self._given_fronts

    @cached_property
    def _strip(self) -> Strip | None:
        return strip_on(self.edition, now=self.now)

    @cached_property
    def _sites(self) -> list[Edition]:
        return sites()

    @cached_property
    def _page(self) -> Choices[Placement]:
        return page_choices(
            self.edition, sections=self._sections, now=self.now, pools=self._pools, strip=self._strip
        )

    @cached_property
    def _home(self) -> Choices[Placement]:
        front = self._front(None)
        if front is not None:
            return self._composed(front)
        return home_choices(
            self.edition, sections=self._sections, now=self.now, pools=self._pools, strip=self._strip
        )

    @cached_property
    def _sections_fronts(self) -> Choices[Placement]:
        """The composed fronts of sections: pages of their own, each chosen by itself."""
        fronts = [front for front in self._fronts if front.section_id is not None]
        return Choices(
            {key: choice for each in fronts for key, choice in self._composed(each).by_key.items()}
        )

    def _composed(self, front: ShownFront) -> Choices[Placement]:
        return front_choices(
            self.edition,
            front=front,
            sections=self._sections,
            now=self.now,
            pools=self._pools,
            strip=self._strip,
        )

    @cached_property
    def _hub(self) -> Choices[Placement]:
        return hub_choices(self.edition, sites=self._sites, now=self.now, strip=self._strip)
