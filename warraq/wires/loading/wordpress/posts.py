"""From an item of WordPress's export to an item of ours: which posts, which section, which addresses.

Pure but for the folder of pictures, where there is one.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from warraq.arabic.text import clean
from warraq.markup.pieces import Kind, plain
from warraq.wires.loading.items import LONGEST_STANDFIRST, Item, Unusable
from warraq.wires.loading.picture_folder import PictureFolder
from warraq.wires.loading.records import BESIDE
from warraq.wires.loading.wordpress.library import Library, number_of
from warraq.wires.loading.wordpress.pictures import PostPictures, post_pictures
from warraq.wires.loading.wordpress.texts import PostText, post_text

# Posts without a category, and those of WordPress's own «uncategorised», in the languages of its Arabic sites.
_NO_CATEGORY = frozenset({"uncategorized", "uncategorised", "non-classe", "غير-مصنف"})


@dataclass(frozen=True)
class Posts:
    """How posts are read: into which edition, by which clock, and where one of no category goes (slug and name).

    `chosen` are the categories, by slug, that make a section of their own even where others come first. `pictures` is
    the folder of the site's pictures; without one none is carried.
    """

    edition: str
    time_zone: str
    general: tuple[str, str]
    chosen: frozenset[str] = field(default=frozenset())
    pictures: PictureFolder | None = None

    def item(self, record: dict[str, Any]) -> Item:
        """Make an item of a record. Raises Unusable for what is no published post."""
        _refuse(record)
        library: Library = record.get(BESIDE) or Library()
        text = post_text(record.get("content", ""), library=library if self.pictures else None)
        shown = self._shown(text, record=record, library=library)
        (nice, name), topics = self._places(record)
        standfirst = plain(record.get("excerpt", ""))
        published = _moment(record, "post_date", zone=self.time_zone)
        if published is None:
            raise Unusable("it has no date")
        return Item(
            origin_key=record["post_id"],
            edition=self.edition,
            section=nice,
            section_name=name,
            headline=plain(record.get("title", "")),
            published_at=published,
            modified_at=_moment(record, "post_modified", zone=self.time_zone),
            pieces=shown.pieces,
            standfirst=standfirst if len(standfirst) <= LONGEST_STANDFIRST * 2 else "",
            authors=(clean(record["author"]),) if clean(record.get("author", "")) else (),
            topics=topics,
            source_url=record.get("link", "") if record.get("link", "").startswith("http") else "",
            addresses=tuple(_addresses(record)),
            picture=shown.lead,
            pictures=shown.within,
            lost=_lost(record, text=text.lost + shown.lost),
        )

    def _shown(self, text: PostText, *, record: dict[str, Any], library: Library) -> PostPictures:
        """Return the text with the pictures that are carried."""
        if self.pictures is not None:
            lead = number_of(record["meta"].get("_thumbnail_id", ""))
            return post_pictures(text, lead=lead, library=library, folder=self.pictures)
        pieces = tuple(piece for piece in text.pieces if piece.kind is not Kind.PICTURE)
        lost = Counter({"pictures within texts": len(text.pieces) - len(pieces)})
        lost["lead pictures"] = int("_thumbnail_id" in record["meta"])
        return PostPictures(pieces=pieces, lead=None, within=(), lost=lost)

    def _places(self, record: dict[str, Any]) -> tuple[tuple[str, str], tuple[str, ...]]:
        """Return the post's home category, and its other categories and tags as topics."""
        categories = [(unquote(nice), clean(name)) for nice, name in record["categories"] if name]
        named = [(nice, name) for nice, name in categories if nice not in _NO_CATEGORY]
        home = (
            next(((nice, name) for nice, name in named if nice in self.chosen), None)
            or (named or [self.general])[0]
        )
        topics = [name for nice, name in named if (nice, name) != home]
        topics += [clean(name) for _, name in record["tags"]]
        return home, tuple(dict.fromkeys(filter(None, topics)))


def _refuse(record: dict[str, Any]) -> None:
    status = record["status"]
    if status != "publish":
        raise Unusable(f"its status is “{status}”, not published")
    if record.get("post_password"):
        raise Unusable("it is behind a password")


def _lost(record: dict[str, Any], *, text: Counter[str]) -> tuple[tuple[str, int], ...]:
    """Count what of the post has no place in ours."""
    lost = Counter(text)
    lost["comments"] += record.get("comments", 0)
    return tuple((what, count) for what, count in lost.items() if count)


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
