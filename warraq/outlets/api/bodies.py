"""A body in parts: text as clean HTML, and what a text shows or leads to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, cast

from warraq.network.models import Edition
from warraq.outlets.api.schemas import Embed, Part, PictureInText, SeeAlso, StoryRef, Text
from warraq.outlets.api.telling import picture_told
from warraq.outlets.text import block_html, printable
from warraq.stories.models import Picture

# A body as a StreamField keeps it.
Body = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Beside:
    """What bodies name by number: pictures, and the stories that readers see on this site."""

    edition: Edition
    pictures: Mapping[int, Picture]
    stories: Mapping[int, StoryRef] = field(default_factory=dict)


def pictures_in(bodies: Iterable[Body]) -> dict[int, Picture]:
    """Return the pictures that bodies show, by number, in two queries at most."""
    numbers = {
        number
        for body in bodies
        for block in body
        if block["type"] == "picture" and (number := block["value"].get("picture")) is not None
    }
    if not numbers:
        return {}
    return Picture.objects.prefetch_related("renditions").in_bulk(numbers)


def parts_of(body: Body, *, beside: Beside) -> list[Part]:
    """Return the parts in reading order; what leads nowhere now is left out."""
    parts = (_part(block["type"], block["value"], beside=beside) for block in body)
    return [part for part in parts if part is not None]


def _part(kind: str, value: Any, *, beside: Beside) -> Part | None:
    if kind == "picture":
        return _picture(value, beside=beside)
    if kind == "embed":
        return Embed(address=str(value)) if value else None
    if kind == "see_also":
        picks = (item["value"] if isinstance(item, dict) else item for item in value)
        stories = [beside.stories[pick] for pick in picks if pick in beside.stories]
        return SeeAlso(stories=stories) if stories else None
    html = printable(block_html(kind, value, origin=beside.edition.origin))
    return (
        Text(type=cast(Literal["paragraph", "heading", "quote", "list"], kind), html=html) if html else None
    )


def _picture(value: Mapping[str, Any], *, beside: Beside) -> PictureInText | None:
    picture = beside.pictures.get(value.get("picture") or 0)
    if picture is None:
        return None
    told = picture_told(
        picture,
        edition=beside.edition,
        alt=value.get("alt") or "",
        caption=value.get("caption") or "",
        credit=value.get("credit") or "",
    )
    return PictureInText(picture=told) if told else None
