"""A former site that moves into one edition: its sections, which grow with what is read, and what it loses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping as Table
from dataclasses import dataclass, field, replace

from warraq.arabic.slugs import slug
from warraq.network.models import RESERVED_SLUGS
from warraq.wires.loading.items import Item, ItemPicture
from warraq.wires.loading.mapping import EditionPlan, SectionPlan
from warraq.wires.loading.picture_folder import PictureFolder

# Stories of no section.
GENERAL = ("general", "عام")
MOST_SECTIONS = 200
LOST_PICTURES = "lead pictures whose files are not here"
_LONGEST_SLUG = 60


@dataclass
class Lost:
    """What was not carried, by what it is and how often; told at the end of a load."""

    counts: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        return "\n".join(f"  {count:,} × {what}" for what, count in self.counts.most_common() if count)


@dataclass
class Site:
    """One site's way into its edition. `chosen` maps its sections, by their slugs or names, to those of the edition."""

    edition: EditionPlan
    chosen: Table[str, str] = field(default_factory=dict)
    lost: Lost = field(default_factory=Lost)
    pictures: PictureFolder | None = None
    sections: dict[str, SectionPlan] = field(default_factory=dict)

    def settled(self, item: Item) -> Item:
        """Return the item in the section of the edition that the site's own becomes, with its picture if that is here;
        counts what it loses.
        """
        self.lost.counts.update(dict(item.lost))
        return replace(
            item,
            section=self._section(item.section, name=item.section_name or item.section),
            picture=self._picture(item.picture),
        )

    def _picture(self, picture: ItemPicture | None) -> ItemPicture | None:
        """Return the picture with its file; None, and one more that is lost, where that is not here."""
        if picture is None or picture.file:
            return picture
        file = self.pictures.look(picture.address).file if self.pictures is not None else ""
        self.lost.counts[LOST_PICTURES] += not file
        return replace(picture, file=file) if file else None

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
