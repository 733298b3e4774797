"""NITF 3.x (IPTC, <https://iptc.org/standards/nitf/>): one article of marked-up text."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from warraq.inbox.parsed import ParsedItem, Refused, WireKind, WirePicture, WireSubject
from warraq.markup.pieces import Piece, pieces_of, plain
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

_RENAMED = {"hl1": "h2", "hl2": "h3", "block": "div", "bq": "blockquote", "em": "i", "datasource": "p"}
_NO_TEXT = frozenset({"media", "table", "nitf-table", "body.head", "body.end", "head"})
_DATES = ("date.release", "date.issue")


def read(data: bytes, origin: Origin) -> Iterator[ParsedItem | Refused]:
    """Yield the article of a file, or those of a file that holds several."""
    root = parsed(data)
    articles = [root] if root.tag == "nitf" else root.findall(".//nitf")
    for article in articles:
        yield _article(article, origin=origin)


def _article(nitf: Element, *, origin: Origin) -> ParsedItem | Refused:
    documents = "head/docdata/"
    name = attribute_at(nitf, f"{documents}doc-id", "id-string") or attribute_at(
        nitf, f"{documents}du-key", "key"
    )
    name = name or origin.name
    if not name:
        return Refused("The article has no identity.")
    pieces = body_of(nitf)
    headline = text_at(nitf, "body/body.head/hedline/hl1") or text_at(nitf, "head/title")
    memo = is_memo(headline, attribute_at(nitf, "head/tobject/tobject.property", "tobject.property.type"))
    if not headline:
        headline, pieces = headline_of(pieces)
    return ParsedItem(
        provider=attribute_at(nitf, f"{documents}doc-id", "regsrc")
        or attribute_at(nitf, f"{documents}doc.copyright", "holder")
        or origin.provider,
        item_id=name,
        version=number(attribute_at(nitf, f"{documents}du-key", "version")),
        sent_at=next(
            (found for each in _DATES if (found := moment(attribute_at(nitf, documents + each, "norm")))),
            origin.received_at,
        ),
        kind=WireKind.MEMO if memo else WireKind.STORY,
        status=status_of(_attribute(nitf, "head/docdata", "management-status")),
        urgency=urgency_of(attribute_at(nitf, f"{documents}urgency", "ed-urg")),
        language=nitf.get("baselang", "") or nitf.get("{http://www.w3.org/XML/1998/namespace}lang", ""),
        slug=text_at(nitf, "body/body.head/slugline")
        or attribute_at(nitf, f"{documents}key-list/keyword", "key"),
        headline=headline,
        standfirst=text_at(nitf, "body/body.head/abstract"),
        dateline=place_of(
            text_at(nitf, "body/body.head/dateline/location") or text_at(nitf, "body/body.head/dateline")
        ),
        byline=_byline(nitf),
        credit=text_at(nitf, "body/body.head/distributor")
        or attribute_at(nitf, f"{documents}doc.copyright", "holder"),
        note=attribute_at(nitf, f"{documents}ed-msg", "info"),
        pieces=pieces,
        subjects=_subjects(nitf),
        keywords=tuple(each.get("key", "") for each in nitf.iterfind(f"{documents}key-list/keyword")),
        pictures=tuple(_pictures(nitf)),
    )


def body_of(holder: Element) -> tuple[Piece, ...]:
    """Return the text of the body in or under an element, without initials; other formats hold NITF too."""
    content = holder.find(".//body.content")
    if content is None:
        return ()
    return without_initials(pieces_of(html_in(content, renamed=_RENAMED, dropped=_NO_TEXT)))


def _attribute(element: Element, path: str, name: str) -> str:
    return attribute_at(element, path, name)


def _byline(nitf: Element) -> str:
    """Return who signs: without «By», and without what they are."""
    line = nitf.find("body/body.head/byline")
    if line is None:
        return ""
    person = text_at(line, "person")
    told = person or plain(line.text or "")
    return told.removeprefix("By ").removeprefix("by ").strip()


def _subjects(nitf: Element) -> tuple[WireSubject, ...]:
    found = [
        WireSubject(
            code=each.get("tobject.subject.refnum", ""),
            name=each.get("tobject.subject.detail") or each.get("tobject.subject.matter") or "",
        )
        for each in nitf.iter("tobject.subject")
    ]
    return tuple(dict.fromkeys(each for each in found if each.code or each.name))


def _pictures(nitf: Element) -> Iterator[WirePicture]:
    for media in nitf.iter("media"):
        if media.get("media-type", "").lower() != "image":
            continue
        references = [each for each in media.findall("media-reference") if each.get("source")]
        if references:
            largest = max(references, key=lambda each: number(each.get("width", "")) or 0)
            yield WirePicture(
                href=largest.get("source", ""),
                caption=text_at(media, "media-caption"),
                credit=text_at(media, "media-producer"),
                media_type=largest.get("mime-type", ""),
                width=number(largest.get("width", "")) or 0,
                height=number(largest.get("height", "")) or 0,
            )


formats.register(
    "nitf",
    Format(title="NITF", recognises=lambda head: root_of(head) == "nitf", read=read),
)
