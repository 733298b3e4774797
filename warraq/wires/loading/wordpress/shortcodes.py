"""WordPress's shortcodes as HTML: captions, galleries and what is shown by its address; others are counted. Pure.

<https://codex.wordpress.org/Shortcode_API>, <https://codex.wordpress.org/Gallery_Shortcode>.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from html import escape, unescape

from warraq.markup.pieces import LONGEST
from warraq.wires.loading.wordpress.library import Attachment, Library

NOT_IN_EXPORT = "pictures: not in the export"

# None within another: where one is never closed, the next begins anew.
_CAPTION = re.compile(
    r"\[(?:wp_)?caption\b([^\]]{0,500})\]((?:(?!\[(?:wp_)?caption\b).){0,5000}?)\[/(?:wp_)?caption\]",
    re.DOTALL | re.IGNORECASE,
)
# Plugins and WordPress itself name a video or a network's post by its address, or by its number there.
_BY_NUMBER = {
    "youtube": "https://www.youtube.com/watch?v={}",
    "vimeo": "https://vimeo.com/{}",
    "dailymotion": "https://www.dailymotion.com/video/{}",
    "twitter": "https://twitter.com/i/status/{}",
    "tweet": "https://twitter.com/i/status/{}",
}
_MEDIA = re.compile(
    r"\[(embed|youtube|vimeo|dailymotion|twitter|tweet|facebook|instagram|soundcloud|tiktok)((?:[\s=][^\[\]]{0,500})?)\]"
    r"(?:\s*([^\s\[\]<>]{1,2000})\s*\[/\1\])?",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"https?://[^\s<>\"']{4,2000}\Z", re.IGNORECASE)
_NUMBER = re.compile(r"[\w-]{5,24}\Z", re.ASCII)
# What WordPress and its plugins call so; a text in square brackets that is none stays as it is.
_SHORTCODE = re.compile(r"\[/?([a-zA-Z][a-zA-Z0-9_-]{1,40})((?:\s+[^\[\]]{0,500})?)/?\]")
_KNOWN = frozenset(
    (
        *("gallery", "caption", "wp_caption", "audio", "video", "playlist", "embed"),
        *("youtube", "vimeo", "dailymotion", "twitter", "tweet", "facebook", "instagram", "soundcloud", "tiktok"),
    )
)  # fmt: skip
_ATTRIBUTE = re.compile(r"""(?<![\w-])([\w-]{1,40})\s{0,5}=\s{0,5}(?:"([^"]*)"|'([^']*)'|([^\s"'\]]+))""")
# WordPress tells them by small letters alone; an exact beginning is found fast.
_GALLERY = re.compile(r"\[gallery((?:\s+[^\[\]]{0,2000})?)/?\]")
_GALLERY_CAPTION = re.compile(
    r"<figcaption\b[^<>]{0,500}\bblocks-gallery-caption\b[^<>]{0,500}>", re.IGNORECASE
)
_IMG = re.compile(r"(?:<a\b[^>]{0,2500}>\s*)?<img\b[^>]*>(?:\s*</a>)?", re.IGNORECASE)
_IMG_TAG = re.compile(r"<img\b[^<>]{0,10000}>", re.IGNORECASE)
# How the editor says which attachment a picture is: a class on it, or the caption's id.
_NUMBERED = re.compile(r"wp-image-(\d{1,18})\b")
_CAPTIONED = re.compile(r"attachment_(\d{1,18})\b")
_SHOWN_BY = ("src", "data-src", "data-lazy-src")
MOST_NUMBERS = 500


def as_html(content: str, *, library: Library | None, lost: Counter[str]) -> str:
    """Return a post's content without shortcodes; those of which nothing is kept are counted in `lost`, by name.

    Galleries become their pictures where there is a library to look into.
    """
    html = _CAPTION.sub(_captioned, content[:LONGEST])
    html = _MEDIA.sub(_shown, html)
    if library is not None:
        # What stands under a whole gallery is no caption of its last picture.
        html = _GALLERY_CAPTION.sub("<p>", html)
        html = _GALLERY.sub(lambda match: _gallery(match, library, lost), html)
    return _SHORTCODE.sub(lambda match: _counted(match, lost), html)


def numbers_named(content: str) -> list[int]:
    """Return the numbers of the attachments that a content names, once each; at most MOST_NUMBERS."""
    content = content[:LONGEST]
    found = [int(match[1]) for pattern in (_NUMBERED, _CAPTIONED) for match in pattern.finditer(content)]
    found += [number for match in _GALLERY.finditer(content) for number in _gallery_numbers(match[1])]
    return list(dict.fromkeys(found))[:MOST_NUMBERS]


def has_own_gallery(content: str) -> bool:
    """Return whether a gallery of the content names no picture, and so shows all that were uploaded for its post."""
    return any(not _gallery_numbers(match[1]) for match in _GALLERY.finditer(content[:LONGEST]))


def picture_numbers(html: str) -> dict[str, int]:
    """Return the attachment that each picture of the HTML is, by the picture's address, where it says so."""
    return {
        address: int(number[1])
        for tag in _IMG_TAG.findall(html)
        if (number := _NUMBERED.search(tag))
        for name, address in _attributes(tag).items()
        if name in _SHOWN_BY
    }


def _captioned(match: re.Match[str]) -> str:
    """Return a captioned picture as HTML has it."""
    attributes, inside = _attributes(match[1]), match[2]
    picture = _IMG.search(inside)
    if picture is None:
        return inside
    words = inside[: picture.start()] + inside[picture.end() :]
    if not words.strip():
        words = escape(attributes.get("caption", ""))
    shown, number = picture[0], _CAPTIONED.search(attributes.get("id", ""))
    if number and not _NUMBERED.search(shown):
        shown = re.sub(r"<img\b", f'<img class="wp-image-{number[1]}"', shown, count=1, flags=re.IGNORECASE)
    return f"<figure>{shown}<figcaption>{words}</figcaption></figure>"


def _shown(match: re.Match[str]) -> str:
    """Return the address of a video or a network's post on a line of its own; the shortcode, where it has none."""
    name, told = match[1].lower(), unescape(match[3] or _told(match[2])).strip(" \"'/")
    if _NUMBER.match(told) and name in _BY_NUMBER:
        told = _BY_NUMBER[name].format(told)
    return f"<br>{escape(told)}<br>" if _ADDRESS.match(told) else match[0]


def _told(rest: str) -> str:
    """Return the address or number among a shortcode's attributes, or the word that stands alone behind its name."""
    words = rest.strip("=\"' \t\r\n").split()
    if words and words[0].lower().startswith("http"):
        return words[0]
    attributes = _attributes(rest)
    named = (attributes[name] for name in ("url", "src", "href", "id", "v") if name in attributes)
    return next(named, words[0] if words else "")


def _gallery(match: re.Match[str], library: Library, lost: Counter[str]) -> str:
    numbers = _gallery_numbers(match[1]) or library.own
    if not numbers:
        return match[0]
    if missing := sum(number not in library.named for number in numbers):
        lost[NOT_IN_EXPORT] += missing
    return "".join(_figures(numbers, library=library))


def _gallery_numbers(rest: str) -> list[int]:
    attributes = _attributes(rest)
    told = attributes.get("ids") or attributes.get("include") or ""
    return [int(each) for each in re.findall(r"\d+", told) if len(each) <= 18]


def _figures(numbers: list[int] | tuple[int, ...], *, library: Library) -> Iterator[str]:
    for number in numbers:
        if (shown := library.named.get(number)) is not None:
            yield _figure(number, shown)


def _figure(number: int, shown: Attachment) -> str:
    caption = f"<figcaption>{escape(shown.caption)}</figcaption>"
    return (
        f'<figure><img class="wp-image-{number}" src="{escape(shown.address)}" alt="{escape(shown.alt)}">'
        f"{caption}</figure>"
    )


def _counted(match: re.Match[str], lost: Counter[str]) -> str:
    name, rest = match[1].lower(), match[2]
    if name not in _KNOWN and "=" not in rest and not match[0].startswith("[/"):
        return match[0]  # somebody's words in brackets
    if not match[0].startswith("[/"):
        lost[f"shortcode {name}"] += 1
    return " "


def _attributes(text: str) -> dict[str, str]:
    """Return attributes by name, of a shortcode or an element; the first of a name counts."""
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(text):
        found.setdefault(match[1].lower(), unescape(match[2] or match[3] or match[4] or "").strip())
    return found
