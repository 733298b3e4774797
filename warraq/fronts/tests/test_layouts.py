"""Layouts: what they keep, what they refuse, and each step of editing them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warraq.fronts.editing import (
    add_part,
    count_part,
    hold_until,
    lift,
    move_part,
    put,
    remove_part,
    second,
    without_ended,
)
from warraq.fronts.layouts import (
    MOST_PARTS,
    Kind,
    Layout,
    NotALayout,
    Part,
    Pin,
    automatic_layout,
    part_of_slot,
    slot_number,
)

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
FRONT = automatic_layout(sections=[11, 12])
TOP = 0


def positions(layout: Layout, part: int = TOP) -> dict[int, int]:
    return {pin.story: pin.position for pin in layout.part(part).pins}


def pinned(*pairs: tuple[int, int], layout: Layout = FRONT, part: int = TOP) -> Layout:
    for story, position in pairs:
        layout = put(layout, story=story, part=part, position=position)
    return layout


def test_an_editor_begins_with_the_top_the_most_read_and_the_sections():
    assert [(part.kind, part.of, part.count) for part in FRONT.parts] == [
        (Kind.TOP, None, 9),
        (Kind.MOST_READ, None, 5),
        (Kind.SECTION, 11, 5),
        (Kind.SECTION, 12, 5),
    ]
    assert [part.kind for part in automatic_layout().parts] == [Kind.TOP]
    assert len(automatic_layout(sections=range(1, 99)).parts) == MOST_PARTS


def test_a_layout_comes_back_from_json_as_it_was():
    layout = hold_until(pinned((5, 2), (6, 1)), story=5, until=NOW)
    assert Layout.read(layout.facts) == layout
    assert layout.ends == {NOW}


@pytest.mark.parametrize(
    "facts",
    [
        None,
        [],
        {},
        {"seconds": 2, "parts": []},
        {"seconds": 9, "parts": [{"number": 0, "kind": "top", "count": 9}]},
        {"seconds": True, "parts": [{"number": 0, "kind": "top", "count": 9}]},
        {"seconds": 2, "parts": [{"number": 0, "kind": "latest", "count": 5}]},
        {"seconds": 2, "parts": [{"number": 0, "kind": "top", "count": 99}]},
        {"seconds": 2, "parts": [{"number": 0, "kind": "top", "count": "9"}]},
        {"seconds": 2, "parts": [{"number": 0, "kind": "top", "count": 9}] * 2},
        {
            "seconds": 2,
            "parts": [
                {"number": 0, "kind": "top", "count": 9},
                {"number": 1, "kind": "section", "count": 5},
            ],
        },
        {
            "seconds": 2,
            "parts": [{"number": 0, "kind": "top", "count": 2, "pins": [{"story": 1, "position": 3}]}],
        },
        {
            "seconds": 2,
            "parts": [
                {
                    "number": 0,
                    "kind": "top",
                    "count": 9,
                    "pins": [{"story": 1, "position": 1}, {"story": 1, "position": 2}],
                }
            ],
        },
        {
            "seconds": 2,
            "parts": [
                {
                    "number": 0,
                    "kind": "top",
                    "count": 9,
                    "pins": [{"story": 1, "position": 1, "until": "2026-01-01T10:00"}],
                }
            ],
        },
    ],
)
def test_what_is_no_front_is_refused_in_a_sentence(facts):
    with pytest.raises(NotALayout, match=r"[؀-ۿ]"):
        Layout.read(facts)


def test_what_is_pinned_makes_room_up_to_the_first_free_place():
    layout = pinned((1, 1), (2, 2), (4, 4))
    assert positions(pinned((9, 1), layout=layout)) == {9: 1, 1: 2, 2: 3, 4: 4}


def test_within_a_part_the_others_close_the_gap():
    layout = pinned((1, 1), (2, 2), (3, 3))
    assert positions(pinned((1, 3), layout=layout)) == {2: 1, 3: 2, 1: 3}
    assert positions(pinned((3, 1), layout=layout)) == {3: 1, 1: 2, 2: 3}
    assert positions(pinned((1, 2), layout=layout)) == {2: 1, 1: 2, 3: 3}


def test_a_story_stands_in_one_part_and_keeps_its_end_when_it_is_moved():
    layout = hold_until(pinned((1, 1)), story=1, until=NOW)
    moved = put(layout, story=1, part=2, position=3)
    assert positions(moved) == {}
    assert moved.part(2).pins == (Pin(1, 3, NOW),)


def test_a_part_full_of_pins_takes_no_other_and_loses_none():
    layout = pinned(*((story, story) for story in range(1, 6)), part=2)
    with pytest.raises(NotALayout, match="كل مواضع هذه الكتلة مثبتة"):
        put(layout, story=9, part=2, position=2)


@pytest.mark.parametrize(("part", "position"), [(TOP, 0), (TOP, 10), (2, 6), (99, 1)])
def test_there_is_no_pinning_where_there_is_no_place(part, position):
    with pytest.raises(NotALayout):
        put(FRONT, story=1, part=part, position=position)


@given(
    st.lists(
        st.tuples(st.integers(1, 8), st.sampled_from([0, 1, 2, 3]), st.integers(1, 9)),
        max_size=30,
    )
)
def test_whatever_is_dragged_where_no_pin_is_lost_and_none_stands_twice(steps):
    layout, put_so_far = FRONT, set()
    for story, part, position in steps:
        try:
            layout = put(layout, story=story, part=part, position=position)
        except NotALayout:
            continue
        put_so_far.add(story)
        assert layout.pin_of(story)[1].position == position
        assert layout.stories == put_so_far
        assert Layout.read(layout.facts) == layout


def test_a_pin_holds_until_its_moment():
    layout = hold_until(pinned((1, 1), (2, 2)), story=1, until=NOW)
    assert not layout.part(TOP).pins[0].holds(NOW)
    assert layout.part(TOP).pins[0].holds(NOW - timedelta(seconds=1))
    assert without_ended(layout, now=NOW).stories == {2}
    assert hold_until(layout, story=99, until=NOW) == layout
    assert lift(layout, story=1).stories == {2}


def test_lists_are_added_at_the_end_under_numbers_that_no_other_has():
    layout = add_part(FRONT, kind=Kind.TOPIC, of=5, count=4)
    assert layout.parts[-1] == Part(4, Kind.TOPIC, 4, of=5)
    with pytest.raises(NotALayout, match="من قبل"):
        add_part(layout, kind=Kind.TOPIC, of=5, count=4)
    with pytest.raises(NotALayout, match="اختر القسم"):
        add_part(layout, kind=Kind.TOPIC, of=None, count=4)
    full = FRONT
    for topic in range(MOST_PARTS - len(FRONT.parts)):
        full = add_part(full, kind=Kind.TOPIC, of=topic + 1, count=4)
    with pytest.raises(NotALayout, match=str(MOST_PARTS)):
        add_part(full, kind=Kind.LATEST, of=None, count=4)


def test_lists_are_moved_among_themselves_and_the_top_stays():
    moved = move_part(FRONT, number=3, place=1)
    assert [part.number for part in moved.parts] == [0, 3, 1, 2]
    assert [part.number for part in move_part(FRONT, number=1, place=99).parts] == [0, 2, 3, 1]
    assert [part.number for part in move_part(FRONT, number=3, place=0).parts] == [0, 3, 1, 2]
    for refused in (lambda: move_part(FRONT, number=0, place=2), lambda: remove_part(FRONT, number=0)):
        with pytest.raises(NotALayout):
            refused()
    assert [part.number for part in remove_part(FRONT, number=1).parts] == [0, 2, 3]


def test_a_part_is_not_made_shorter_than_what_is_pinned_in_it():
    layout = pinned((1, 7))
    with pytest.raises(NotALayout, match="مثبتة في مواضع أبعد"):
        count_part(layout, number=TOP, count=6)
    assert count_part(layout, number=TOP, count=7).part(TOP).count == 7
    with pytest.raises(NotALayout):
        count_part(layout, number=TOP, count=16)
    with pytest.raises(NotALayout):
        second(layout, seconds=5)
    assert second(layout, seconds=0).seconds == 0


@given(st.integers(0, 10**9), st.integers(0, 999))
def test_a_slots_number_names_the_front_and_the_part(front, part):
    assert part_of_slot(slot_number(front, part=part)) == (front, part)
