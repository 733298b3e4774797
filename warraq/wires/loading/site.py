"""A former site that moves into one edition: its sections, which grow with what is read, and what it loses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping as Table
from dataclasses import dataclass, field, replace

from warraq.arabic.slugs import slug
from warraq.network.models import RESERVED_SLUGS
from warraq.wires.loading.items import Item
from warraq.wires.loading.mapping import EditionPlan, SectionPlan

# Stories of no section.
GENERAL = ("general", "عام")
MOST_SECTIONS = 200
_LONGEST_SLUG = 60


@dataclass
class Lost:
    """What was not carried, by what it is and how often; told at the end of a load."""

    counts: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        return "\n".join(f"  {count:,} × {what}" for what, count in self.counts.most_common())


@dataclass
class Site:
    """One site's way into its edition. `chosen` maps its sections, by their slugs or names, to those of the edition."""

    edition: EditionPlan
    chosen: Table[str, str] = field(default_factory=dict)
    lost: Lost = field(default_factory=Lost)
    sections: dict[str, SectionPlan] = field(default_factory=dict)

    def settled(self, item: Item) -> Item:
        """Return the item in the section of the edition that the site's own becomes, and count what it loses."""
        self.lost.counts.update(dict(item.lost))
        return replace(item, section=self._section(item.section, name=item.section_name or item.section))

    def _section(self, own: str, *, name: str) -> str:
        """Return the slug of the section; the first MOST_SECTIONS of the site's are sections."""
        if chosen := self.chosen.get(own) or self.chosen.get(name):
            self.sections.setdefault(chosen, SectionPlan(name=name))
            return chosen
        told = slug(own, limit=_LONGEST_SLUG)[:_LONGEST_SLUG].strip("-") or GENERAL[0]
        if told in RESERVED_SLUGS or told[0].isdigit():
            told = f"s-{told}"[:_LONGEST_SLUG]
        if told not in self.sections and len(self.sections) >= MOST_SECTIONS:
            told, name = GENERAL
        self.sections.setdefault(told, SectionPlan(name=name))
        return told
