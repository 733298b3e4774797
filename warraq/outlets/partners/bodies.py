"""A story's body as partners get it: the feeds' simple HTML, with the pictures and embeds that feeds leave out.

See-also picks stay at home: they lead to pages that the partner may not have.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from django.utils.encoding import iri_to_uri

from warraq.outlets.partners.items import Picture
from warraq.outlets.text import body_html, line

Blocks = Iterable[Mapping[str, Any]]


def whole_body(blocks: Blocks, *, origin: str, pictures: Mapping[int, Picture]) -> str:
    """Return the body as HTML; `blocks` are raw data, `pictures` those that may be given on, by their numbers."""
    parts = (_block(block, origin=origin, pictures=pictures) for block in blocks)
    return "\n".join(part for part in parts if part)


def pictures_in(blocks: Blocks) -> dict[int, Mapping[str, Any]]:
    """Return what the body says of each picture in it, by the picture's number, in reading order."""
    said = (block["value"] for block in blocks if block["type"] == "picture")
    return {value["picture"]: value for value in said if isinstance(value.get("picture"), int)}


def _block(block: Mapping[str, Any], *, origin: str, pictures: Mapping[int, Picture]) -> str:
    value = block["value"]
    if block["type"] == "picture":
        picture = pictures.get(value.get("picture"))
        return _figure(picture, alt=line(value.get("alt") or "")) if picture is not None else ""
    if block["type"] == "embed":
        address = iri_to_uri(line(str(value)))
        if not address.lower().startswith(("http://", "https://")):
            return ""
        return f'<p><a href="{escape(address)}">{escape(address)}</a></p>'
    return body_html([block], origin=origin)


def _figure(picture: Picture, *, alt: str) -> str:
    caption = f"<figcaption>{escape(picture.caption)}</figcaption>" if picture.caption else ""
    return f'<figure><img src="{escape(picture.href)}" alt="{escape(alt)}">{caption}</figure>'


def post_html(*, time: str, headline: str, body: str) -> str:
    """Return one post of a story that is told live: its time and headline as a heading, then its body."""
    heading = f"{time} - {line(headline)}" if headline else time
    return f"<h2>{escape(heading)}</h2>\n{body}".strip()
