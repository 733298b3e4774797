"""ninjs 3.1 and 2.2 (IPTC, <https://iptc.org/standards/ninjs/>), written. Pure: an item in, JSON's values out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from warraq.outlets.partners.items import LANGUAGE, NewsItem, Picture, Status, moment

VERSIONS = ("3.1", "2.2")
_SCHEMA = "http://www.iptc.org/std/ninjs/ninjs-schema_{version}.json"

Fields = dict[str, Any]


def ninjs(item: NewsItem, *, version: str = VERSIONS[0]) -> Fields:
    """Return the item as an object of that version."""
    fields = {**_head(item, version=version), **(_content(item) if item.status is Status.USABLE else {})}
    return fields if version == "3.1" else _in_small_letters(fields)


def _head(item: NewsItem, *, version: str) -> Fields:
    return {
        "uri": item.uri,
        "type": "text",
        "representationType": "full",
        "standard": {"name": "ninjs", "version": version, "schema": _SCHEMA.format(version=version)},
        "version": str(item.version),
        "firstCreated": moment(item.first_created),
        "versionCreated": moment(item.version_created),
        "pubStatus": item.status.value,
        "language": LANGUAGE,
        "copyrightHolder": item.provider,
        "infoSources": _sources(item),
        **_told(headlines=_texts(main=item.headline)),
    }


def _sources(item: NewsItem) -> list[Fields]:
    """Return who sends the item, then whose news it is: 3.1 and 2.2 have no credit line beside them."""
    agency = item.agency if item.status is Status.USABLE else ""
    return [
        {"role": "provider", "name": item.provider},
        *([{"role": "creditline", "name": agency}] if agency else []),
    ]


def _content(item: NewsItem) -> Fields:
    return _told(
        urgency=item.urgency,
        copyrightNotice=item.rights,
        usageTerms=item.usage_terms,
        edNote=item.note,
        slugline=item.section,
        located=item.dateline,
        by=item.byline,
        genres=[{"literal": f"genre:{item.genre.code}", "name": item.genre.name}] if item.genre else [],
        descriptions=_texts(summary=item.standfirst),
        bodies=[{"role": "main", "contentType": "text/html", "value": item.body}] if item.body else [],
        subjects=[{"literal": each.code, "name": each.name} for each in item.subjects],
        associations=[_picture(each, place=place) for place, each in enumerate(item.pictures)],
        altIds=[{"role": "address", "value": item.address}] if item.address else [],
        expires=moment(item.expires) if item.expires else "",
    )


def _picture(picture: Picture, *, place: int) -> Fields:
    return {
        "name": f"picture-{place + 1}",
        "uri": picture.uri,
        "type": "picture",
        "renditions": [
            _told(
                name="main",
                href=picture.href,
                contentType=picture.media_type,
                width=picture.width,
                height=picture.height,
            )
        ],
        **_told(
            by=picture.credit,
            copyrightHolder=picture.credit,
            usageTerms=picture.usage_terms,
            descriptions=_texts(caption=picture.caption),
        ),
    }


def _texts(**values: str) -> list[Fields]:
    return [{"role": role, "value": value} for role, value in values.items() if value]


def _told(**fields: Any) -> Fields:
    """Return the fields that say something."""
    return {name: value for name, value in fields.items() if value}


def _in_small_letters(value: Any) -> Any:
    """Return the value with the names that 2.x has: those of 3.x without capitals."""
    if isinstance(value, dict):
        return {name.lower(): _in_small_letters(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_in_small_letters(each) for each in value]
    return value


def ninjs_page(items: Iterable[NewsItem], *, version: str, following: str, has_more: bool) -> Fields:
    """Return a page of the feed: the items, where the next page is, and whether it has any yet."""
    return {
        "items": [ninjs(item, version=version) for item in items],
        "next": following,
        "has_more": has_more,
    }
