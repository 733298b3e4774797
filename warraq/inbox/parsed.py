"""What a wire format reads out of a file: an item in the newsroom's words, whatever the agency's are."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import blake2b

from warraq.arabic.text import clean
from warraq.arabic.truncate import truncate
from warraq.markup.pieces import Piece

LONGEST_NAME = 160
LONGEST_ID = 200
LONGEST_HEADLINE = 300
LONGEST_STANDFIRST = 2_000
LONGEST_NOTE = 2_000
LONGEST_ADDRESS = 2_000
MOST_SUBJECTS = 40
MOST_PICTURES = 40
# Before there were wires in computers; and so far off that no time zone leads out of the calendar.
EARLIEST, LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC)
# IPTC's scale: 1 is a flash, 5 is routine, 8 can wait.
ROUTINE, HIGHEST, LOWEST = 5, 1, 9


class WireKind(StrEnum):
    """What an item is to a desk."""

    ALERT = "alert"  # one sentence, before there is a story
    STORY = "story"
    PICTURE = "picture"
    MEMO = "memo"  # from the agency to desks: never for readers


class WireStatus(StrEnum):
    """What the agency allows (IPTC `pubStatus`)."""

    USABLE = "usable"
    WITHHELD = "withheld"
    CANCELED = "canceled"  # killed: what was made of it has to go


class Refused(ValueError):
    """An item that can't be used; the message is the reason, in one sentence."""


@dataclass(frozen=True)
class WireSubject:
    """What an item is about, as the agency says: a code of its scheme, a name, or both."""

    code: str = ""
    name: str = ""


@dataclass(frozen=True)
class WirePicture:
    """A picture that an item refers to: the largest rendition there is. `href` is as it was written."""

    href: str
    caption: str = ""
    credit: str = ""
    media_type: str = ""
    width: int = 0
    height: int = 0


@dataclass(frozen=True)
class PictureFile:
    """A picture that came as a file of its own; items name it by its file name."""

    name: str
    data: bytes


@dataclass(frozen=True)
class ParsedItem:
    """One version of a wire item.

    `provider` and `item_id` name it for ever, in all its versions. `version` grows with each; None where the format has
    none, and then a changed text is the next version. Moments are aware. Texts are plain, but for the pieces' own HTML.
    """

    provider: str
    item_id: str
    sent_at: datetime
    version: int | None = None
    kind: WireKind = WireKind.STORY
    status: WireStatus = WireStatus.USABLE
    urgency: int = ROUTINE
    language: str = ""
    slug: str = ""
    headline: str = ""
    standfirst: str = ""
    dateline: str = ""
    byline: str = ""
    credit: str = ""
    note: str = ""  # from the agency's desk to ours
    pieces: tuple[Piece, ...] = ()
    subjects: tuple[WireSubject, ...] = ()
    keywords: tuple[str, ...] = ()
    pictures: tuple[WirePicture, ...] = ()
    embargo_until: datetime | None = None
    source_url: str = ""
    # What the format knows beside, for the desk to read: names to plain values.
    other: dict[str, str] = field(default_factory=dict)


def usable(item: ParsedItem, *, now: datetime) -> ParsedItem:
    """Return the item within the lengths that we keep.

    Raises Refused for one that has no identity or nothing to read.
    """
    provider, item_id = clean(item.provider), clean(item.item_id)
    if not provider or not item_id:
        raise Refused("The item has nothing that identifies it.")
    if len(provider) > LONGEST_NAME:
        raise Refused("The name of the item's provider is too long.")
    if item.sent_at.tzinfo is None:
        raise Refused("The item's time has no zone.")
    headline = clean(item.headline)
    if not (headline or item.pieces or item.pictures) and item.status is not WireStatus.CANCELED:
        raise Refused("The item has neither headline nor text.")
    return replace(
        item,
        provider=provider,
        item_id=item_id if len(item_id) <= LONGEST_ID else _shortened(item_id),
        sent_at=_usable_moment(item.sent_at, now=now),
        embargo_until=_usable_embargo(item.embargo_until),
        urgency=item.urgency if HIGHEST <= item.urgency <= LOWEST else ROUTINE,
        language=clean(item.language)[:16].lower(),
        headline=_cut(headline, LONGEST_HEADLINE),
        standfirst=_cut(clean(item.standfirst), LONGEST_STANDFIRST),
        note=_cut(clean(item.note), LONGEST_NOTE),
        slug=_cut(clean(item.slug), LONGEST_NAME),
        dateline=_cut(clean(item.dateline), LONGEST_NAME),
        byline=_cut(clean(item.byline), LONGEST_NAME),
        credit=_cut(clean(item.credit), LONGEST_NAME),
        subjects=tuple(map(_usable_subject, item.subjects[:MOST_SUBJECTS])),
        keywords=tuple(filter(None, (clean(word)[:80] for word in item.keywords[:MOST_SUBJECTS]))),
        pictures=tuple(each for each in map(_usable_picture, item.pictures[:MOST_PICTURES]) if each.href),
        source_url=_usable_address(item.source_url),
        other={clean(name): _cut(clean(value), LONGEST_NOTE) for name, value in item.other.items()},
    )


def _usable_subject(subject: WireSubject) -> WireSubject:
    return WireSubject(
        code=_cut(clean(subject.code), LONGEST_NAME), name=_cut(clean(subject.name), LONGEST_NAME)
    )


def _usable_picture(picture: WirePicture) -> WirePicture:
    return replace(
        picture,
        href=_usable_address(picture.href),
        caption=_cut(clean(picture.caption), LONGEST_STANDFIRST),
        credit=_cut(clean(picture.credit), LONGEST_NAME),
        media_type=clean(picture.media_type)[:LONGEST_NAME],
    )


def _usable_address(address: str) -> str:
    """Return an address, or nothing for one that is too long: a part of it would lead elsewhere."""
    address = clean(address)
    return address if len(address) <= LONGEST_ADDRESS else ""


def _usable_moment(moment: datetime, *, now: datetime) -> datetime:
    """Return when an item was sent, or now for what can't be: a clock that runs ahead must not keep an item at the
    list's head for ever, and one that stands at the year 1 is none.
    """
    moment = moment.astimezone(UTC)
    return min(moment, now) if moment >= EARLIEST else now


def _usable_embargo(until: datetime | None) -> datetime | None:
    return min(until.astimezone(UTC), LATEST) if until is not None and until >= EARLIEST else None


def _cut(text: str, limit: int) -> str:
    return truncate(text, limit=limit)[:limit] if len(text) > limit else text


def _shortened(item_id: str) -> str:
    """Return a name of LONGEST_ID letters for a longer one, another for each."""
    mark = blake2b(item_id.encode("utf-8", errors="replace"), digest_size=8).hexdigest()
    return f"{item_id[: LONGEST_ID - len(mark) - 1]}~{mark}"


def digest_of(item: ParsedItem) -> str:
    """Return 16 hexadecimal digits that differ when what a desk reads differs; when it was sent is none of it."""
    told = [
        getattr(item, each.name) for each in fields(item) if each.name not in ("sent_at", "version", "other")
    ]
    return blake2b(repr(told).encode("utf-8", errors="surrogatepass"), digest_size=8).hexdigest()
