"""NewsML-G2 2.x (IPTC, <https://iptc.org/standards/newsml-g2/>): news items, alone or in a message.

An item is named by its guid; its version is a number of its own. Packages, concepts and planning items hold no text and
are refused by name.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from warraq.inbox.parsed import ParsedItem, Refused, WireKind, WirePicture, WireSubject
from warraq.markup.pieces import Piece, paragraphs_of, pieces_of
from warraq.wires.formats.nitf import body_of
from warraq.wires.formats.registry import Format, Origin, Unreadable, formats, root_of
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

_OTHERS = {
    "packageItem": "a package",
    "conceptItem": "a concept",
    "knowledgeItem": "a list of concepts",
    "planningItem": "a plan",
    "catalogItem": "a catalogue",
}
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_NO_TEXT = frozenset({"head", "table", "script", "style", "media"})


def read(data: bytes, origin: Origin) -> Iterator[ParsedItem | Refused]:
    """Yield the items of a message, or the one that the file is. Raises Unreadable for a file without any."""
    root = parsed(data)
    items = [root] if root.tag == "newsItem" or root.tag in _OTHERS else root.findall("itemSet/*")
    if not items:
        raise Unreadable("The message holds no items.")
    for item in items:
        if item.tag == "newsItem":
            yield _item(item, origin=origin)
        else:
            yield Refused(f"The item {item.get('guid', '')} is {_OTHERS.get(str(item.tag), 'no news item')}.")


def _item(item: Element, *, origin: Origin) -> ParsedItem | Refused:
    sent_at = moment(text_at(item, "itemMeta/versionCreated"))
    if sent_at is None:
        return Refused("The item has no time.")
    kind = _local(_code(item, "itemMeta/itemClass"))
    pieces = _pieces(item)
    headline = text_at(item, "contentMeta/headline") or text_at(item, "itemMeta/title")
    slug = text_at(item, "contentMeta/slugline")
    role = _local(_code(item, "itemMeta/role"))
    picture = kind in ("picture", "graphic")
    if not headline and not picture:
        headline, pieces = headline_of(pieces)
    return ParsedItem(
        provider=_named(item, "itemMeta/provider") or origin.provider,
        item_id=item.get("guid", ""),
        version=number(item.get("version", "")),
        sent_at=sent_at,
        kind=WireKind.MEMO
        if is_memo(role, slug, headline)
        else WireKind.PICTURE
        if picture
        else WireKind.ALERT
        if role in ("alert", "flash", "snap")
        else WireKind.STORY,
        status=status_of(_local(_code(item, "itemMeta/pubStatus"))),
        urgency=urgency_of(text_at(item, "contentMeta/urgency")),
        language=attribute_at(item, "contentMeta/language", "tag") or item.get(_LANGUAGE, ""),
        slug=slug,
        headline=headline,
        standfirst=_description(item, roles=("summary", "desc:summary", "drol:summary")),
        dateline=place_of(text_at(item, "contentMeta/dateline")) or _place(item),
        byline=text_at(item, "contentMeta/by") or _named(item, "contentMeta/creator"),
        credit=text_at(item, "contentMeta/creditline") or _named(item, "contentMeta/infoSource"),
        note=text_at(item, "itemMeta/edNote"),
        pieces=pieces,
        subjects=tuple(_subjects(item)),
        keywords=tuple(each.text or "" for each in item.iterfind("contentMeta/keyword")),
        pictures=tuple(_pictures(item) if picture else _linked_pictures(item)),
        embargo_until=moment(text_at(item, "itemMeta/embargoed")),
    )


def _code(item: Element, path: str) -> str:
    return attribute_at(item, path, "qcode") or attribute_at(item, path, "uri")


def _local(code: str) -> str:
    """Return the part of a code after its scheme: `stat:usable` is `usable`."""
    return code.rsplit(":", 1)[-1].rsplit("/", 1)[-1].lower()


def _named(item: Element, path: str) -> str:
    """Return a party's name; without one its literal or code."""
    return text_at(item, f"{path}/name") or attribute_at(item, path, "literal") or _code(item, path)


def _description(item: Element, *, roles: tuple[str, ...]) -> str:
    for each in item.iterfind("contentMeta/description"):
        if each.get("role", "") in roles:
            return "".join(each.itertext())
    return ""


def _place(item: Element) -> str:
    return text_at(item, "contentMeta/located/name") or attribute_at(item, "contentMeta/located", "literal")


def _subjects(item: Element) -> Iterator[WireSubject]:
    for each in item.iterfind("contentMeta/subject"):
        subject = WireSubject(code=each.get("qcode") or each.get("literal") or "", name=text_at(each, "name"))
        if subject.code or subject.name:
            yield subject


def _pieces(item: Element) -> tuple[Piece, ...]:
    """Return the text: NITF or HTML within the item, else plain text."""
    for inline in item.iterfind("contentSet/inlineXML"):
        body = inline.find(".//body")
        pieces = body_of(inline) or tuple(
            without_initials(
                pieces_of(html_in(body if body is not None else inline, renamed={}, dropped=_NO_TEXT))
            )
        )
        if pieces:
            return pieces
    for inline in item.iterfind("contentSet/inlineData"):
        if inline.get("encoding") is None and inline.text:
            html = "html" in inline.get("contenttype", "")
            return without_initials(pieces_of(inline.text) if html else paragraphs_of(inline.text))
    return ()


def _pictures(item: Element) -> Iterator[WirePicture]:
    """Yield the picture that the item is, in its largest rendition."""
    renditions = [each for each in item.iterfind("contentSet/remoteContent") if each.get("href")]
    if renditions:
        largest = max(renditions, key=lambda each: number(each.get("width", "")) or 0)
        yield WirePicture(
            href=largest.get("href", ""),
            caption=_description(item, roles=("caption", "drol:caption"))
            or text_at(item, "contentMeta/description"),
            credit=text_at(item, "contentMeta/creditline"),
            media_type=largest.get("contenttype", ""),
            width=number(largest.get("width", "")) or 0,
            height=number(largest.get("height", "")) or 0,
        )


def _linked_pictures(item: Element) -> Iterator[WirePicture]:
    """Yield the pictures that a text's links lead to, with what is said of them beside the link."""
    for link in item.iterfind("itemMeta/link"):
        if link.get("href") and link.get("contenttype", "").startswith("image/"):
            yield WirePicture(
                href=link.get("href", ""),
                caption=text_at(link, "description"),
                credit=text_at(link, "creditline"),
                media_type=link.get("contenttype", ""),
            )


def _is_g2(head: bytes) -> bool:
    return root_of(head) in ("newsmessage", "newsitem", *(name.lower() for name in _OTHERS))


formats.register("newsml-g2", Format(title="NewsML-G2", recognises=_is_g2, read=read))
