"""One form for all the ways in which one old address is written. Pure.

«خبر» in an address may be letters, bytes in percent, those bytes in percent again (%25D8), in large or small
hexadecimals, with or without a last slash, with `index.php` before it; WordPress cuts a slug at 200 bytes, and
others cut it again, sometimes within a letter.
"""

from __future__ import annotations

import re
import unicodedata
from hashlib import blake2b
from urllib.parse import parse_qsl, unquote_to_bytes, urlencode, urlsplit

from warraq.common.numbers import whole

LONGEST_PATH = 2_000
# Encoded more often than that, an address is a mistake that leads nowhere.
_MOST_DECODINGS = 3
# Where WordPress cuts a slug, in bytes as they stand in percent.
CUT = 200

# `?p=123` and its kin name a post by its number, whatever stands around them.
_NUMBERED = ("p", "page_id", "attachment_id")
# What other systems name a story by, beside a path that all of their stories share: /NewsDetails.aspx?NewsID=8841.
_ASKED = frozenset(
    {
        "id",
        "nid",
        "aid",
        "sid",
        "newsid",
        "news_id",
        "articleid",
        "article_id",
        "storyid",
        "story_id",
        "itemid",
    }
)
_LONGEST_ASKED = 60
_PERCENT = re.compile(rb"%[0-9A-Fa-f]{2}")
# What is left of a byte in percent where an address was cut.
_TORN = re.compile(rb"%[0-9A-Fa-f]?\Z")
_INDEX = re.compile(r"\A/index\.php(?=/|\Z)")


def normal_form(address: str) -> str:
    """Return the form of an address, or of a path with its query, that all its spellings share.

    A host is left out. Returns "" for what can't be an address.
    """
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    if number := _number(parts.query):
        return f"?{number}"
    path = _decoded(parts.path)[:LONGEST_PATH]
    path = _INDEX.sub("", unicodedata.normalize("NFC", path))
    return "/" + "/".join(segment for segment in path.split("/") if segment).rstrip("-")


def asked_form(address: str) -> str:
    """Return the form of an address whose query names the story; "" for one whose path does, or its number (`?p=`)."""
    try:
        query = urlsplit(address).query
        asked = sorted((name.lower(), value) for name, value in parse_qsl(query, max_num_fields=20))
    except ValueError:
        return ""
    told = [(name, value) for name, value in asked if name in _ASKED and len(value) <= _LONGEST_ASKED]
    form = normal_form(address)
    return f"{form}?{urlencode(told)}" if told and form.startswith("/") else ""


def _number(query: str) -> str:
    try:
        asked = dict(parse_qsl(query, max_num_fields=20))
    except ValueError:
        return ""
    for name in _NUMBERED:
        number = whole(asked.get(name, ""), digits=15)
        if number is not None:
            return f"p={number}"
    return ""


def _decoded(path: str) -> str:
    data = path.encode("utf-8", errors="replace")
    for _ in range(_MOST_DECODINGS):
        if not _PERCENT.search(data):
            break
        data = unquote_to_bytes(_TORN.sub(b"", data))
    # A slug that was cut within a letter ends with a part of it, which no address needs.
    return data.decode("utf-8", errors="ignore").replace("\0", "")


def shortened(form: str) -> str:
    """Return the form with its last segment cut where WordPress cuts one; the same form if it is short enough."""
    before, slash, slug = form.rpartition("/")
    told: list[str] = []
    length = 0
    for letter in slug:
        width = 1 if letter.isascii() else 3 * len(letter.encode("utf-8", errors="replace"))
        if length + width > CUT:
            return f"{before}{slash}{''.join(told).rstrip('-')}"
        told.append(letter)
        length += width
    return form


def digest(form: str) -> int:
    """Return the number (64 bits, signed) that a form is found by."""
    told = blake2b(form.encode("utf-8", errors="replace"), digest_size=8).digest()
    return int.from_bytes(told, "big", signed=True)
