"""Drawing live blocks from the registry."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import cached_property

from django.template.loader import render_to_string

from warraq.network.models import Edition, Section
from warraq.network.selectors import sections_of, sites
from warraq.network.style import HouseStyle
from warraq.pages.blocks.choice import Choices
from warraq.pages.blocks.registry import Ask, Group, SlotName, blocks
from warraq.pages.groups import home_choices, hub_choices, page_choices
from warraq.stories.models import Placement
from warraq.stories.selectors import story_on


class LiveBlocks:
    """The blocks of one edition as they are at `now`: each group is chosen once, and only if it is asked for."""

    def __init__(self, edition: Edition, *, now: datetime) -> None:
        self.edition = edition
        self.now = now

    def html(self, key: str, *, subject_id: int | None = None) -> str:
        """Return the block of a slot; empty for an absent one.

        `subject_id` is the page's own story: shared blocks are drawn without it.
        """
        slot = SlotName.parse(key)
        block = blocks.get(slot.block)
        ask = self._ask(slot, key=key, subject_id=subject_id)
        context = block.context(ask)
        if context is None:
            return ""
        return render_to_string(
            block.template,
            {
                "block": block,
                "key": key,
                "edition": self.edition,
                "style": self._style,
                "now": self.now,
                **context,
            },
        ).strip()

    def filled(self, keys: Iterable[str], *, subject_id: int | None = None) -> dict[str, str]:
        """Return the blocks of several slots."""
        return {key: self.html(key, subject_id=subject_id) for key in keys}

    def choices(self, group: Group) -> Choices[Placement]:
        """Return which story stands in which block of a group."""
        if group is Group.HOME:
            return self._home
        if group is Group.HUB:
            return self._hub
        return self._page

    def _ask(self, slot: SlotName, *, key: str, subject_id: int | None) -> Ask:
        if slot.group is Group.CHROME:
            return Ask(edition=self.edition, now=self.now, sections=self._sections)
        choices = self.choices(slot.group)
        if slot.group is Group.STORY:
            subject = story_on(self.edition, story_id=slot.argument or 0, now=self.now)
            return Ask(
                edition=self.edition,
                now=self.now,
                argument=slot.argument,
                subject=subject,
                choices=choices,
                sections=self._sections,
            )
        choice = choices.by_key.get(key)
        return Ask(
            edition=self.edition,
            now=self.now,
            argument=slot.argument,
            placements=choice.without(subject_id) if choice else (),
            choices=choices,
            sections=self._sections,
            site=self._site(slot),
        )

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
    def _sites(self) -> list[Edition]:
        return sites()

    @cached_property
    def _page(self) -> Choices[Placement]:
        return page_choices(self.edition, sections=self._sections, now=self.now)

    @cached_property
    def _home(self) -> Choices[Placement]:
        return home_choices(self.edition, sections=self._sections, now=self.now)

    @cached_property
    def _hub(self) -> Choices[Placement]:
        return hub_choices(self.edition, sites=self._sites, now=self.now)
