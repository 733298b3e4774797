"""NewsML 1.2 (IPTC, 2003), in AFP's profile and others: a text, the pictures that it refers to, and its revisions.

<https://iptc.org/standards/newsml-1/>. An item is named by provider, date and item; its revision is its version.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from xml.etree.ElementTree import Element

from warraq.inbox.parsed import ParsedItem, Refused, WireKind, WirePicture, WireSubject
from warraq.markup.pieces import Piece, pieces_of
from warraq.wires.formats.registry import Format, Origin, formats, root_of
from warraq.wires.formats.wire_text import (
    headline_of,
    is_memo,
    number,
    place_of,
    status_of,
    urgency_of,
    without_initials,
)
from warraq.wires.formats.xml import attribute_at, html_in, moment, parsed, text_at

_ALERTS = frozenset({"alert", "flash", "bulletin"})
_RENAMED = {"hl1": "h2", "hl2": "h3"}
_NO_TEXT = frozenset({"media", "table", "head", "body.head", "body.end"})
_MOST_ITEMS = 200


def read(data: bytes, origin: Origin) -> Iterator[ParsedItem | Refused]:
    """Yield the items of a file, in order."""
    root = parsed(data)
    sent = text_at(root, "NewsEnvelope/DateAndTime")
    urgency = attribute_at(root, "NewsEnvelope/Priority", "FormalName")
    for item in root.findall("NewsItem")[:_MOST_ITEMS]:
        try:
            yield _item(item, sent=sent, urgency=urgency)
        except Refused as refusal:
            yield refusal


def _item(item: Element, *, sent: str, urgency: str) -> ParsedItem:
    identity, management = "Identification/NewsIdentifier/", "NewsManagement/"
    sent_at = moment(text_at(item, f"{management}ThisRevisionCreated")) or moment(sent)
    if sent_at is None:
        raise Refused("The item has no time.")
    label = text_at(item, "Identification/NameLabel")
    kind_name = attribute_at(item, f"{management}NewsItemType", "FormalName").lower()
    status_name = attribute_at(item, f"{management}Status", "FormalName").lower()
    found = item.find(".//NewsLines")
    # Pictures have lines of their own: the first are the text's.
    lines = found if found is not None else Element("NewsLines")
    headline, pieces = text_at(lines, "HeadLine"), _pieces(item)
    kind = _kind(kind_name, label=label, headline=headline, has_text=bool(pieces))
    if not headline:
        headline, pieces = headline_of(pieces)
    return ParsedItem(
        provider=text_at(item, f"{identity}ProviderId"),
        item_id=":".join(
            filter(None, (text_at(item, f"{identity}{name}") for name in ("DateId", "NewsItemId")))
        ),
        version=number(text_at(item, f"{identity}RevisionId")),
        sent_at=sent_at,
        kind=kind,
        status=status_of(status_name),
        urgency=urgency_of(attribute_at(item, f"{management}Urgency", "FormalName") or urgency),
        language=attribute_at(item, ".//DescriptiveMetadata/Language", "FormalName"),
        slug=text_at(lines, "SlugLine") or label,
        headline=headline,
        standfirst=text_at(lines, "SubHeadLine"),
        dateline=place_of(text_at(lines, "DateLine")) or _city(item),
        byline=text_at(lines, "ByLine"),
        credit=attribute_at(item, ".//AdministrativeMetadata/Provider/Party", "FormalName"),
        note=text_at(lines, "NewsLine/NewsLineText"),
        pieces=pieces,
        subjects=_subjects(item),
        keywords=tuple(
            each.get("Value", "") for each in item.iter("Property") if each.get("FormalName") == "Keyword"
        ),
        pictures=tuple(_pictures(item)),
        embargo_until=_embargo(item) if status_name == "embargoed" else None,
    )


def _kind(name: str, *, label: str, headline: str, has_text: bool) -> WireKind:
    if is_memo(name, label, headline):
        return WireKind.MEMO
    if name in _ALERTS:
        return WireKind.ALERT
    return WireKind.STORY if has_text or headline else WireKind.PICTURE


def _city(item: Element) -> str:
    """Return the place of origin, for an item without a dateline."""
    for location in item.iter("Location"):
        if location.get("HowPresent", "Origin") == "Origin":
            for each in location.iter("Property"):
                if each.get("FormalName") == "City":
                    return each.get("Value", "")
    return ""


def _pieces(item: Element) -> tuple[Piece, ...]:
    """Return the first text of the item that is no caption."""
    for component in item.iter("NewsComponent"):
        role = attribute_at(component, "Role", "FormalName").lower()
        content = component.find("ContentItem/DataContent")
        if content is not None and role != "caption":
            body = content.find(".//body.content")
            html = html_in(body if body is not None else content, renamed=_RENAMED, dropped=_NO_TEXT)
            pieces = without_initials(pieces_of(html))
            if pieces:
                return pieces
    return ()


def _subjects(item: Element) -> tuple[WireSubject, ...]:
    """Return the codes once each, the most exact first."""
    names = ("SubjectDetail", "SubjectMatter", "Subject")
    codes = [each.get("FormalName", "") for name in names for each in item.iter(name)]
    return tuple(WireSubject(code=code) for code in dict.fromkeys(filter(None, codes)))


def _pictures(item: Element) -> Iterator[WirePicture]:
    """Yield each picture in its largest rendition, with the caption of the component that it stands in."""
    for component in item.iter("NewsComponent"):
        renditions = [
            content
            for child in component.findall("NewsComponent")
            for content in child.findall("ContentItem")
            if content.get("Href") and _media(content) in ("photo", "picture", "graphic")
        ]
        if renditions:
            largest = max(renditions, key=_width)
            yield WirePicture(
                href=largest.get("Href", ""),
                caption=_caption(component),
                credit=" / ".join(
                    filter(
                        None,
                        (text_at(component, "NewsLines/ByLine"), text_at(component, "NewsLines/CreditLine")),
                    )
                ),
                media_type=attribute_at(largest, "Format", "FormalName").lower(),
                width=_width(largest),
                height=_size(largest, "Height"),
            )


def _media(content: Element) -> str:
    return attribute_at(content, "MediaType", "FormalName").lower()


def _caption(component: Element) -> str:
    for child in component.findall("NewsComponent"):
        if attribute_at(child, "Role", "FormalName").lower() == "caption":
            return text_at(child, "ContentItem/DataContent")
    return text_at(component, "NewsLines/HeadLine")


def _width(content: Element) -> int:
    return _size(content, "Width")


def _size(content: Element, name: str) -> int:
    for each in content.iter("Property"):
        if each.get("FormalName") == name:
            return number(each.get("Value", "")) or 0
    return 0


def _embargo(item: Element) -> datetime | None:
    return moment(text_at(item, "NewsManagement/StatusWillChange/DateAndTime"))


formats.register(
    "newsml1",
    Format(
        title="NewsML 1.2",
        recognises=lambda head: root_of(head) == "newsml",
        read=read,
    ),
)
