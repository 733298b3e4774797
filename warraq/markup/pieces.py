"""From the HTML of an agency, another system or a clipboard to pieces: paragraphs, headings, lists, quotations...

Nothing of it is believed: scripts, styles, comments and attributes go, links keep http, https and mailto addresses,
text is cleaned as all text that we store (`warraq.arabic.text.clean`). What has no piece of its own (tables, forms,
divisions) gives its text as paragraphs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from html import escape, unescape
from html.parser import HTMLParser

import nh3

from warraq.arabic.text import clean
from warraq.markup.cleaning import cleaned_text

# Longer HTML is no news story; its rest is not read.
LONGEST = 2_000_000
MOST_PIECES = 2_000
LONGEST_ADDRESS = 2_000

_INLINE = {"b": "b", "strong": "b", "i": "i", "em": "i", "cite": "i", "a": "a"}
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_LISTS = frozenset({"ul", "ol"})
_FRAMES = frozenset({"iframe", "embed"})
# Where a paragraph ends and another begins.
_BLOCKS = (
    "address article aside blockquote body br caption center dd details div dl dt fieldset figcaption figure footer"
    " form header hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul"
)
_BREAKS = frozenset(_BLOCKS.split()) | _HEADINGS
# What stands in them is no text.
_UNREAD = {
    "script",
    "style",
    "template",
    "noscript",
    "head",
    "title",
    "svg",
    "math",
    "object",
    "select",
    "textarea",
}
_ADDRESS = re.compile(r"(?:https?://|mailto:)[^\s<>\"\x00-\x1f]+\Z", re.IGNORECASE)
# No encoding can carry them.
_SURROGATE = re.compile("[\ud800-\udfff]")
_SPACES = re.compile(r"\s+")


class Kind(StrEnum):
    """What a piece is."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    LIST = "list"
    QUOTE = "quote"
    PICTURE = "picture"
    FRAME = "frame"


@dataclass(frozen=True)
class Piece:
    """One piece. A paragraph's `html` is safe and holds nothing but b, i and a; all else is plain.

    `text` is that of a heading, the lines of a quotation, or a picture's caption; `items` are a list's; `address` is a
    picture's or a frame's, as it was written.
    """

    kind: Kind
    html: str = ""
    text: str = ""
    items: tuple[str, ...] = ()
    address: str = ""
    alt: str = ""


def pieces_of(html: str) -> list[Piece]:
    """Return the pieces of a fragment or a page, in reading order; at most MOST_PIECES of the first LONGEST letters."""
    reader = _Reader()
    reader.feed(_sane(html[:LONGEST]))
    reader.close()
    return reader.told()[:MOST_PIECES]


def paragraphs_of(text: str) -> list[Piece]:
    """Return the pieces of plain text: each line that is not empty is a paragraph."""
    lines = (clean(line) for line in text[:LONGEST].splitlines())
    return [Piece(Kind.PARAGRAPH, html=escape(line, quote=False)) for line in lines if line][:MOST_PIECES]


def plain(html: str) -> str:
    """Return the text of a piece's HTML, or of any other, on one line."""
    return clean(" ".join(_text_of(piece) for piece in pieces_of(html)))


def _text_of(piece: Piece) -> str:
    if piece.items:
        return " ".join(piece.items)
    return _without_tags(piece.html) if piece.html else piece.text


def _without_tags(html: str) -> str:
    return unescape(nh3.clean(html, tags=set()))


def _sane(html: str) -> str:
    """Return well-formed HTML: an HTML5 parser closes what was left open and drops what runs or hides."""
    kept = _BREAKS | set(_INLINE) | _FRAMES | {"img", "q", "span"}
    return nh3.clean(
        _SURROGATE.sub("\ufffd", html),
        tags=kept,
        clean_content_tags=_UNREAD - kept,
        attributes={
            "a": {"href"},
            "img": {"src", "alt", "data-src", "data-lazy-src"},
            "iframe": {"src"},
            "embed": {"src"},
        },
        link_rel=None,
        url_schemes={"http", "https", "mailto"},
        strip_comments=True,
    )


class _Reader(HTMLParser):
    """Walks sane HTML and gathers pieces."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._pieces: list[Piece] = []
        self._line: list[str] = []  # the text and inline tags of the paragraph being read
        self._open: list[str] = []  # its inline tags that are open
        self._items: list[str] | None = None
        self._quote: list[str] | None = None
        self._heading = False
        self._caption: list[str] | None = None
        self._depth_of_lists = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag in _INLINE:
            self._begin_inline(_INLINE[tag], href=values.get("href", ""))
            return
        if tag == "q":
            self._line.append("«")
            return
        if tag == "img":
            self._picture(values)
            return
        if tag in _FRAMES:
            self._end_line()
            self._frame(values.get("src", ""))
            return
        if tag in _BREAKS:
            self._end_line()
            self._begin_block(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _INLINE:
            self._end_inline(_INLINE[tag])
        elif tag == "q":
            self._line.append("»")
        elif tag in _BREAKS:
            self._end_line()
            self._end_block(tag)

    def handle_data(self, data: str) -> None:
        self._line.append(escape(_SPACES.sub(" ", data), quote=False))

    def told(self) -> list[Piece]:
        """Return what was read, once everything was fed."""
        self._end_line()
        self._close_list()
        self._close_quote()
        return self._pieces

    def _begin_inline(self, tag: str, *, href: str) -> None:
        if tag == "a":
            if not _ADDRESS.match(href) or len(href) > LONGEST_ADDRESS or "a" in self._open:
                self._open.append("")  # its end tag has nothing to close
                return
            self._line.append(f'<a href="{escape(href)}">')
        elif tag in self._open:
            self._open.append("")
            return
        else:
            self._line.append(f"<{tag}>")
        self._open.append(tag)

    def _end_inline(self, tag: str) -> None:
        if not self._open:
            return
        # Sane HTML closes in order; a tag that was left out has an empty place here.
        opened = self._open.pop()
        if opened:
            self._line.append(f"</{opened}>")

    def _begin_block(self, tag: str) -> None:
        if tag in _LISTS:
            self._depth_of_lists += 1
            if self._items is None:
                self._items = []
        elif tag == "blockquote" and self._quote is None:
            self._quote = []
        elif tag in _HEADINGS:
            self._heading = True
        elif tag == "figcaption":
            self._caption = []

    def _end_block(self, tag: str) -> None:
        if tag in _LISTS:
            self._depth_of_lists -= 1
            if self._depth_of_lists <= 0:
                self._depth_of_lists = 0
                self._close_list()
        elif tag == "blockquote":
            self._close_quote()
        elif tag in _HEADINGS:
            self._heading = False
        elif tag == "figcaption":
            self._caption_the_picture()

    def _end_line(self) -> None:
        """Make of the line what it is here: an item, a heading, words of a quotation or a caption, a paragraph."""
        html = _cleaned("".join(self._line) + "".join(f"</{tag}>" for tag in reversed(self._open) if tag))
        # What is still open goes on in the next line.
        self._line = [f"<{tag}>" for tag in self._open if tag and tag != "a"]
        self._open = [tag if tag != "a" else "" for tag in self._open]
        text = _without_tags(html).strip()
        if not text:
            return
        if self._caption is not None:
            self._caption.append(text)
        elif self._heading:
            self._pieces.append(Piece(Kind.HEADING, text=text))
        elif self._items is not None:
            self._items.append(text)
        elif self._quote is not None:
            self._quote.append(text)
        else:
            self._pieces.append(Piece(Kind.PARAGRAPH, html=html))

    def _picture(self, values: dict[str, str]) -> None:
        """Take a picture down; lazy pages keep the true address beside a placeholder."""
        address = values.get("data-src") or values.get("data-lazy-src") or values.get("src", "")
        if not address or address.startswith("data:") or len(address) > LONGEST_ADDRESS:
            return
        self._end_line()
        self._pieces.append(Piece(Kind.PICTURE, address=address, alt=clean(values.get("alt", ""))))

    def _frame(self, address: str) -> None:
        if _ADDRESS.match(address) and len(address) <= LONGEST_ADDRESS:
            self._pieces.append(Piece(Kind.FRAME, address=address))

    def _caption_the_picture(self) -> None:
        """Give the caption to the picture before it; without one it is a paragraph."""
        words, self._caption = self._caption or [], None
        if not words:
            return
        last = self._pieces[-1] if self._pieces else None
        if last is not None and last.kind is Kind.PICTURE:
            self._pieces[-1] = Piece(Kind.PICTURE, address=last.address, alt=last.alt, text=" ".join(words))
        else:
            self._pieces.append(Piece(Kind.PARAGRAPH, html=escape(" ".join(words), quote=False)))

    def _close_list(self) -> None:
        items, self._items = self._items, None
        if items:
            self._pieces.append(Piece(Kind.LIST, items=tuple(items)))

    def _close_quote(self) -> None:
        words, self._quote = self._quote, None
        if words:
            self._pieces.append(Piece(Kind.QUOTE, text="\n".join(words)))


_TAG = re.compile(r"(<[^>]*>)")
_EMPTY = re.compile(r"<(b|i|a)(?: [^>]*)?>\s*</\1>")


def _cleaned(html: str) -> str:
    """Clean the text between the tags, and drop tags with nothing in them; spaces at the line's ends go."""
    parts = _TAG.split(html)
    told = "".join(part if at % 2 else cleaned_text(part) for at, part in enumerate(parts))
    while (shorter := _EMPTY.sub(" ", told)) != told:
        told = shorter
    return _SPACES.sub(" ", told).strip()
