"""Formats by name, and which one a file is in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from warraq.common.registry import Registry
from warraq.inbox.parsed import ParsedItem, PictureFile, Refused
from warraq.wires.formats.charsets import as_utf8

# Larger files hold no news text; what an agency sends in one file is below a megabyte.
LARGEST = 32 * 1024 * 1024
MOST_ITEMS = 2_000
# Elements, lists, texts in quotes: each costs a hundred bytes and more once it is read, however short it was.
MOST_MARKS = 400_000
HEAD = 32_768

_BEFORE_ROOT = re.compile(rb"(?:\s|<\?.*?\?>|<!--.*?-->|<!doctype[^<>\[]*(?:\[.*?\]\s*)?>)*+", re.DOTALL)
_ROOT = re.compile(rb"<(?:[\w.-]+:)?([\w.-]+)")


class Unreadable(ValueError):
    """A file that is in no format that we know, or is broken; the message is the reason, in one sentence."""


class UnknownFormat(Unreadable):
    """A file that no format recognises."""


@dataclass(frozen=True)
class Origin:
    """What is known of a file beside its bytes: when it came, its name or address, who provides the source."""

    received_at: datetime
    name: str = ""
    provider: str = ""


# What a file holds: items, pictures as they are, and a Refused in the place of each one that can't be used.
Found = ParsedItem | PictureFile | Refused
# Raises Unreadable for a broken file.
Read = Callable[[bytes, Origin], Iterator[Found]]


@dataclass(frozen=True)
class Format:
    """A format. `recognises` is given a file's first HEAD bytes in small letters, without byte order mark.

    One that `is_text` is read in UTF-8, whatever a file came in; others see to the charsets of what is in them.
    """

    title: str
    recognises: Callable[[bytes], bool]
    read: Read
    is_text: bool = True


def root_of(head: bytes) -> str:
    """Return the local name of an XML file's first element, in small letters; "" for what is no XML."""
    start = _BEFORE_ROOT.match(head)
    root = _ROOT.match(head, start.end() if start else 0)
    return root[1].decode("ascii", errors="replace") if root else ""


def defines_entities(data: bytes) -> bool:
    """Return whether an XML file defines entities before its first element: a few of them may stand for a billion."""
    head = data[:HEAD].removeprefix(b"\xef\xbb\xbf").lower()
    before = _BEFORE_ROOT.match(head)
    return before is not None and b"<!entity" in before[0]


formats: Registry[Format] = Registry("wire format")


def format_name_of(data: bytes) -> str:
    """Return the name of the format that recognises the file; "" if none does."""
    head = as_utf8(data[:HEAD]).removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return next((name for name in formats if formats.get(name).recognises(head)), "")


def items_in(data: bytes, *, origin: Origin, name: str = "") -> Iterator[Found]:
    """Read a file: in the format that is named, or in the one that recognises it.

    Raises Unreadable for a file that is too large, broken, or in no known format; nothing is raised for an item.
    """
    if len(data) > LARGEST:
        raise Unreadable(f"The file is larger than {LARGEST // 2**20} MB.")
    name = name or format_name_of(data)
    if not name:
        raise UnknownFormat("The file is in no format that we know.")
    chosen = formats.get(name)
    if chosen.is_text and sum(map(data.count, (b"<", b"{", b"["))) + data.count(b'"') // 2 > MOST_MARKS:
        raise Unreadable(f"The file holds more than {MOST_MARKS:,} elements.")
    for count, item in enumerate(chosen.read(as_utf8(data) if chosen.is_text else data, origin)):
        if count == MOST_ITEMS:
            yield Refused(f"The file holds more than {MOST_ITEMS:,} items; the rest is left.")
            return
        yield item
