"""The text of a story among all that stands around it on its page, by trafilatura (Barbaresi, 2021). Pure.

Trafilatura gives the elements of the text in an XML of its own (TEI's names); they are turned back into HTML, which
our own reading of HTML takes to pieces.
"""

from __future__ import annotations

from html import escape
from typing import cast
from urllib.parse import urljoin

import trafilatura
from lxml import etree

from warraq.markup.pieces import MOST_PIECES, Piece, pieces_of

_TAGS = {
    "p": "p",
    "head": "h3",
    "quote": "blockquote",
    "item": "li",
    "table": "table",
    "row": "tr",
    "cell": "td",
    "code": "p",
}
_MARKS = {"#b": "b", "#i": "i"}
# Deeper elements are no text; a page may nest without end.
_DEEPEST = 60


def story_pieces(html: str, *, address: str) -> tuple[Piece, ...]:
    """Return the pieces of the story's text; none where there is no text. Links are completed by the page's address."""
    found = trafilatura.bare_extraction(
        html,
        with_metadata=False,
        include_comments=False,
        include_tables=True,
        include_images=True,
        include_links=True,
        include_formatting=True,
        date_extraction_params={"extensive_search": False},
    )
    body = getattr(found, "body", None)
    if body is None:
        return ()
    return tuple(pieces_of(_written(cast("etree._Element", body), address=address, depth=0))[:MOST_PIECES])


def _written(element: etree._Element, *, address: str, depth: int) -> str:
    """Write an element of trafilatura's as HTML, with all within it."""
    if depth > _DEEPEST:
        return ""
    inside = escape(element.text or "", quote=False) + "".join(
        _written(child, address=address, depth=depth + 1) + escape(child.tail or "", quote=False)
        for child in element
        if isinstance(child.tag, str)
    )
    return _opened(element, inside=inside, address=address)


def _opened(element: etree._Element, *, inside: str, address: str) -> str:
    match element.tag:
        case "lb":
            return "<br>"
        case "graphic":
            return _picture(element, address=address)
        case "ref":
            target = urljoined(address, element.get("target", ""))
            return f'<a href="{escape(target)}">{inside}</a>' if target else inside
        case "hi":
            mark = _MARKS.get(element.get("rend", ""))
            return f"<{mark}>{inside}</{mark}>" if mark else inside
        case "list":
            tag = "ol" if element.get("rend") == "ol" else "ul"
            return f"<{tag}>{inside}</{tag}>"
        case _:
            named = _TAGS.get(str(element.tag))
            return f"<{named}>{inside}</{named}>" if named else inside


def _picture(element: etree._Element, *, address: str) -> str:
    told = escape(element.get("alt", "") or element.get("title", ""))
    return f'<img src="{escape(urljoined(address, element.get("src", "")))}" alt="{told}">'


def urljoined(base: str, target: str) -> str:
    """Return an address as it is meant on a page; "" for what is none."""
    try:
        joined = urljoin(base, target.strip()) if target else ""
    except ValueError:
        return ""
    return joined if joined.startswith(("http://", "https://", "mailto:")) else ""
