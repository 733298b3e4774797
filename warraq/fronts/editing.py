"""What an editor does to a layout: each step takes one and returns the next. Pure; refusals are sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from warraq.fronts.layouts import (
    KINDS_OF_SUBJECTS,
    LARGEST_PART,
    MOST_PARTS,
    MOST_SECONDS,
    Kind,
    Layout,
    NotALayout,
    Part,
    Pin,
)


def put(layout: Layout, *, story: int, part: int, position: int) -> Layout:
    """Pin a story at a position, wherever it stood before; what is pinned there makes room.

    Its end stays as it was. Raises NotALayout where there is no such place, or none left.
    """
    target = layout.part(part)
    if not 1 <= position <= target.count:
        raise NotALayout("ليس في الكتلة موضع كهذا.")
    standing = layout.pin_of(story)
    until = standing[1].until if standing else None
    here = {pin.position: pin for pin in lift(layout, story=story).part(part).pins}
    # Within a part the others close the gap that it leaves, as in any list that is put in order.
    comes_from_above = standing is not None and standing[0].number == part and standing[1].position < position
    pins = _made_room(
        here, pin=Pin(story, position, until), count=target.count, step=-1 if comes_from_above else 1
    )
    return _with_pins(lift(layout, story=story), part=part, pins=pins)


def _made_room(here: dict[int, Pin], *, pin: Pin, count: int, step: int) -> dict[int, Pin]:
    """Put a pin into its place and push along what it meets, up to the first free place."""
    places = dict(here)
    carried: Pin | None = pin
    place = pin.position
    while carried is not None:
        if not 1 <= place <= count:
            raise NotALayout("كل مواضع هذه الكتلة مثبتة؛ ألغِ تثبيتًا أولًا.")
        displaced = places.get(place)
        places[place] = replace(carried, position=place)
        carried, place = displaced, place + step
    return places


def lift(layout: Layout, *, story: int) -> Layout:
    """Unpin a story; one that is not pinned changes nothing."""
    return replace(
        layout,
        parts=tuple(
            replace(part, pins=tuple(pin for pin in part.pins if pin.story != story)) for part in layout.parts
        ),
    )


def hold_until(layout: Layout, *, story: int, until: datetime | None) -> Layout:
    """Set the moment at which a story's pin ends, or none."""
    standing = layout.pin_of(story)
    if standing is None:
        return layout
    part, pin = standing
    pins = {each.position: each for each in part.pins} | {pin.position: replace(pin, until=until)}
    return _with_pins(layout, part=part.number, pins=pins)


def without_ended(layout: Layout, *, now: datetime) -> Layout:
    """Return the layout without pins that have ended."""
    return replace(
        layout,
        parts=tuple(
            replace(part, pins=tuple(pin for pin in part.pins if pin.holds(now))) for part in layout.parts
        ),
    )


def add_part(layout: Layout, *, kind: Kind, of: int | None, count: int) -> Layout:
    """Add a list at the end."""
    if len(layout.parts) >= MOST_PARTS:
        raise NotALayout(f"لا تزيد كتل الواجهة على {MOST_PARTS}.")
    if kind in KINDS_OF_SUBJECTS and of is None:
        raise NotALayout("اختر القسم أو الموضوع الذي تُملأ منه القائمة.")
    if any((part.kind, part.of) == (kind, of) for part in layout.parts):
        raise NotALayout("هذه القائمة في الواجهة من قبل.")
    # After the largest, so that a page which is not drawn yet finds no other list under a number that it names.
    taken = {part.number for part in layout.parts}
    free = [
        *range(max(taken) + 1, LARGEST_PART + 1),
        *(each for each in range(1, LARGEST_PART) if each not in taken),
    ]
    number = free[0]
    return replace(layout, parts=(*layout.parts, Part(number=number, kind=kind, count=count, of=of)))


def remove_part(layout: Layout, *, number: int) -> Layout:
    """Take a list away, with what is pinned in it."""
    part = layout.part(number)
    if part.kind is Kind.TOP:
        raise NotALayout("تبدأ كل واجهة بأهم الأخبار؛ لا تُزال.")
    return replace(layout, parts=tuple(each for each in layout.parts if each is not part))


def move_part(layout: Layout, *, number: int, place: int) -> Layout:
    """Move a list to a place among the parts; the top is at place 0 and stays there."""
    part = layout.part(number)
    if part.kind is Kind.TOP:
        raise NotALayout("أهم الأخبار في رأس الواجهة دائمًا.")
    rest = [each for each in layout.parts if each is not part]
    place = min(max(place, 1), len(rest))
    return replace(layout, parts=(*rest[:place], part, *rest[place:]))


def count_part(layout: Layout, *, number: int, count: int) -> Layout:
    """Set how many stories a part has. Raises NotALayout when a pin would lose its place."""
    part = layout.part(number)
    if not 1 <= count <= part.most:
        raise NotALayout(f"عدد القصص في الكتلة من 1 إلى {part.most}.")
    if any(pin.position > count for pin in part.pins):
        raise NotALayout("في الكتلة قصص مثبتة في مواضع أبعد؛ انقلها أو ألغِ تثبيتها أولًا.")
    return _replaced(layout, replace(part, count=count))


def second(layout: Layout, *, seconds: int) -> Layout:
    """Set how many stories stand beside the lead."""
    if not 0 <= seconds <= MOST_SECONDS:
        raise NotALayout(f"عدد القصص البارزة بعد الأولى من 0 إلى {MOST_SECONDS}.")
    return replace(layout, seconds=seconds)


def _with_pins(layout: Layout, *, part: int, pins: Mapping[int, Pin]) -> Layout:
    return _replaced(
        layout, replace(layout.part(part), pins=tuple(pins[position] for position in sorted(pins)))
    )


def _replaced(layout: Layout, part: Part) -> Layout:
    return replace(layout, parts=tuple(part if each.number == part.number else each for each in layout.parts))
