"""A post's text as WordPress keeps it: blocks in comments, shortcodes, lines that stand for paragraphs. Pure."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from warraq.markup.pieces import Kind, Piece, pieces_of

_BLOCK = re.compile(r"<!--\s*/?wp:")
_CAPTION = re.compile(r"\[caption\b[^\]]{0,500}\](.{0,5000}?)\[/caption\]", re.DOTALL | re.IGNORECASE)
_EMBED = re.compile(r"\[embed\b[^\]]{0,200}\]\s*([^\s\[]{1,2000})\s*\[/embed\]", re.IGNORECASE)
# What WordPress and its plugins call so; a text in square brackets that is none stays as it is.
_SHORTCODE = re.compile(r"\[/?([a-zA-Z][a-zA-Z0-9_-]{1,40})((?:\s+[^\[\]]{0,500})?)/?\]")
_KNOWN = frozenset(
    {
        "gallery",
        "caption",
        "audio",
        "video",
        "playlist",
        "embed",
        "youtube",
        "twitter",
        "facebook",
        "instagram",
    }
)
_IMG = re.compile(r"(?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?", re.IGNORECASE)
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
    """The pieces of a text, and what of it has no place in ours: by name, how often."""

    pieces: tuple[Piece, ...]
    lost: Counter[str]


def post_text(content: str) -> PostText:
    """Read a post's content."""
    lost: Counter[str] = Counter()
    html = _CAPTION.sub(_figure, content)
    html = _EMBED.sub(r"<br>\1<br>", html)
    html = _SHORTCODE.sub(lambda match: _shortcode(match, lost), html)
    if not _BLOCK.search(content):
        # The classic editor keeps lines where readers see paragraphs.
        html = re.sub(r"\r?\n", "<br>", html)
    return PostText(pieces=tuple(_shown(piece) for piece in pieces_of(html)), lost=lost)


def _figure(match: re.Match[str]) -> str:
    """Return a captioned picture as HTML has it."""
    inside = match[1]
    picture = _IMG.search(inside)
    if picture is None:
        return inside
    words = inside[: picture.start()] + inside[picture.end() :]
    return f"<figure>{picture[0]}<figcaption>{words}</figcaption></figure>"


def _shortcode(match: re.Match[str], lost: Counter[str]) -> str:
    name, rest = match[1].lower(), match[2]
    if name not in _KNOWN and "=" not in rest and not match[0].startswith("[/"):
        return match[0]  # somebody's words in brackets
    if not match[0].startswith("[/"):
        lost[f"shortcode {name}"] += 1
    return " "


def _shown(piece: Piece) -> Piece:
    """Return a video or a post of a network, given as a bare address or in a frame, as the address that shows it."""
    if piece.kind is Kind.FRAME:
        return Piece(Kind.FRAME, address=_YOUTUBE.sub(r"https://www.youtube.com/watch?v=\1", piece.address))
    match = _ALONE.match(piece.html) if piece.kind is Kind.PARAGRAPH else None
    if match is not None and _SHOWN.match(match[1]):
        return Piece(Kind.FRAME, address=match[1].replace("&amp;", "&"))
    return piece
