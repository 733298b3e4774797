"""From an item of WordPress's export to an item of ours: which posts, which section, which addresses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping as Table
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from warraq.arabic.slugs import slug
from warraq.arabic.text import clean
from warraq.markup.pieces import plain
from warraq.network.models import RESERVED_SLUGS
from warraq.wires.loading.items import LONGEST_STANDFIRST, Item, Unusable
from warraq.wires.loading.mapping import EditionPlan, Mapping, SectionPlan
from warraq.wires.loading.wordpress.texts import post_text

# Posts without a category, and those of WordPress's own «uncategorised», in the languages of its Arabic sites.
_NO_CATEGORY = frozenset({"uncategorized", "uncategorised", "non-classe", "غير-مصنف"})
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
class WordPress:
    """How one site's posts become items. `chosen` maps categories (by slug) to sections of the edition, by slug."""

    edition: EditionPlan
    chosen: Table[str, str] = field(default_factory=dict)
    lost: Lost = field(default_factory=Lost)
    _sections: dict[str, SectionPlan] = field(default_factory=dict)

    def mapping(self) -> Mapping:
        """Return the mapping that a load runs through. Sections grow with the categories that it meets."""
        return Mapping(
            name=f"wordpress-{self.edition.slug}",
            editions={self.edition.slug: self.edition},
            sections=self._sections,
            item=self.item,
            required=frozenset({"post_id", "post_type", "status"}),
        )

    def item(self, record: dict[str, Any]) -> Item:
        """Make an item of a record. Raises Unusable for what is no published post."""
        self._refuse(record)
        text = post_text(record.get("content", ""))
        self.lost.counts.update(text.lost)
        pictures = sum(piece.kind == "picture" for piece in text.pieces)
        self._count("pictures within texts", pictures)
        self._count("lead pictures", int("_thumbnail_id" in record["meta"]))
        self._count("comments", record.get("comments", 0))
        section, topics = self._places(record)
        standfirst = plain(record.get("excerpt", ""))
        published = _moment(record, "post_date", zone=self.edition.time_zone)
        if published is None:
            raise Unusable("it has no date")
        return Item(
            origin_key=record["post_id"],
            edition=self.edition.slug,
            section=section,
            headline=plain(record.get("title", "")),
            published_at=published,
            modified_at=_moment(record, "post_modified", zone=self.edition.time_zone),
            pieces=tuple(piece for piece in text.pieces if piece.kind != "picture"),
            standfirst=standfirst if len(standfirst) <= LONGEST_STANDFIRST * 2 else "",
            authors=(clean(record["author"]),) if clean(record.get("author", "")) else (),
            topics=topics,
            source_url=record.get("link", "") if record.get("link", "").startswith("http") else "",
            addresses=tuple(_addresses(record)),
        )

    def passes_over(self, record: dict[str, Any]) -> bool:
        """Return whether a record is no post, and count it: attachments, menus, pages, revisions."""
        kind = record.get("post_type", "post")
        self._count(f"items of the type {kind}", int(kind != "post"))
        return bool(kind != "post")

    def _refuse(self, record: dict[str, Any]) -> None:
        status = record["status"]
        if status != "publish":
            raise Unusable(f"its status is “{status}”, not published")
        if record.get("post_password"):
            raise Unusable("it is behind a password")

    def _count(self, what: str, number: int) -> None:
        if number:
            self.lost.counts[what] += number

    def _places(self, record: dict[str, Any]) -> tuple[str, tuple[str, ...]]:
        """Return the post's section, and its other categories and tags as topics."""
        categories = [(unquote(nice), clean(name)) for nice, name in record["categories"] if name]
        named = [(nice, name) for nice, name in categories if nice not in _NO_CATEGORY]
        home = (
            next(((nice, name) for nice, name in named if nice in self.chosen), None)
            or (named or [GENERAL])[0]
        )
        section = self._section(*home)
        topics = [name for nice, name in named if (nice, name) != home]
        topics += [clean(name) for _, name in record["tags"]]
        return section, tuple(dict.fromkeys(filter(None, topics)))

    def _section(self, nice: str, name: str) -> str:
        """Return the slug of the category's section; the first MOST_SECTIONS categories are sections."""
        if chosen := self.chosen.get(nice):
            self._sections.setdefault(chosen, SectionPlan(name=name))
            return chosen
        told = slug(nice, limit=_LONGEST_SLUG)[:_LONGEST_SLUG].strip("-") or GENERAL[0]
        if told in RESERVED_SLUGS or told[0].isdigit():
            told = f"s-{told}"[:_LONGEST_SLUG]
        if told not in self._sections and len(self._sections) >= MOST_SECTIONS:
            told, name = GENERAL
        self._sections.setdefault(told, SectionPlan(name=name))
        return told


def _moment(record: dict[str, Any], name: str, *, zone: str) -> datetime | None:
    """Return a moment of a post: the one in UTC, or the site's own time where a bug of WordPress left that empty."""
    for field_name, where in ((f"{name}_gmt", UTC), (name, ZoneInfo(zone))):
        try:
            found = datetime.fromisoformat(record.get(field_name, ""))
        except ValueError:
            continue
        return found.replace(tzinfo=where).astimezone(UTC)
    return None


def _addresses(record: dict[str, Any]) -> list[str]:
    """Return the addresses by which the post was found: its own, its number, and those it had before."""
    link = record.get("link", "")
    told = [f"/?p={record['post_id']}"]
    if link.startswith("http") and "?p=" not in link:
        told.append(link)
        if (old := record["meta"].get("_wp_old_slug")) and (name := record.get("post_name")):
            path = urlsplit(link).path
            told.append(
                path.replace(name, old) if name in path else unquote(path).replace(unquote(name), old)
            )
    return told
