"""The mapping of a site's saved pages, within the sections that grow with them."""

from __future__ import annotations

from dataclasses import dataclass

from warraq.wires.loading.mapping import Mapping
from warraq.wires.loading.saved.pages import Pages
from warraq.wires.loading.site import GENERAL, Site


@dataclass
class SavedSite(Site):
    """How one site's pages become items. `chosen` maps its sections, by name, to those of the edition, by slug."""

    def mapping(self) -> Mapping:
        """Return the mapping that a load runs through. Sections grow with those that the pages name."""
        pages = Pages(edition=self.edition.slug, time_zone=self.edition.time_zone, general=GENERAL)
        return Mapping(
            name=f"html-{self.edition.slug}",
            editions={self.edition.slug: self.edition},
            sections=self.sections,
            item=pages.item,
            required=frozenset({"url", "html"}),
            settled=self.settled,
        )
