"""RSS 2.0 feeds: https://www.rssboard.org/rss-specification, with the modules that readers of news know.

Modules: Atom's link to itself, Dublin Core's creators, Content's encoded and Media RSS
(https://www.rssboard.org/media-rss).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urljoin
from xml.sax.xmlreader import AttributesImpl

from django.utils.feedgenerator import Rss201rev2Feed, rfc2822_date
from django.utils.xmlutils import SimplerXMLGenerator

from warraq.arabic.truncate import truncate
from warraq.network.models import Edition
from warraq.network.style import HouseStyle
from warraq.outlets.text import body_html, line, opening
from warraq.stories.addresses import absolute, story_path
from warraq.stories.models import Picture, Placement, Rendition, Story

# Minutes that a reader of the feed may wait before it asks again.
TIME_TO_LIVE = 5
DESCRIPTION_LIMIT = 500

_NAMESPACES = {
    "xmlns:atom": "http://www.w3.org/2005/Atom",
    "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
    "xmlns:dc": "http://purl.org/dc/elements/1.1/",
    "xmlns:media": "http://search.yahoo.com/mrss/",
}
_MEDIA_TYPES = {
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
}


@dataclass(frozen=True)
class Media:
    """A picture of an item: an absolute address, its media type, and its size in pixels."""

    address: str
    media_type: str
    width: int
    height: int
    caption: str
    credit: str


class NewsFeed(Rss201rev2Feed):
    """Django's RSS writer with creators, the whole text and the lead picture.

    An item's own keys: `creators` (list of names), `content` (HTML or empty), `media` (Media or None).
    """

    def rss_attributes(self) -> dict[str, str]:
        return {"version": "2.0", **_NAMESPACES}

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        """Write the channel. Not Django's own: it dates a feed without items by the clock, so that its ETag
        would change with every request."""
        for name in ("title", "link", "description", "language"):
            handler.addQuickElement(name, self.feed[name])
        if self.items:
            handler.addQuickElement("lastBuildDate", rfc2822_date(self.latest_post_date()))
        handler.addQuickElement("ttl", str(self.feed["ttl"]))
        handler.addQuickElement(
            "atom:link", attrs={"rel": "self", "type": "application/rss+xml", "href": self.feed["feed_url"]}
        )

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        for creator in item["creators"]:
            handler.addQuickElement("dc:creator", creator)
        if item["media"] is not None:
            _add_media(handler, item["media"])
        if item["content"]:
            handler.addQuickElement("content:encoded", item["content"])


def _add_media(handler: SimplerXMLGenerator, media: Media) -> None:
    handler.startElement(
        "media:content",
        AttributesImpl(
            {
                "url": media.address,
                "type": media.media_type,
                "medium": "image",
                "width": str(media.width),
                "height": str(media.height),
            }
        ),
    )
    if media.caption:
        handler.addQuickElement("media:description", media.caption, {"type": "plain"})
    if media.credit:
        handler.addQuickElement("media:credit", media.credit)
    handler.endElement("media:content")


def feed_xml(
    edition: Edition, *, title: str, path: str, feed_path: str, placements: Sequence[Placement]
) -> bytes:
    """Return a feed of placements of the edition; `path` is the page that lists the same stories."""
    feed = NewsFeed(
        title=line(title),
        link=absolute(edition, path=path),
        description=line(edition.tagline or edition.name),
        language=edition.locale,
        feed_url=absolute(edition, path=feed_path),
        ttl=TIME_TO_LIVE,
    )
    for placement in placements:
        feed.add_item(**_item(placement, edition=edition))
    text: str = feed.writeString("utf-8")
    return text.encode()


def _item(placement: Placement, *, edition: Edition) -> dict[str, Any]:
    """Return what the writer needs to know of one placement; moments on the edition's clock."""
    story, style = placement.story, HouseStyle.of(edition)
    assert placement.shown_at is not None  # noqa: S101 - a visible placement has it
    modified_at = max(placement.shown_at, story.modified_at or placement.shown_at)
    return {
        "title": line(placement.shown_headline),
        "link": absolute(edition, path=story_path(placement)),
        "description": _description(story),
        "unique_id": permanent_address(edition, story_id=placement.story_id),
        "unique_id_is_permalink": True,
        "pubdate": style.local(placement.shown_at),
        "updateddate": style.local(modified_at),
        "categories": [line(placement.section.name), *(line(topic.name) for topic in story.topics)],
        "creators": _creators(story),
        "content": body_html(story.body.raw_data, origin=edition.origin),
        "media": lead_media(story, edition=edition),
    }


def _description(story: Story) -> str:
    """Return the standfirst, or how the text of a story without one begins; readers take it for HTML."""
    text = line(story.standfirst) or opening(story.body.raw_data)
    return escape(truncate(text, limit=DESCRIPTION_LIMIT), quote=False)


def permanent_address(edition: Edition, *, story_id: int) -> str:
    """Return the address that a story keeps whatever its headline or section becomes.

    The number decides and the page redirects to today's address. A guid made of the full address would change
    with a corrected headline, and readers of the feed would show the story twice.
    """
    return absolute(edition, path=f"/story/{story_id}")


def _creators(story: Story) -> list[str]:
    """Return who wrote it: the authors in their order, then the agency."""
    names = [author.name for author in story.authors]
    return [line(name) for name in [*names, *([story.agency.name] if story.agency else [])]]


def lead_media(story: Story, *, edition: Edition) -> Media | None:
    """Return the lead picture with the story's own words for it, as `media_of` finds it."""
    if story.lead_picture is None:
        return None
    return media_of(story.lead_picture, edition=edition, caption=story.lead_caption, credit=story.lead_credit)


def media_of(picture: Picture, *, edition: Edition, caption: str = "", credit: str = "") -> Media | None:
    """Return a picture as the widest rendition that is already there, or as it was uploaded.

    Nothing is drawn for a feed. AVIF is passed over, since few readers of feeds know it; so is an upload in a
    format that we have no media type for.
    """
    drawn = [rendition for rendition in picture.renditions.all() if _media_type(rendition)]
    shown: Picture | Rendition = max(drawn, key=lambda each: (each.width, each.pk), default=picture)
    media_type = _media_type(shown)
    if not media_type:
        return None
    return Media(
        address=urljoin(f"{edition.origin}/", shown.file.url),
        media_type=media_type,
        width=shown.width,
        height=shown.height,
        caption=line(caption or picture.caption),
        credit=line(credit or picture.credit),
    )


def _media_type(picture: Picture | Rendition) -> str:
    """Return the media type that the file's name tells, or nothing."""
    return _MEDIA_TYPES.get(PurePosixPath(picture.file.name).suffix.lower(), "")
