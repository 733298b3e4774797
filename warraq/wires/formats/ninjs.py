"""ninjs 1.x, 2.x and 3.x (IPTC, <https://iptc.org/standards/ninjs/>): news in JSON, one item or a list of them.

The three write the same names differently (`body_html`, `bodies`; `versioncreated`, `versionCreated`): names are read
without underscores and in small letters, and a list of roles and values stands for each field that 1.x has by itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from warraq.inbox.parsed import ParsedItem, Refused, WireKind, WirePicture, WireSubject
from warraq.markup.pieces import Piece, paragraphs_of, pieces_of, plain
from warraq.wires.formats.registry import Format, Origin, Unreadable, formats
from warraq.wires.formats.wire_text import (
    headline_of,
    host_of,
    is_memo,
    number,
    place_of,
    status_of,
    urgency_of,
    without_initials,
)
from warraq.wires.formats.xml import moment

_PICTURES = ("picture", "graphic")
_NOT_NEWS = frozenset({"event", "planning", "package"})
_DEEPEST = 60

Fields = Mapping[str, Any]


def read(data: bytes, origin: Origin) -> Iterator[ParsedItem | Refused]:
    """Yield the item of a file, or those of a list. Raises Unreadable for what is no JSON."""
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as problem:
        raise Unreadable(f"The file is no JSON that can be read: {problem}.") from None
    rows = found.get("items", [found]) if isinstance(found, dict) else found
    if not isinstance(rows, list):
        raise Unreadable("The JSON is neither an item nor a list of items.")
    for row in rows:
        yield (
            _item(_plainly_named(row), origin=origin)
            if isinstance(row, dict)
            else Refused("The item is no object.")
        )


def _plainly_named(value: Any, *, depth: int = 0) -> Any:
    """Return the value with names in small letters and without underscores, down to a bound."""
    if depth > _DEEPEST:
        return None
    if isinstance(value, dict):
        return {
            str(name).replace("_", "").lower(): _plainly_named(each, depth=depth + 1)
            for name, each in value.items()
        }
    if isinstance(value, list):
        return [_plainly_named(each, depth=depth + 1) for each in value]
    return value


def _item(item: Fields, *, origin: Origin) -> ParsedItem | Refused:
    kind = _text(item, "type")
    if kind in _NOT_NEWS:
        return Refused(f"The item is of the type “{kind}”, which holds no text.")
    sent_at = moment(_text(item, "versioncreated")) or moment(_text(item, "firstcreated"))
    if sent_at is None:
        return Refused("The item has no time.")
    headline = _said(item, "headline", roles=("main", ""))
    pieces = _pieces(item)
    picture = kind in _PICTURES
    if not headline and not picture:
        headline, pieces = headline_of(pieces)
    slug = _text(item, "slugline") or _text(item, "title")
    return ParsedItem(
        provider=_provider(item) or origin.provider,
        item_id=_text(item, "uri") or _text(item, "guid"),
        version=number(_text(item, "version")),
        sent_at=sent_at,
        kind=_kind(_text(item, "profile"), slug, headline, picture=picture),
        status=status_of(_text(item, "pubstatus")),
        urgency=urgency_of(_text(item, "urgency")),
        language=_text(item, "language"),
        slug=slug,
        headline=headline,
        standfirst=plain(_said(item, "description", roles=("summary", "abstract", ""))),
        dateline=place_of(_text(item, "located")),
        byline=_text(item, "byline") or _text(item, "by"),
        credit=_credit(item),
        note=_text(item, "ednote"),
        pieces=() if picture else pieces,
        subjects=tuple(_subjects(item)),
        keywords=tuple(each for each in _list(item, "keywords") if isinstance(each, str)),
        pictures=tuple(_pictures(item, itself=picture)),
        embargo_until=moment(_text(item, "embargoed")),
    )


def _text(item: Fields, name: str) -> str:
    value = item.get(name)
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _list(item: Fields, name: str) -> list[Any]:
    value = item.get(name)
    return value if isinstance(value, list) else []


def _said(item: Fields, name: str, *, roles: tuple[str, ...]) -> str:
    """Return a text that 1.x has by its name (`headline`, `descriptiontext`) and later ones in a list by role."""
    for each in (name, f"{name}text", f"{name}html", f"{name}xhtml"):
        if found := _text(item, each):
            return found
    rows = [row for row in _list(item, f"{name}s") if isinstance(row, dict)]
    for role in roles:
        for row in rows:
            if _text(row, "role") == role and _text(row, "value"):
                return _text(row, "value")
    return _text(rows[0], "value") if rows and "" in roles else ""


def _pieces(item: Fields) -> tuple[Piece, ...]:
    for name in ("bodyhtml", "bodyxhtml"):
        if html := _text(item, name):
            return without_initials(pieces_of(html))
    if text := _text(item, "bodytext"):
        return without_initials(paragraphs_of(text))
    rows = [row for row in _list(item, "bodies") if isinstance(row, dict) and _text(row, "value")]
    marked = [row for row in rows if "html" in _text(row, "contenttype")]
    if marked:
        return without_initials(pieces_of(_text(marked[0], "value")))
    if rows and "xml" not in _text(rows[0], "contenttype"):
        return without_initials(paragraphs_of(_text(rows[0], "value")))
    return without_initials(pieces_of(_text(rows[0], "value"))) if rows else ()


def _kind(*labels: str, picture: bool) -> WireKind:
    if is_memo(*labels):
        return WireKind.MEMO
    if picture:
        return WireKind.PICTURE
    return WireKind.ALERT if labels[0].lower() in ("alert", "flash", "snap") else WireKind.STORY


def _provider(item: Fields) -> str:
    named = (
        _text(item, "provider")
        or _source(item, role="provider")
        or _first_name(item, "infosources")
        or _text(item, "copyrightholder")
    )
    return named or host_of(_text(item, "uri"))


def _credit(item: Fields) -> str:
    """Return whose news it is; who sends it is another where the sources say which of them that is."""
    told = _text(item, "creditline") or _source(item, role="creditline")
    if told or _source(item, role="provider"):
        return told
    return _first_name(item, "infosources") or _text(item, "source")


def _source(item: Fields, *, role: str) -> str:
    rows = [row for row in _list(item, "infosources") if isinstance(row, dict)]
    return next((_text(row, "name") for row in rows if _text(row, "role") == role), "")


def _first_name(item: Fields, name: str) -> str:
    rows = [row for row in _list(item, name) if isinstance(row, dict)]
    return _text(rows[0], "name") if rows else ""


def _subjects(item: Fields) -> Iterator[WireSubject]:
    for row in (*_list(item, "subject"), *_list(item, "subjects")):
        if isinstance(row, dict) and (_text(row, "name") or _text(row, "code") or _text(row, "literal")):
            yield WireSubject(code=_text(row, "code") or _text(row, "literal"), name=_text(row, "name"))


def _pictures(item: Fields, *, itself: bool) -> Iterator[WirePicture]:
    """Yield the picture that the item is, or those that it brings with it."""
    if itself:
        yield from _picture(item)
        return
    associations = item.get("associations")
    rows = list(associations.values()) if isinstance(associations, dict) else associations
    for row in rows if isinstance(rows, list) else []:
        if isinstance(row, dict) and _text(row, "type") in _PICTURES:
            yield from _picture(row)


def _picture(item: Fields) -> Iterator[WirePicture]:
    found = item.get("renditions")
    rows = list(found.values()) if isinstance(found, dict) else found
    renditions = (
        [row for row in rows if isinstance(row, dict) and _text(row, "href")]
        if isinstance(rows, list)
        else []
    )
    if renditions:
        largest = max(renditions, key=lambda row: number(_text(row, "width")) or 0)
        yield WirePicture(
            href=_text(largest, "href"),
            caption=plain(_said(item, "description", roles=("caption", ""))),
            credit=_text(item, "byline") or _text(item, "by") or _text(item, "copyrightholder"),
            media_type=_text(largest, "mimetype") or _text(largest, "contenttype"),
            width=number(_text(largest, "width")) or 0,
            height=number(_text(largest, "height")) or 0,
        )


def _is_ninjs(head: bytes) -> bool:
    """Return whether JSON looks like ninjs: it has a uri (or a guid, as some write) and is no JSON Feed."""
    if head[:1] not in (b"{", b"[") or b"jsonfeed.org/version/" in head:
        return False
    return b'"uri"' in head or b'"guid"' in head


formats.register("ninjs", Format(title="ninjs", recognises=_is_ninjs, read=read))
