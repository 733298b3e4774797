"""Feeds in three forms, written of the same items.

- RSS 2.0 (https://www.rssboard.org/rss-specification) with Atom's links, Dublin Core's creators, Content's encoded and
  Media RSS (https://www.rssboard.org/media-rss).
- Atom 1.0 (RFC 4287) with Media RSS.
- JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from html import escape
from typing import Any
from xml.sax.xmlreader import AttributesImpl

from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed, rfc2822_date
from django.utils.xmlutils import SimplerXMLGenerator

from warraq.outlets.items import Channel, Creator, Item, Media

# Minutes that a reader of the feed may wait before it asks again.
TIME_TO_LIVE = 5
# The last change of a feed that never had an item.
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
JSON_FEED_VERSION = "https://jsonfeed.org/version/1.1"

_MEDIA_NAMESPACE = {"xmlns:media": "http://search.yahoo.com/mrss/"}
_RSS_NAMESPACES = {
    "xmlns:atom": "http://www.w3.org/2005/Atom",
    "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
    "xmlns:dc": "http://purl.org/dc/elements/1.1/",
    **_MEDIA_NAMESPACE,
}


class RssFeed(Rss201rev2Feed):
    """Django's RSS writer with creators, the whole text and the lead picture; an item's `told` is our Item."""

    def rss_attributes(self) -> dict[str, str]:
        return {"version": "2.0", **_RSS_NAMESPACES}

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
        for hub in self.feed["hubs"]:
            handler.addQuickElement("atom:link", attrs={"rel": "hub", "href": hub})

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        told: Item = item["told"]
        for creator in told.creators:
            handler.addQuickElement("dc:creator", creator.name)
        if told.content:
            handler.addQuickElement("content:encoded", told.content)
        if told.media is not None:
            _add_media(handler, told.media)


class AtomFeed(Atom1Feed):
    """Django's Atom writer with every author, the whole text and the lead picture; an item's `told` is our Item."""

    def root_attributes(self) -> dict[str, str]:
        return {**super().root_attributes(), **_MEDIA_NAMESPACE}

    def latest_post_date(self) -> datetime:
        """Return the last change. Not Django's own: it dates a feed without items by the clock."""
        return super().latest_post_date() if self.items else NEVER

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        super().add_root_elements(handler)
        for hub in self.feed["hubs"]:
            handler.addQuickElement("link", attrs={"rel": "hub", "href": hub})

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        told: Item = item["told"]
        for creator in told.creators:
            _add_author(handler, creator)
        if told.content:
            handler.addQuickElement("content", told.content, {"type": "html"})
        if told.media is not None:
            _add_media(handler, told.media)


def _add_author(handler: SimplerXMLGenerator, creator: Creator) -> None:
    handler.startElement("author", AttributesImpl({}))
    handler.addQuickElement("name", creator.name)
    if creator.address:
        handler.addQuickElement("uri", creator.address)
    handler.endElement("author")


def _add_media(handler: SimplerXMLGenerator, media: Media) -> None:
    """Write a picture; after the text, since some readers take its caption for another text of the item."""
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


def rss(channel: Channel, items: Sequence[Item]) -> bytes:
    """Return an RSS document."""
    return _written(RssFeed(**_of_channel(channel)), items)


def atom(channel: Channel, items: Sequence[Item]) -> bytes:
    """Return an Atom document; what has no author of its own is by the publisher."""
    return _written(
        AtomFeed(
            **_of_channel(channel),
            feed_guid=channel.address,
            author_name=channel.publisher,
            author_link=channel.origin,
        ),
        items,
    )


def _of_channel(channel: Channel) -> dict[str, Any]:
    return {
        "title": channel.title,
        "link": channel.page,
        "description": channel.description,
        "subtitle": channel.description,
        "language": channel.language,
        "feed_url": channel.address,
        "ttl": TIME_TO_LIVE,
        "hubs": channel.hubs,
    }


def _written(feed: SyndicationFeed, items: Sequence[Item]) -> bytes:
    for item in items:
        feed.add_item(
            title=item.title,
            link=item.address,
            # Readers take it for HTML.
            description=escape(item.summary, quote=False),
            unique_id=item.permanent,
            unique_id_is_permalink=True,
            pubdate=item.published_at,
            updateddate=item.changed_at,
            categories=item.categories,
            told=item,
        )
    text: str = feed.writeString("utf-8")
    return text.encode()


def json_feed(channel: Channel, items: Sequence[Item]) -> bytes:
    """Return a JSON Feed."""
    feed: dict[str, Any] = {
        "version": JSON_FEED_VERSION,
        "title": channel.title,
        "home_page_url": channel.page,
        "feed_url": channel.address,
        "description": channel.description,
        "language": channel.language,
        "authors": [{"name": channel.publisher, "url": channel.origin}],
    }
    if channel.hubs:
        feed["hubs"] = [{"type": "WebSub", "url": hub} for hub in channel.hubs]
    return json.dumps({**feed, "items": [_json_item(item) for item in items]}, ensure_ascii=False).encode()


def _json_item(item: Item) -> dict[str, Any]:
    """Return an item; one without a text has its summary for it, since the form wants one."""
    told: dict[str, Any] = {
        "id": item.permanent,
        "url": item.address,
        "title": item.title,
        **({"content_html": item.content} if item.content else {"content_text": item.summary or item.title}),
        "date_published": item.published_at.isoformat(timespec="seconds"),
        "date_modified": item.changed_at.isoformat(timespec="seconds"),
        "tags": list(item.categories),
    }
    if item.summary:
        told["summary"] = item.summary
    if item.creators:
        told["authors"] = [_json_author(creator) for creator in item.creators]
    if item.media is not None:
        told["image"] = item.media.address
    return told


def _json_author(creator: Creator) -> dict[str, str]:
    return {"name": creator.name, **({"url": creator.address} if creator.address else {})}


# By the ending of the address.
WRITERS: dict[str, Callable[[Channel, Sequence[Item]], bytes]] = {"xml": rss, "atom": atom, "json": json_feed}
