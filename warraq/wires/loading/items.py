"""What a record says, in the newsroom's words: an Item, or the reason why there is none."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2b

from warraq.arabic.truncate import truncate
from warraq.markup.pieces import Piece

LONGEST_HEADLINE = 250
LONGEST_STANDFIRST = 600
LONGEST_NAME = 120
LONGEST_CAPTION = 300
LONGEST_ADDRESS = 2000

# No spaces, no control characters: what may stand in a link.
_ADDRESS = re.compile(r"https?://[^\s\x00-\x1f\x7f-\x9f\ud800-\udfff<>\"]+\Z", re.IGNORECASE)


class Unusable(ValueError):
    """A record that no story can be made of; the message is the reason, for the reject file."""


@dataclass(frozen=True)
class AgencyCredit:
    """The agency a story came from; two that share it are one credit."""

    name: str
    short_name: str = ""


@dataclass(frozen=True)
class ItemPicture:
    """A picture on the site that a story comes from; `file` is where it lies here, "" if it does not.

    `caption` is this story's. `title` and `own_caption` are what the site's library says of it wherever it stands.
    """

    address: str
    caption: str = ""
    credit: str = ""
    alt: str = ""
    file: str = ""
    title: str = ""
    own_caption: str = ""


@dataclass(frozen=True)
class Item:
    """One story as a dump tells it. Texts are plain and clean; moments are aware.

    `origin_key` names the story within its system, for ever: two records of one key are one story. `edition` and
    `section` are keys of the mapping's tables. `modified_at` is None where the dump does not tell. `pieces` are the
    text of dumps that mark it up, instead of `paragraphs`; `addresses` are the story's on the site that it comes from.
    `section_name` is for a mapping whose sections grow with what it reads; `lost` counts what is not carried, by name.
    `picture` is the lead; `pictures` are those within the text whose files are here: a piece that shows one has its
    address. Pieces of other pictures are not carried.
    """

    origin_key: str
    edition: str
    section: str
    headline: str
    published_at: datetime
    paragraphs: tuple[str, ...] = ()
    standfirst: str = ""
    modified_at: datetime | None = None
    dateline: str = ""
    authors: tuple[str, ...] = ()
    agency: AgencyCredit | None = None
    source_url: str = ""
    topics: tuple[str, ...] = ()
    pieces: tuple[Piece, ...] = ()
    addresses: tuple[str, ...] = ()
    section_name: str = ""
    picture: ItemPicture | None = None
    lost: tuple[tuple[str, int], ...] = ()
    pictures: tuple[ItemPicture, ...] = ()

    @property
    def all_pictures(self) -> tuple[ItemPicture, ...]:
        """The lead and the others."""
        return (self.picture, *self.pictures) if self.picture is not None else self.pictures


# What says nothing of the story itself; its lead picture is told apart, and the pieces tell of the others.
UNTOLD = frozenset({"origin_key", "section_name", "lost", "picture", "pictures"})


def usable(item: Item, *, now: datetime) -> Item:
    """Return the item within the lengths that a story has. Raises Unusable with the reason for one that can't be.

    A long headline or standfirst is cut at a word; a name that no person has is left out.
    """
    if not item.origin_key:
        raise Unusable("it has nothing that identifies it")
    if not item.headline:
        raise Unusable("it has no title")
    _refuse_moment(item.published_at, now=now)
    if item.modified_at is not None:
        _refuse_moment(item.modified_at, now=now)
    if item.source_url and (len(item.source_url) > LONGEST_ADDRESS or not _ADDRESS.match(item.source_url)):
        raise Unusable("its address is not an http or https address")
    return replace(
        item,
        headline=truncate(item.headline, limit=LONGEST_HEADLINE)[:LONGEST_HEADLINE],
        standfirst=truncate(item.standfirst, limit=LONGEST_STANDFIRST)[:LONGEST_STANDFIRST],
        dateline=item.dateline if len(item.dateline) <= LONGEST_NAME else "",
        authors=_names(item.authors),
        topics=_names(item.topics),
    )


def _names(names: Iterable[str]) -> tuple[str, ...]:
    """Return the names once each, in order, without what is too long to be one."""
    return tuple(dict.fromkeys(name for name in names if name and len(name) <= LONGEST_NAME))


def _refuse_moment(moment: datetime, *, now: datetime) -> None:
    if moment.tzinfo is None:
        raise Unusable("its time has no zone; the mapping must give one")
    if moment > now:
        raise Unusable(f"its time, {moment:%Y-%m-%d %H:%M}, is in the future")
    if moment.year < 1800:
        raise Unusable(f"its year, {moment.year}, is not one of a newspaper")


def digest(parts: Iterable[object]) -> str:
    """Return 16 hexadecimal digits that differ when the parts differ."""
    told = repr(tuple(parts)).encode("utf-8", errors="surrogatepass")
    return blake2b(told, digest_size=8).hexdigest()
