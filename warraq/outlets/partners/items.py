"""A news item as both formats have it: plain values, in the newsroom's words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

# IPTC's scale: 1 is a flash, 5 is routine.
URGENT, ROUTINE = 2, 5
LANGUAGE = "ar"


class Status(StrEnum):
    """What a partner may do with an item (IPTC `pubStatus`)."""

    USABLE = "usable"
    WITHHELD = "withheld"  # not for now: it left the sites that the partner gets
    CANCELED = "canceled"  # never again: what was made of it has to go


@dataclass(frozen=True)
class Genre:
    """A genre by IPTC's code (<https://cv.iptc.org/newscodes/genre/>) and in our words."""

    code: str
    name: str


@dataclass(frozen=True)
class Subject:
    """What an item is about: our name in addresses, and the name that people read."""

    code: str
    name: str


@dataclass(frozen=True)
class Picture:
    """A picture that an item refers to. `uri` names it; `href` is where its file lies, absolute."""

    uri: str
    href: str
    media_type: str
    width: int
    height: int
    caption: str = ""
    credit: str = ""
    usage_terms: str = ""


@dataclass(frozen=True)
class NewsItem:
    """One version of an item. Moments are aware; texts are one line each and hold nothing that XML forbids.

    `body` is simple HTML of our own making. An item that is not usable has nothing but its head: the first nine.
    """

    uri: str
    version: int
    status: Status
    provider: str
    host: str
    headline: str
    first_created: datetime
    version_created: datetime
    rights: str = ""
    usage_terms: str = ""
    address: str = ""
    urgency: int = ROUTINE
    genre: Genre | None = None
    section: str = ""
    dateline: str = ""
    byline: str = ""
    agency: str = ""
    standfirst: str = ""
    note: str = ""
    is_corrected: bool = False
    expires: datetime | None = None
    subjects: tuple[Subject, ...] = ()
    pictures: tuple[Picture, ...] = ()
    body: str = ""


def moment(value: datetime) -> str:
    """Return a moment as both formats write it: UTC, to the second."""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
