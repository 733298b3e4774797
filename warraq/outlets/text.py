"""Text as machines that read XML take it: single lines, and the body as simple HTML. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from html import escape, unescape
from typing import Any
from urllib.parse import urljoin

import nh3

from warraq.arabic.direction import strip_controls

# All but the Char production of XML 1.0, and the C1 controls that it discourages.
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_PARAGRAPH_TAGS = {"a", "b", "br", "em", "i", "p", "strong"}
_LINK_SCHEMES = {"http", "https", "mailto"}


def line(text: str) -> str:
    """Return the text on one line, without what XML forbids and without bidi controls.

    A reader of feeds lays out the text itself: invisible marks would end up in its search and its copies.
    """
    return " ".join(strip_controls(printable(" ".join(text.split()))).split())


def printable(text: str) -> str:
    """Return the text without the characters that an XML 1.0 document may not hold."""
    return _NOT_IN_XML.sub("", text)


def body_html(blocks: Iterable[Mapping[str, Any]], *, origin: str) -> str:
    """Return a story's body as simple HTML, its links absolute: paragraphs, headings, quotes and lists.

    `blocks` is a StreamField's raw data. Pictures, embeds and see-also picks are left out: they need the page
    around them, and a pick must be looked up in the visible set.
    """
    parts = (block_html(str(block["type"]), block["value"], origin=origin) for block in blocks)
    return printable("\n".join(part for part in parts if part))


def opening(blocks: Iterable[Mapping[str, Any]]) -> str:
    """Return the first paragraph of a body as plain text, empty for a body without one."""
    paragraphs = (str(block["value"]) for block in blocks if block["type"] == "paragraph")
    return line(unescape(nh3.clean(printable(next(paragraphs, "")), tags=set())))


def block_html(kind: str, value: Any, *, origin: str) -> str:
    """Return one block as simple HTML; empty for those that are left out."""
    if kind == "paragraph":
        return _paragraph(str(value), origin=origin)
    if kind == "heading":
        return f"<h2>{escape(line(str(value)))}</h2>"
    if kind == "quote":
        return _quote(value)
    if kind == "list":
        items = (item["value"] if isinstance(item, dict) else item for item in value)
        return f"<ul>{''.join(f'<li>{escape(line(str(item)))}</li>' for item in items)}</ul>"
    return ""


def _paragraph(html: str, *, origin: str) -> str:
    """Return rich text with a few plain tags; a link to a page of the desk's tree loses its address."""

    def absolute(tag: str, attribute: str, address: str) -> str | None:
        try:
            return urljoin(f"{origin}/", address)
        except ValueError:
            return None

    return nh3.clean(
        printable(html),
        tags=_PARAGRAPH_TAGS,
        attributes={"a": {"href"}},
        attribute_filter=absolute,
        url_schemes=_LINK_SCHEMES,
        link_rel=None,
    )


def _quote(value: Mapping[str, Any]) -> str:
    text = f"<p>{escape(line(value['text']))}</p>"
    attribution = line(value.get("attribution") or "")
    return f"<blockquote>{text}{f'<p>{escape(attribution)}</p>' if attribution else ''}</blockquote>"
