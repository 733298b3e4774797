"""One press of a button, or one drop, as the form sends it: what it makes of the layout, and how that is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from warraq.common.numbers import whole
from warraq.desk.fronting.board import FIELD_MOMENT
from warraq.fronts.editing import (
    add_part,
    count_part,
    hold_until,
    lift,
    move_part,
    put,
    remove_part,
    second,
)
from warraq.fronts.layouts import Kind, Layout, NotALayout

# A list begins with so many stories.
_COUNT = 5
_UNREADABLE = "تعذّرت قراءة الطلب؛ أعد فتح الصفحة."


@dataclass(frozen=True)
class Told:
    """What a step did, for who does not see it: the story and the part that it was about, if any."""

    sentence: str
    story: int | None = None
    part: int | None = None


def with_fields(layout: Layout, *, data: Mapping[str, str], zone: ZoneInfo, now: datetime) -> Layout:
    """Take over the fields of the form: numbers of stories, and the ends of pins. Raises NotALayout."""
    if "seconds" in data:
        layout = second(layout, seconds=_number(data["seconds"]))
    for part in layout.parts:
        if (count := data.get(f"count-{part.number}")) is not None and _number(count) != part.count:
            layout = count_part(layout, number=part.number, count=_number(count))
    for story in sorted(layout.stories):
        if (until := data.get(f"until-{story}")) is not None:
            layout = _held(layout, story=story, field=until, zone=zone, now=now)
    return layout


def _held(layout: Layout, *, story: int, field: str, zone: ZoneInfo, now: datetime) -> Layout:
    standing = layout.pin_of(story)
    before = standing[1].until if standing else None
    if field == (f"{before.astimezone(zone):{FIELD_MOMENT}}" if before else ""):
        return layout
    if not field:
        return hold_until(layout, story=story, until=None)
    try:
        until = datetime.fromisoformat(field).replace(tzinfo=zone)
    except ValueError:
        raise NotALayout("اكتب موعد انتهاء التثبيت يومًا وساعة.") from None
    if until <= now:
        raise NotALayout("موعد انتهاء التثبيت مضى؛ اختر موعدًا لاحقًا.")
    return hold_until(layout, story=story, until=until)


def stepped(layout: Layout, *, step: str, data: Mapping[str, str]) -> tuple[Layout, Told]:
    """Take a step. Raises NotALayout for one that can't be taken.

    put:STORY:PART:POSITION, lift:STORY, pick:STORY (to the fields `target` and `position`), part:NUMBER:PLACE,
    remove:NUMBER, add (the fields `kind` and `topic`); anything else is none and changes nothing.
    """
    verb, *rest = step.split(":")
    if verb == "add":
        return _added(layout, data=data)
    numbers = [_number(each) for each in rest]
    match verb, numbers:
        case "put", [story, part, position]:
            return _put(layout, story=story, part=part, position=position)
        case "pick", [story]:
            part, position = _number(data.get("target", "0")), _number(data.get("position", "1"))
            return _put(layout, story=story, part=part, position=position)
        case "lift", [story]:
            return lift(layout, story=story), Told("أُلغي تثبيت القصة", story=story)
        case "part", [number, place]:
            moved = move_part(layout, number=number, place=place)
            return moved, Told(f"نُقلت الكتلة إلى الموضع {place + 1} في الواجهة", part=number)
        case "remove", [number]:
            return remove_part(layout, number=number), Told("أُزيلت القائمة من الواجهة")
    return layout, Told("")


def _put(layout: Layout, *, story: int, part: int, position: int) -> tuple[Layout, Told]:
    return (
        put(layout, story=story, part=part, position=position),
        Told(f"ثُبّتت القصة في الموضع {position}", story=story, part=part),
    )


def _added(layout: Layout, *, data: Mapping[str, str]) -> tuple[Layout, Told]:
    name, _, of = data.get("kind", "").partition(":")
    try:
        kind = Kind(name)
    except ValueError:
        raise NotALayout("اختر بمَ تُملأ القائمة.") from None
    if kind is Kind.TOP:
        raise NotALayout(_UNREADABLE)
    number = None
    if kind is Kind.SECTION:
        number = _number(of)
    elif kind is Kind.TOPIC and data.get("topic"):
        number = _number(data["topic"])
    added = add_part(layout, kind=kind, of=number, count=_COUNT)
    return added, Told("أُضيفت قائمة في آخر الواجهة", part=added.parts[-1].number)


def _number(text: str) -> int:
    number = whole(text)
    if number is None:
        raise NotALayout(_UNREADABLE)
    return number
