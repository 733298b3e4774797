"""IPTC 7901 (1995, <https://www.iptc.org/std/IPTC7901/1.0/specification/7901V5.pdf>): text as teleprinters had it.

SOH  source and number, priority, category, words, keywords   CR LF
slug lines                                                      CR LF
STX  headline, dateline, text                                   CR LF
ETX  day and time of filing                                     CR LF  EOT
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from warraq.arabic.text import clean
from warraq.inbox.parsed import ParsedItem, Refused, WireKind
from warraq.markup.pieces import Piece, paragraphs_of
from warraq.wires.formats.registry import Format, Origin, formats
from warraq.wires.formats.wire_text import headline_of, is_memo, urgency_of, without_initials

_ITEM = re.compile(r"\x01(?P<head>[^\x02\x03]*)\x02(?P<text>[^\x03]*)\x03(?P<end>[^\x04\x01]*)")
_HEADER = re.compile(
    r"(?P<source>[^\W\d_]{2,5})(?P<number>\d{1,6})\s+(?P<priority>\d)\s+(?P<category>\S+)(?:\s+(?P<words>\d+))?(?P<rest>[^\r\n]*)"
)
# `131137 GMT Nov 13`, `131137 gmt nov 2013`: day, time, month; the year is of two or four digits.
_FILED = re.compile(
    r"(?P<day>\d\d)(?P<hour>\d\d)(?P<minute>\d\d)\s+(?:GMT|UTC|Z)\s+(?P<month>[A-Za-z]{3})\w*\s+(?P<year>\d{2,4})",
    re.IGNORECASE,
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# A headline ends in `=`; a paragraph begins with white space, or after an empty line.
_HEADLINE = re.compile(r"\A\s*(?P<headline>.{1,600}?)\s*=\s*$", re.DOTALL | re.MULTILINE)
_DATELINE = re.compile(r"\A(?P<place>[^()\n]{2,60}?)\s*\([^()\n]{2,30}\)\s*[-–—_]\s*")
_PARAGRAPH_END = re.compile(r"\r?\n(?:[ \t]*\r?\n|(?=[ \t]{2,}))")


def read(data: bytes, origin: Origin) -> Iterator[ParsedItem | Refused]:
    """Yield the items between SOH and ETX."""
    found = False
    for match in _ITEM.finditer(_decoded(data)):
        found = True
        yield _item(match["head"], text=match["text"], end=match["end"], origin=origin)
    if not found:
        yield Refused("The file has no item that begins and ends.")


def _decoded(data: bytes) -> str:
    """Return the text: UTF-8, or what Arabic wires of such lines were in before, Windows-1256, or Latin-1."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    guessed = data.decode("cp1256", errors="replace")
    arabic = sum("\u0600" <= letter <= "\u06ff" for letter in guessed)
    # A Latin letter with an accent here and there is no Arabic text.
    return guessed if arabic > len(guessed) // 4 else data.decode("latin-1")


def _item(head: str, *, text: str, end: str, origin: Origin) -> ParsedItem | Refused:
    header = _HEADER.search(head)
    if header is None:
        return Refused("The item's first line has no source, number and priority.")
    headline, body = _headline(text)
    pieces = without_initials(paragraphs_of(_paragraphs(body)))
    dateline, pieces = _dateline(pieces)
    if not headline:
        headline, pieces = headline_of(pieces)
    slug = clean(head[header.end() :]) or clean(header["rest"])
    filed = _filed(end)
    day = (filed or origin.received_at).strftime("%Y%m%d")
    return ParsedItem(
        provider=header["source"].lower(),
        # Numbers begin anew each day or so: the day belongs to the name.
        item_id=f"{day}:{header['source'].lower()}{header['number']}",
        version=None,
        sent_at=filed or origin.received_at,
        kind=_kind(headline, slug=slug, priority=header["priority"]),
        urgency=urgency_of(header["priority"]),
        slug=slug.rstrip("/"),
        headline=headline,
        dateline=dateline,
        credit=header["source"],
        pieces=pieces,
    )


def _kind(headline: str, *, slug: str, priority: str) -> WireKind:
    if is_memo(headline, slug):
        return WireKind.MEMO
    return WireKind.ALERT if priority == "1" else WireKind.STORY


def _headline(text: str) -> tuple[str, str]:
    match = _HEADLINE.match(text)
    return (clean(match["headline"]), text[match.end() :]) if match else ("", text)


def _dateline(pieces: tuple[Piece, ...]) -> tuple[str, tuple[Piece, ...]]:
    """Return the place that the text begins with, and the text without it."""
    match = _DATELINE.match(pieces[0].html) if pieces else None
    if match is None:
        return "", pieces
    return clean(match["place"]), (replace(pieces[0], html=pieces[0].html[match.end() :]), *pieces[1:])


def _paragraphs(text: str) -> str:
    """Return the text with a line for each paragraph: lines of a teleprinter end where the paper did."""
    return "\n".join(clean(each) for each in _PARAGRAPH_END.split(text))


def _filed(end: str) -> datetime | None:
    match = _FILED.search(end)
    if match is None or match["month"][:3].lower() not in _MONTHS:
        return None
    year = int(match["year"])
    try:
        return datetime(
            year + 2000 if year < 100 else year,
            _MONTHS.index(match["month"][:3].lower()) + 1,
            int(match["day"]),
            int(match["hour"]),
            int(match["minute"]),
            tzinfo=UTC,
        )
    except ValueError:
        return None


formats.register(
    "iptc7901",
    Format(
        title="IPTC 7901",
        recognises=lambda head: b"\x01" in head[:64] and b"\x02" in head,
        read=read,
        is_text=False,
    ),
)
