"""A layout filled with stories, as the screen prints it. Pure: the stories come from outside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from warraq.desk.fronting.standing import why_absent
from warraq.desk.fronting.titles import Titles
from warraq.fronts.layouts import Kind, Layout, Part, Pin
from warraq.network.models import Section
from warraq.network.style import HouseStyle
from warraq.stories.models import Placement, Story

# How `<input type=datetime-local>` writes a moment.
FIELD_MOMENT = "%Y-%m-%dT%H:%M"


@dataclass(frozen=True)
class Row:
    """A story on the screen. `position` is its place in the part; `up`, `down` and `lead` are what their buttons ask.

    `until` is the pin's end as its field holds it; `absent` says why readers don't see the story, empty if they do.
    """

    story: int
    position: int
    headline: str
    section: str = ""
    when: str = ""
    picture: str = ""
    place: str = "line"
    is_pinned: bool = False
    until: str = ""
    absent: str = ""
    up: str = ""
    down: str = ""
    lead: str = ""


@dataclass(frozen=True)
class Block:
    """A part on the screen; `up` and `down` move the whole of it."""

    number: int
    title: str
    rule: str
    count: int
    most: int
    is_top: bool
    is_ranked: bool
    rows: tuple[Row, ...]
    place: int
    up: str = ""
    down: str = ""


@dataclass(frozen=True)
class Known:
    """What the screen knows of stories: those of the parts as they are filled, and all that are pinned.

    `pictures` are addresses of small pictures, by story.
    """

    filled: Mapping[int, Sequence[Placement]]
    pinned: Mapping[int, Story]
    placements: Mapping[int, Placement]
    pictures: Mapping[int, str]


def board_of(
    layout: Layout, *, known: Known, titles: Titles, section: Section | None, style: HouseStyle, now: datetime
) -> list[Block]:
    """Return the screen's blocks in the reader's order; `section` is the front's own."""
    places = [part.number for part in layout.parts]
    return [
        Block(
            number=part.number,
            title=titles.of(part),
            rule=titles.rule_of(part, section=section),
            count=part.count,
            most=part.most,
            is_top=part.kind is Kind.TOP,
            is_ranked=part.kind is Kind.MOST_READ,
            rows=_rows(layout, part=part, known=known, style=style, now=now),
            place=place,
            up=f"part:{part.number}:{place - 1}" if place > 1 else "",
            down=f"part:{part.number}:{place + 1}" if 0 < place < len(places) - 1 else "",
        )
        for place, part in enumerate(layout.parts)
    ]


def _rows(layout: Layout, *, part: Part, known: Known, style: HouseStyle, now: datetime) -> tuple[Row, ...]:
    """Return a part's rows: the stories that readers see, and among them, marked, the pinned ones that they don't."""
    pins = {pin.story: pin for pin in part.pins}
    shown = known.filled.get(part.number, ())
    rows = [
        _shown_row(
            placement,
            place=place,
            pin=pins.get(placement.story_id),
            layout=layout,
            part=part,
            known=known,
            style=style,
        )
        for place, placement in enumerate(shown, start=1)
    ]
    seen = {placement.story_id for placement in shown}
    for pin in part.pins:
        if pin.story not in seen:
            rows.insert(pin.position - 1, _absent_row(pin, known=known, style=style, now=now))
    return tuple(rows)


def _shown_row(
    placement: Placement,
    *,
    place: int,
    pin: Pin | None,
    layout: Layout,
    part: Part,
    known: Known,
    style: HouseStyle,
) -> Row:
    position = pin.position if pin is not None else place
    story = placement.story_id
    row = Row(
        story=story,
        position=position,
        headline=placement.teaser_headline,
        section=placement.section.name,
        when=style.moment(placement.shown_at) if placement.shown_at else "",
        picture=known.pictures.get(story, ""),
        place=_place(place, layout=layout, part=part),
        is_pinned=pin is not None,
        until=_field(pin, style=style),
    )
    before, after = _neighbours(layout, part=part, position=position)
    return replace(
        row,
        up=f"put:{story}:{before[0]}:{before[1]}" if before else "",
        down=f"put:{story}:{after[0]}:{after[1]}" if after else "",
        lead="" if row.place == "lead" else f"put:{story}:{layout.parts[0].number}:1",
    )


def _absent_row(pin: Pin, *, known: Known, style: HouseStyle, now: datetime) -> Row:
    story, placement = known.pinned.get(pin.story), known.placements.get(pin.story)
    return Row(
        story=pin.story,
        position=pin.position,
        headline=(placement.teaser_headline if placement else str(story)) if story else f"القصة {pin.story}",
        section=placement.section.name if placement else "",
        is_pinned=True,
        until=_field(pin, style=style),
        absent=why_absent(story, placement=placement, pin=pin, now=now, style=style)
        or "لا يراها القراء الآن",
    )


def _field(pin: Pin | None, *, style: HouseStyle) -> str:
    return f"{style.local(pin.until):{FIELD_MOMENT}}" if pin is not None and pin.until is not None else ""


def _place(place: int, *, layout: Layout, part: Part) -> str:
    """Return how large readers see the story at a place of its part."""
    if part.kind is Kind.TOP:
        return "lead" if place == 1 else "second" if place <= 1 + layout.seconds else "line"
    return "second" if place == 1 and part.kind is not Kind.MOST_READ else "line"


def _neighbours(
    layout: Layout, *, part: Part, position: int
) -> tuple[tuple[int, int] | None, tuple[int, int] | None]:
    """Return the places before and after one, over the edges of the part: (part, position) each."""
    index = layout.parts.index(part)
    before: tuple[int, int] | None = None
    after: tuple[int, int] | None = None
    if position > 1:
        before = (part.number, position - 1)
    elif index > 0:
        before = (layout.parts[index - 1].number, layout.parts[index - 1].count)
    if position < part.count:
        after = (part.number, position + 1)
    elif index + 1 < len(layout.parts):
        after = (layout.parts[index + 1].number, 1)
    return before, after
