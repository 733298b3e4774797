"""The text of HTML that we keep, cleaned letter by letter; its tags and their attributes stay as they are."""

from __future__ import annotations

import re
from html import escape, unescape

from warraq.arabic.text import clean

_TAG = re.compile(r"(<[^<>]*>)")
_EMPTY = re.compile(r"<p(?: [^<>]*)?>(?:\s|&nbsp;|\u00a0|<br\s*/?>)*</p>")


def cleaned(html: str) -> str:
    """Return the HTML with ordinary spaces, and without invisible characters, presentation forms and empty paragraphs.

    What comes from Word and from web pages holds no-break spaces, joiners and marks of direction that nobody sees. Done
    again it changes nothing.
    """
    parts = _TAG.split(html)
    told = "".join(part if at % 2 else cleaned_text(part) for at, part in enumerate(parts))
    return _EMPTY.sub("", told)


def cleaned_text(text: str) -> str:
    """Clean a run of text and keep that it began or ended with a space, for the words around it."""
    if not text:
        return text
    plain = unescape(text)
    before = " " if plain[:1].isspace() else ""
    after = " " if plain[-1:].isspace() else ""
    middle = escape(clean(plain), quote=False)
    return f"{before}{middle}{after}" if middle else (before or after)
