"""What agencies say alike in all formats, and what their desks leave in their texts.

Initials below, the agency and the day in the dateline, an alert without a headline.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from warraq.arabic.truncate import truncate
from warraq.common.numbers import whole
from warraq.inbox.parsed import ROUTINE, WireStatus
from warraq.markup.pieces import Kind, Piece, plain

HEADLINE_OF_TEXT = 180

_STATUS = {
    "usable": WireStatus.USABLE,
    "embargoed": WireStatus.USABLE,
    "withheld": WireStatus.WITHHELD,
    "canceled": WireStatus.CANCELED,
    "cancelled": WireStatus.CANCELED,
    "killed": WireStatus.CANCELED,
}

# «بور/نور/غ ر», «سب-لال/كام/شي», "ab/cd": names of a letter or a few, between strokes.
_LETTERS = r"[^\W\d_]{1,4}(?:[ .\-][^\W\d_]{1,4}){0,3}"
_INITIALS = re.compile(rf"{_LETTERS}(?:/{_LETTERS})+\Z")
_LONGEST_INITIALS = 40
# «كييف (أوكرانيا), 25-11-2023 (أ ف ب) -»: the place is what stands before the day and the agency.
_DAY = re.compile(r"[,،]?\s*\d{1,4}[-/ ].*\Z")
_AGENCY = re.compile(r"\s*[(\[](?:[^\W\d_][ .]){1,3}[^\W\d_]\.?[)\]]|\s*[(\[][A-Z]{2,8}[)\]]")
_DASHES = re.compile(r"[\s,،\-–—ـ]+\Z")
# A note from desk to desk, whatever the agency calls it.
_MEMOS = frozenset(
    {"مذكرة", "مذكّرة", "تنويه للمشتركين", "ملاحظة للمحررين", "memo", "advisory", "note aux clients", "mémo"}
)


def without_initials(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Return the text without the initials that those who wrote and edited it left at its end."""
    kept = list(pieces)
    while len(kept) > 1 and kept[-1].kind is Kind.PARAGRAPH and _are_initials(kept[-1].html):
        kept.pop()
    return tuple(kept)


def _are_initials(html: str) -> bool:
    return len(html) <= _LONGEST_INITIALS and _INITIALS.match(html.strip(" .()")) is not None


def place_of(dateline: str) -> str:
    """Return the place of a dateline, without day, agency and dashes."""
    return _DASHES.sub("", _AGENCY.sub("", _DAY.sub("", dateline))).strip()


def headline_of(pieces: Sequence[Piece]) -> tuple[str, tuple[Piece, ...]]:
    """Return a headline for a text that came without, and what is left of the text.

    An alert's one sentence is its headline; of a longer text the beginning stands for one and stays.
    """
    if not pieces:
        return "", ()
    first = plain(pieces[0].html) or pieces[0].text
    rest = tuple(pieces[1:])
    if rest or len(first) > HEADLINE_OF_TEXT:
        return truncate(first, limit=HEADLINE_OF_TEXT), tuple(pieces)
    return first, rest


def is_memo(*labels: str) -> bool:
    """Return whether one of an item's labels says that it is from desk to desk."""
    return any(label.strip().lower() in _MEMOS for label in labels)


def status_of(name: str) -> WireStatus:
    """Return what the agency allows: without a word all, and with one that we do not know nothing."""
    return _STATUS.get(name.strip().lower() or "usable", WireStatus.WITHHELD)


def urgency_of(text: str) -> int:
    """Return an urgency from 1 to 9; routine for anything else."""
    return (number(text) or ROUTINE) if len(text) == 1 else ROUTINE


def number(text: str) -> int | None:
    """Return a whole number as agencies write them; None for anything else."""
    return whole(text, digits=15)


def host_of(address: str) -> str:
    """Return the host of a web address; "" for anything else."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""
