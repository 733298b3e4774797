"""NewsML-G2 2.35 (IPTC, <https://iptc.org/standards/newsml-g2/>), written. Pure: items in, bytes out.

Codes are those of IPTC's catalogue; what has none of them (topics, agencies) stands as a literal with its name.
Pictures are links of the item, with caption, credit and terms as hints: their files are fetched by who wants them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from xml.etree.ElementTree import Element, SubElement, tostring

from warraq.outlets.partners.items import LANGUAGE, NewsItem, Picture, Status, moment
from warraq.outlets.partners.xhtml import xhtml

NAMESPACE = "http://iptc.org/std/nar/2006-10-01/"
CATALOG = "http://www.iptc.org/std/catalog/catalog.IPTC-G2-Standards_40.xml"
VERSION = "2.35"
_DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\n'


def news_item(item: NewsItem) -> bytes:
    """Return a document with one news item."""
    root = _item(item)
    root.set("xmlns", NAMESPACE)
    return _document(root)


def news_message(items: Iterable[NewsItem], *, sender: str, sent_at: datetime, number: str) -> bytes:
    """Return a message of news items, of which the standard wants one at least; `number` names it to its sender."""
    root = Element("newsMessage", {"xmlns": NAMESPACE})
    header = SubElement(root, "header")
    _say(header, "sent", moment(sent_at))
    _say(header, "sender", sender)
    _say(header, "transmitId", number)
    SubElement(root, "itemSet").extend(_item(item) for item in items)
    return _document(root)


def _document(root: Element) -> bytes:
    return _DECLARATION + tostring(root, encoding="unicode").encode() + b"\n"


def _item(item: NewsItem) -> Element:
    root = Element(
        "newsItem",
        {
            "guid": item.uri,
            "version": str(item.version),
            "standard": "NewsML-G2",
            "standardversion": VERSION,
            "conformance": "power",
            "xml:lang": LANGUAGE,
            "dir": "rtl",
        },
    )
    SubElement(root, "catalogRef", href=CATALOG)
    root.append(_rights(holder=item.provider, notice=item.rights, terms=item.usage_terms))
    root.append(_item_meta(item))
    root.append(_content_meta(item))
    if item.body:
        inline = SubElement(
            SubElement(root, "contentSet"), "inlineXML", {"contenttype": "application/xhtml+xml"}
        )
        inline.append(xhtml(item.body, title=item.headline, language=LANGUAGE))
    return root


def _rights(*, holder: str, notice: str, terms: str) -> Element:
    rights = Element("rightsInfo")
    if holder:
        _say(SubElement(rights, "copyrightHolder", literal=holder), "name", holder)
    _say(rights, "copyrightNotice", notice)
    _say(rights, "usageTerms", terms)
    return rights


def _item_meta(item: NewsItem) -> Element:
    """Return what is said of the item; the schema fixes the order."""
    meta = Element("itemMeta")
    SubElement(meta, "itemClass", qcode="ninat:text")
    _say(SubElement(meta, "provider", literal=item.host), "name", item.provider)
    _say(meta, "versionCreated", moment(item.version_created))
    _say(meta, "firstCreated", moment(item.first_created))
    SubElement(meta, "pubStatus", qcode=f"stat:{item.status.value}")
    _say(meta, "edNote", item.note)
    if item.is_corrected:
        SubElement(meta, "signal", qcode="sig:correction")
    elif item.version > 1 and item.status is Status.USABLE:
        SubElement(meta, "signal", qcode="sig:update")
    if item.expires is not None:
        _say(meta, "expires", moment(item.expires))
    if item.address:
        SubElement(meta, "link", rel="irel:seeAlso", href=item.address, contenttype="text/html")
    meta.extend(_picture(picture) for picture in item.pictures)
    return meta


def _picture(picture: Picture) -> Element:
    link = Element(
        "link",
        rel="irel:associatedWith",
        residref=picture.uri,
        href=picture.href,
        contenttype=picture.media_type,
    )
    if picture.credit or picture.usage_terms:
        link.append(_rights(holder=picture.credit, notice="", terms=picture.usage_terms))
    _say(link, "creditline", picture.credit)
    _say(link, "description", picture.caption, role="drol:caption")
    return link


def _content_meta(item: NewsItem) -> Element:
    """Return what is said of the content; the order of the first half is the schema's."""
    meta = Element("contentMeta")
    if item.status is Status.USABLE:
        _say(meta, "urgency", str(item.urgency))
        _say(meta, "contentCreated", moment(item.first_created))
        if item.dateline:
            _say(SubElement(meta, "located", literal=item.dateline), "name", item.dateline)
        if item.agency:
            _say(SubElement(meta, "infoSource", literal=item.agency), "name", item.agency)
    SubElement(meta, "language", {"tag": LANGUAGE})
    if item.genre is not None:
        _say(SubElement(meta, "genre", qcode=f"genre:{item.genre.code}"), "name", item.genre.name)
    for subject in item.subjects:
        _say(SubElement(meta, "subject", type="cpnat:abstract", literal=subject.code), "name", subject.name)
    _say(meta, "slugline", item.section)
    _say(meta, "headline", item.headline)
    _say(meta, "dateline", item.dateline)
    _say(meta, "by", item.byline)
    _say(meta, "creditline", item.agency)
    _say(meta, "description", item.standfirst, role="drol:summary")
    return meta


def _say(parent: Element, tag: str, text: str, **attributes: str) -> None:
    """Put a text under the parent, unless there is nothing to say."""
    if text:
        SubElement(parent, tag, attributes).text = text
