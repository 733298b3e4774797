"""RSS (all of them), Atom, by feedparser; and JSON Feed 1.1 (<https://www.jsonfeed.org/version/1.1/>).

An item is named by its guid or id, else by its link, else by its title. Feeds have no versions: another text is the
next one.
"""

from __future__ import annotations

import json
import re
from calendar import timegm
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parseaddr
from io import BytesIO
from typing import Any

import feedparser

from warraq.common.numbers import whole
from warraq.inbox.parsed import ParsedItem, Refused, WirePicture
from warraq.markup.pieces import Kind, Piece, paragraphs_of, pieces_of, plain
from warraq.wires.formats.charsets import mended
from warraq.wires.formats.registry import Format, Origin, Unreadable, defines_entities, formats, root_of
from warraq.wires.formats.wire_text import host_of, without_initials
from warraq.wires.formats.xml import moment

_LONGEST_STANDFIRST = 600
_HTML = re.compile(r"<[a-zA-Z/!]|&[a-zA-Z#]")
_END = re.compile(rb"</(?:[\w.-]+:)?(?:rss|feed|rdf)\s*>", re.IGNORECASE)
# Behind the end there may be comments.
_TAIL = 4_096
# `mail@example.org (Name)`, as RSS 2.0 has it.
_MAIL_AND_NAME = re.compile(r"\S+@\S+\s*\((?P<name>[^()]+)\)\Z")


def read_feed(data: bytes, origin: Origin) -> Iterator[ParsedItem | Refused]:
    """Yield the entries of an RSS or Atom feed. Raises Unreadable for what is none.

    Of a feed that breaks off the last entry is refused: of its text a part may be there, or nothing.
    """
    if defines_entities(data):
        raise Unreadable("The file defines entities, which is not allowed.")
    # A stream: of bytes alone feedparser might take a file's name.
    found = feedparser.parse(BytesIO(mended(data)), sanitize_html=False, resolve_relative_uris=True)
    if not found.version or (found.bozo and not found.entries):
        raise Unreadable("The file is no feed that can be read.")
    provider = origin.provider or host_of(found.feed.get("link", "")) or origin.name
    language = found.feed.get("language", "")
    breaks_off = _END.search(data[-_TAIL:]) is None
    for entry in found.entries[:-1] if breaks_off else found.entries:
        yield _entry(entry, provider=provider, language=language, origin=origin)
    if breaks_off and found.entries:
        yield Refused("The feed breaks off; its last entry is left.")


def _entry(entry: Mapping[str, Any], *, provider: str, language: str, origin: Origin) -> ParsedItem | Refused:
    link, title = _web_address(entry.get("link", "")), plain(entry.get("title", ""))
    text, summary = _texts(entry)
    pieces = without_initials([piece for piece in text if piece.kind not in (Kind.PICTURE, Kind.FRAME)])
    standfirst = plain(summary) if summary and len(plain(summary)) <= _LONGEST_STANDFIRST else ""
    name = entry.get("id") or link or title
    if not name:
        return Refused("The entry has neither id, link nor title.")
    return ParsedItem(
        provider=provider,
        item_id=name,
        sent_at=_sent_at(entry, origin=origin),
        language=language,
        headline=title,
        standfirst=standfirst,
        byline="، ".join(_names(entry)),
        pieces=pieces,
        keywords=tuple(dict.fromkeys(tag.get("term") or "" for tag in entry.get("tags", []))),
        pictures=tuple(_pictures(entry, text=text)),
        source_url=link,
    )


def _texts(entry: Mapping[str, Any]) -> tuple[list[Piece], str]:
    """Return the entry's whole text, and the summary if that is another."""
    summary = entry.get("summary", "")
    whole = max((each.get("value", "") for each in entry.get("content", [])), key=len, default="")
    # Some put all of the text in the summary and a beginning of it, without tags, in the content.
    if len(plain(whole)) < len(plain(summary)):
        return _pieces(summary), ""
    return _pieces(whole), summary if whole != summary else ""


def _pieces(text: str) -> list[Piece]:
    return pieces_of(text) if _HTML.search(text) else paragraphs_of(text)


def _sent_at(entry: Mapping[str, Any], *, origin: Origin) -> datetime:
    """Return when the entry was changed or published; if no time can be read, when we received it."""
    # feedparser gives the time of publication, with a warning, to whoever asks for a change that is not there.
    for name in ("updated_parsed", "published_parsed", "created_parsed"):
        if name in list(entry) and entry[name]:
            try:
                return datetime.fromtimestamp(timegm(entry[name]), tz=UTC)
            except (ValueError, OverflowError, OSError):
                continue
    return origin.received_at


def _names(entry: Mapping[str, Any]) -> list[str]:
    """Return who signs, once each; addresses of mail are nobody's name."""
    authors = entry.get("authors", [])
    # Of an address with a new top-level domain feedparser makes a part of the name; the text as it came is whole.
    told = [entry.get("author", "")] if len(authors) == 1 else [each.get("name", "") for each in authors]
    return list(dict.fromkeys(filter(None, map(_name_alone, told))))


def _name_alone(text: str) -> str:
    if match := _MAIL_AND_NAME.match(text):
        return match["name"]
    return parseaddr(text)[0] if "@" in text else text


def _pictures(entry: Mapping[str, Any], *, text: Sequence[Piece]) -> Iterator[WirePicture]:
    """Yield the pictures that stand in the entry, its enclosures and its text; each address once."""
    found = [
        WirePicture(
            href=each.get("url") or each.get("href") or "",
            media_type=each.get("type", ""),
            width=_number(each.get("width")),
            height=_number(each.get("height")),
        )
        for each in (*entry.get("media_content", []), *entry.get("enclosures", []))
        if each.get("medium") == "image" or each.get("type", "").startswith("image/")
    ]
    found += [
        WirePicture(href=each.address, caption=each.text or each.alt)
        for each in text
        if each.kind is Kind.PICTURE
    ]
    seen: set[str] = set()
    for picture in found:
        if _web_address(picture.href) and picture.href not in seen:
            seen.add(picture.href)
            yield picture


def _number(text: Any) -> int:
    """Return a picture's side in pixels; 0 for what is none."""
    return whole(str(text or ""), digits=6) or 0


def _web_address(address: str) -> str:
    return address if address.lower().startswith(("http://", "https://")) else ""


def read_json_feed(data: bytes, origin: Origin) -> Iterator[ParsedItem | Refused]:
    """Yield the items of a JSON Feed. Raises Unreadable for what is none."""
    feed = _json(data)
    items = feed.get("items")
    if not isinstance(items, list):
        raise Unreadable("The JSON has no list of items.")
    provider = origin.provider or host_of(_text(feed, "home_page_url")) or origin.name
    for item in items:
        if not isinstance(item, dict):
            yield Refused("The item is no object.")
            continue
        yield _json_item(item, provider=provider, language=_text(feed, "language"), origin=origin)


def _json_item(item: dict[str, Any], *, provider: str, language: str, origin: Origin) -> ParsedItem | Refused:
    link, title = _web_address(_text(item, "url")), plain(_text(item, "title"))
    name = _text(item, "id") or link or title
    if not name:
        return Refused("The item has neither id, address nor title.")
    html, text = _text(item, "content_html"), _text(item, "content_text")
    pieces = pieces_of(html) if html else paragraphs_of(text)
    authors = item.get("authors") if isinstance(item.get("authors"), list) else [item.get("author")]
    return ParsedItem(
        provider=provider,
        item_id=name,
        sent_at=moment(_text(item, "date_modified"))
        or moment(_text(item, "date_published"))
        or origin.received_at,
        language=_text(item, "language") or language,
        headline=title,
        standfirst=plain(_text(item, "summary")),
        byline="، ".join(
            filter(None, (_text(each, "name") for each in authors or [] if isinstance(each, dict)))
        ),
        pieces=without_initials([each for each in pieces if each.kind not in (Kind.PICTURE, Kind.FRAME)]),
        keywords=tuple(each for each in item.get("tags") or [] if isinstance(each, str)),
        pictures=tuple(
            WirePicture(href=address)
            for address in dict.fromkeys(
                (_text(item, "image"), *(each.address for each in pieces if each.kind is Kind.PICTURE))
            )
            if _web_address(address)
        ),
        source_url=link,
    )


def _json(data: bytes) -> dict[str, Any]:
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as problem:
        raise Unreadable(f"The file is no JSON that can be read: {problem}.") from None
    if not isinstance(found, dict):
        raise Unreadable("The JSON is no object.")
    return found


def _text(holder: Mapping[str, Any], name: str) -> str:
    value = holder.get(name)
    return value if isinstance(value, str) else str(value) if isinstance(value, int) and name == "id" else ""


formats.register(
    "feed",
    Format(
        title="RSS, Atom", recognises=lambda head: root_of(head) in ("rss", "feed", "rdf"), read=read_feed
    ),
)
formats.register(
    "jsonfeed",
    Format(
        title="JSON Feed",
        recognises=lambda head: head.startswith(b"{") and b"jsonfeed.org/version/" in head,
        read=read_json_feed,
    ),
)
