"""The mapping of a WordPress site: what its posts become, within the sections that grow with its categories."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from warraq.wires.loading.mapping import Mapping
from warraq.wires.loading.picture_folder import is_picture_name
from warraq.wires.loading.site import GENERAL, Site
from warraq.wires.loading.wordpress.posts import Posts


@dataclass
class WordPress(Site):
    """How one site's posts become items. `chosen` maps categories (by slug) to sections of the edition, by slug."""

    def mapping(self) -> Mapping:
        """Return the mapping that a load runs through. Sections grow with the categories that it meets."""
        posts = Posts(
            edition=self.edition.slug,
            time_zone=self.edition.time_zone,
            general=GENERAL,
            chosen=frozenset(self.chosen),
            pictures=self.pictures,
        )
        return Mapping(
            name=f"wordpress-{self.edition.slug}",
            editions={self.edition.slug: self.edition},
            sections=self.sections,
            item=posts.item,
            required=frozenset({"post_id", "post_type", "status"}),
            settled=self.settled,
        )

    def passes_over(self, record: dict[str, Any]) -> bool:
        """Return whether a record is no post, and count it: attachments, menus, pages, revisions.

        With a folder of pictures, those of the library go with the posts that show them.
        """
        kind = record.get("post_type", "post")
        if kind == "post":
            return False
        if kind == "attachment" and self.pictures is not None and is_picture_name(_address(record)):
            return True
        self.lost.counts[f"items of the type {kind}"] += 1
        return True


def _address(record: dict[str, Any]) -> str:
    return str(record.get("attachment_url") or record.get("guid", ""))
