"""A post's text as WordPress keeps it: blocks in comments, shortcodes, lines that stand for paragraphs. Pure."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from warraq.markup.pieces import Kind, Piece, pieces_of
from warraq.wires.loading.wordpress.library import Library
from warraq.wires.loading.wordpress.shortcodes import as_html, picture_numbers

_BLOCK = re.compile(r"<!--\s*/?wp:")
# An address alone on its line is shown as what it leads to.
_ALONE = re.compile(r'\A(?:<a href="[^"]+">)?(https?://[^\s<"]+)(?:</a>)?\Z')
_SHOWN = re.compile(
    r"https?://(?:www\.|m\.)?(?:youtube\.com/|youtu\.be/|twitter\.com/|x\.com/|vimeo\.com/|facebook\.com/|instagram\.com/"
    r"|soundcloud\.com/|dailymotion\.com/|tiktok\.com/)",
    re.IGNORECASE,
)
_YOUTUBE = re.compile(r"https?://(?:www\.)?youtube(?:-nocookie)?\.com/embed/([\w-]{5,20})[^\s]*")


@dataclass(frozen=True)
class PostText:
    """The pieces of a text, and what of it has no place in ours: by name, how often.

    `numbers` are the attachments that its pictures are, by the pictures' addresses, where there is a library.
    """

    pieces: tuple[Piece, ...]
    lost: Counter[str]
    numbers: dict[str, int] = field(default_factory=dict)


def post_text(content: str, *, library: Library | None = None) -> PostText:
    """Read a post's content; with a library, its galleries too."""
    lost: Counter[str] = Counter()
    html = as_html(content, library=library, lost=lost)
    numbers = picture_numbers(html) if library is not None else {}
    if not _BLOCK.search(content):
        # The classic editor keeps lines where readers see paragraphs.
        html = re.sub(r"\r?\n", "<br>", html)
    return PostText(pieces=tuple(_shown(piece) for piece in pieces_of(html)), lost=lost, numbers=numbers)


def _shown(piece: Piece) -> Piece:
    """Return a video or a post of a network, given as a bare address or in a frame, as the address that shows it."""
    if piece.kind is Kind.FRAME:
        return Piece(Kind.FRAME, address=_YOUTUBE.sub(r"https://www.youtube.com/watch?v=\1", piece.address))
    match = _ALONE.match(piece.html) if piece.kind is Kind.PARAGRAPH else None
    if match is not None and _SHOWN.match(match[1]):
        return Piece(Kind.FRAME, address=match[1].replace("&amp;", "&"))
    return piece
