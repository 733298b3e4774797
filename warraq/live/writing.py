"""What is typed into the composer of posts, and the blocks that a post's body is made of. Pure, both ways.

Each line is a paragraph. `**…**` is bold, `_…_` between spaces is italic, `[words](address)` and a bare address are
links: what a reporter can type on a phone, keep in a browser's memory and send again after a drop-out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from html import escape
from html.parser import HTMLParser
from typing import Any

import nh3

from warraq.arabic.text import clean

LONGEST_TEXT = 10_000
LONGEST_HEADLINE = 160
LONGEST_QUOTE = 1_000

Block = dict[str, Any]

_ADDRESS = r"https?://[^\s<>\"()\[\]*]{1,1000}[^\s<>\"()\[\]*.,:;!?،؛؟»…]"
_MARK = re.compile(
    rf"\*\*(?P<bold>[^*\n]+)\*\*"
    rf"|(?<![^\s«(])_(?P<italic>[^_\n]+)_(?![^\s»).,:;!?،؛؟])"
    rf"|\[(?P<words>[^\[\]\n]+)\]\((?P<address>{_ADDRESS})\)"
    rf"|(?P<bare>{_ADDRESS})"
)


@dataclass(frozen=True)
class Written:
    """A post as it was typed: its text, somebody's words set apart, and the number of a picture."""

    text: str = ""
    quote: str = ""
    attribution: str = ""
    picture: int | None = None
    caption: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing that a reader would see."""
        return not (self.text.strip() or self.quote.strip() or self.picture)


def blocks_of(written: Written) -> list[Block]:
    """Return the blocks of a body: paragraphs, then the quotation, then the picture."""
    blocks: list[Block] = [
        {"type": "paragraph", "value": f"<p>{_line_html(line)}</p>"} for line in _lines(written.text)
    ]
    if quote := "\n".join(_lines(written.quote)):
        blocks.append({"type": "quote", "value": {"text": quote, "attribution": clean(written.attribution)}})
    if written.picture:
        words = {"caption": clean(written.caption), "credit": "", "alt": ""}
        blocks.append({"type": "picture", "value": {"picture": written.picture, **words}})
    return blocks


def written_of(blocks: Iterable[Mapping[str, Any]]) -> Written:
    """Return what would be typed for a body: the other way of `blocks_of`."""
    lines: list[str] = []
    found = Written()
    for block in blocks:
        kind, value = block["type"], block["value"]
        if kind == "paragraph":
            lines += typed_of(value)
        elif kind == "quote":
            found = replace(found, quote=value["text"], attribution=value["attribution"])
        elif kind == "picture":
            found = replace(found, picture=value["picture"], caption=value["caption"])
    return replace(found, text="\n".join(lines))


def _lines(text: str) -> list[str]:
    return [line for line in map(clean, text.splitlines()) if line]


def _line_html(line: str) -> str:
    """Return a line with its marks as tags, safe: whatever was typed is escaped, and cleaned as all HTML we keep."""
    pieces: list[str] = []
    start = 0
    for found in _MARK.finditer(line):
        pieces += [escape(line[start : found.start()], quote=False), _marked(found)]
        start = found.end()
    pieces.append(escape(line[start:], quote=False))
    return nh3.clean(
        "".join(pieces),
        tags={"b", "i", "a"},
        attributes={"a": {"href"}},
        url_schemes={"http", "https"},
        link_rel=None,
    )


def _marked(found: re.Match[str]) -> str:
    if found["bold"]:
        return f"<b>{escape(found['bold'], quote=False)}</b>"
    if found["italic"]:
        return f"<i>{escape(found['italic'], quote=False)}</i>"
    address, words = found["address"] or found["bare"], found["words"] or found["bare"]
    return f'<a href="{escape(address)}">{escape(words, quote=False)}</a>'


def typed_of(html: str) -> list[str]:
    """Return the lines that would be typed for rich text."""
    reader = _Typed()
    reader.feed(html)
    reader.close()
    return [line for line in "".join(reader.pieces).splitlines() if line.strip()]


class _Typed(HTMLParser):
    """Writes tags as marks."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._address = ""
        self._words_from = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("b", "strong"):
            self.pieces.append("**")
        elif tag in ("i", "em"):
            self.pieces.append("_")
        elif tag == "br":
            self.pieces.append("\n")
        elif tag == "a":
            self._address = dict(attrs).get("href") or ""
            self._words_from = len(self.pieces)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("b", "strong"):
            self.pieces.append("**")
        elif tag in ("i", "em"):
            self.pieces.append("_")
        elif tag == "p":
            self.pieces.append("\n")
        elif tag == "a" and self._address:
            words = "".join(self.pieces[self._words_from :])
            self.pieces[self._words_from :] = [
                words if words == self._address else f"[{words}]({self._address})"
            ]
            self._address = ""

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)
