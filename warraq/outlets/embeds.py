"""Our stories within pages of other sites: oEmbed 1.0 (https://oembed.com/), of type `rich`, or `link` without room.

What is embedded is a quotation without scripts, frames or styles: headline, summary, site. It stands in any page that
lets in the plainest HTML.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from html import escape as escape_html
from typing import Any
from urllib.parse import unquote, urlsplit
from xml.sax.saxutils import escape

from django.http import QueryDict
from django.urls import Resolver404, resolve

from warraq.common.numbers import whole
from warraq.network.models import Edition
from warraq.outlets.items import Media, creators_of, lead_media, summary_of
from warraq.outlets.text import line
from warraq.stories.addresses import absolute, story_path
from warraq.stories.models import Placement

# The quotation as it is wide and high in pixels where there is room, and the least that it needs.
WIDTH, HEIGHT = 600, 240
LEAST_WIDTH, LEAST_HEIGHT = 200, 160
# Seconds that a page may keep it; what was withdrawn should not stay on other sites for long.
KEPT_SECONDS = 3600
LONGEST_ADDRESS = 2_000

# What is told, by its name in the specification.
Embedded = dict[str, Any]


@dataclass(frozen=True)
class EmbedWish:
    """What is asked for: the address of a story, the format, and the room for it in pixels if it has bounds."""

    address: str
    form: str
    max_width: int | None
    max_height: int | None


@dataclass(frozen=True)
class Place:
    """The host and the number that an address names."""

    host: str
    story_id: int


def read_embed(asked: QueryDict) -> EmbedWish:
    """Read a request; bounds that are no numbers are none."""
    return EmbedWish(
        address=asked.get("url", "").strip()[:LONGEST_ADDRESS],
        form=asked.get("format", "json"),
        max_width=whole(asked.get("maxwidth", "")),
        max_height=whole(asked.get("maxheight", "")),
    )


def place_of(address: str) -> Place | None:
    """Return the host and story that an absolute address names as our pages' addresses do; None for any other."""
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").rstrip(".")
        match = resolve(unquote(parts.path))
    except (ValueError, Resolver404):
        return None
    if parts.scheme not in ("http", "https") or not host or match.url_name != "story":
        return None
    return Place(host=host, story_id=int(match.kwargs["number"]))


def embedded(placement: Placement, *, edition: Edition, wish: EmbedWish) -> Embedded:
    """Return what is told of a placement of the edition."""
    story = placement.story
    told: Embedded = {
        "version": "1.0",
        "type": "link",
        "title": line(placement.shown_headline),
        "provider_name": line(edition.name),
        "provider_url": f"{edition.origin}/",
        "cache_age": KEPT_SECONDS,
    }
    creators = creators_of(story, edition=edition)
    if creators:
        told["author_name"] = "، ".join(creator.name for creator in creators)
    if len(creators) == 1 and creators[0].address:
        told["author_url"] = creators[0].address
    picture = lead_media(story, edition=edition, widest=wish.max_width, highest=wish.max_height)
    if picture is not None:
        told |= _thumbnail(picture)
    width, height = _within(WIDTH, wish.max_width), _within(HEIGHT, wish.max_height)
    if width >= LEAST_WIDTH and height >= LEAST_HEIGHT:
        html = _quotation(placement, edition=edition)
        told |= {"type": "rich", "html": html, "width": width, "height": height}
    return told


def _within(length: int, most: int | None) -> int:
    return length if most is None else min(length, most)


def _thumbnail(picture: Media) -> Embedded:
    return {
        "thumbnail_url": picture.address,
        "thumbnail_width": picture.width,
        "thumbnail_height": picture.height,
    }


def _quotation(placement: Placement, *, edition: Edition) -> str:
    """Return the story as a quotation that leads to it."""
    address = escape_html(absolute(edition, path=story_path(placement)))
    headline = escape_html(line(placement.shown_headline))
    summary = escape_html(summary_of(placement.story))
    return (
        f'<blockquote dir="rtl" lang="{edition.locale}" cite="{address}">'
        f'<p><a href="{address}"><strong>{headline}</strong></a></p>'
        f"{f'<p>{summary}</p>' if summary else ''}"
        f"<footer>{escape_html(line(edition.name))}</footer></blockquote>"
    )


def as_json(told: Embedded) -> bytes:
    """Return it as JSON."""
    return json.dumps(told, ensure_ascii=False).encode()


def as_xml(told: Embedded) -> bytes:
    """Return it as XML."""
    fields = "".join(f"<{name}>{escape(str(value))}</{name}>" for name, value in told.items())
    return f'<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n<oembed>{fields}</oembed>\n'.encode()


# By the name of the format: what writes it, and its media type.
EMBED_FORMS: dict[str, tuple[Callable[[Embedded], bytes], str]] = {
    "json": (as_json, "application/json; charset=utf-8"),
    "xml": (as_xml, "text/xml; charset=utf-8"),
}
