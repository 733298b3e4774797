"""A text's signature: shingles, keys, verdicts. Pure."""

import random
from datetime import date, timedelta
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warraq.related.signatures import (
    DAYS,
    FEWEST_SHINGLES,
    LONGEST,
    MOST_CANDIDATES,
    SLOTS,
    WORDS,
    Alike,
    Overlap,
    Signed,
    alike,
    candidates,
    keys,
    likes,
    newest_members,
    overlap,
    packed,
    plain_text,
    shingles,
    text_of_html,
    unpacked,
)

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()))
SOME_SHINGLES = st.frozensets(st.integers(0, 2**32 - 1), max_size=80)


def words(count: int) -> str:
    return " ".join(f"كلمة{number}" for number in range(count))


def test_a_text_has_a_shingle_for_each_run_of_five_words():
    assert len(shingles(words(100))) == 100 - WORDS + 1


def test_a_text_of_a_few_words_has_none():
    assert len(shingles(words(FEWEST_SHINGLES + WORDS - 1))) == FEWEST_SHINGLES
    assert shingles(words(FEWEST_SHINGLES + WORDS - 2)) == frozenset()


def test_a_book_is_read_to_its_bound():
    assert len(shingles("كلمة أخرى " * LONGEST)) == 0
    assert len(shingles(words(LONGEST))) < LONGEST


def test_the_stored_numbers_stay_what_they_are():
    """What is stored is compared with what is computed years later: a change of these numbers asks for a rebuild."""
    found = shingles(words(FEWEST_SHINGLES + WORDS - 1))
    assert sorted(found)[:3] == [366681483, 863157627, 1112775196]
    assert keys([found])[0][:3] == (182564255, 6768304917, 8719188016)


@given(ANY_TEXT)
def test_any_text_has_a_signature(text):
    found = shingles(text)
    (own_keys,) = keys([found])
    assert len(own_keys) == (SLOTS if found else 0)
    assert all(0 <= key < 2**63 for key in own_keys)


@given(ANY_TEXT)
def test_any_html_has_words(html):
    assert isinstance(text_of_html(html), str)


@given(SOME_SHINGLES)
def test_what_is_packed_is_unpacked(found):
    assert unpacked(packed(found)) == found


@given(SOME_SHINGLES, SOME_SHINGLES)
def test_keys_of_many_are_the_keys_of_each(first, second):
    assert keys([first, frozenset(), second]) == [*keys([first]), (), *keys([second])]


@given(SOME_SHINGLES, SOME_SHINGLES)
def test_an_overlap_is_the_same_from_both_sides(first, second):
    assert overlap(first, second).turned == overlap(second, first)
    assert 0 <= overlap(first, second).likeness <= 1


def test_slots_meet_as_often_as_texts_are_alike():
    """The ground that candidates stand on: at a likeness of 0.2 one pair in 200 has no key in common."""
    dice = random.Random(4)
    missed = 0
    for _ in range(300):
        shared = [dice.getrandbits(32) for _ in range(80)]
        first, second = (frozenset([*shared, *(dice.getrandbits(32) for _ in range(160))]) for _ in range(2))
        one, other = keys([first, second])
        missed += not set(one) & set(other)
    assert missed < 8


@pytest.mark.parametrize(
    ("found", "verdict"),
    [
        (Overlap(100, own=100, other=100), Alike.NEAR),
        (Overlap(80, own=100, other=100), Alike.NEAR),
        (Overlap(90, own=100, other=300), Alike.WITHIN),
        (Overlap(90, own=300, other=100), Alike.AROUND),
        (Overlap(90, own=100, other=700), None),
        (Overlap(60, own=100, other=100), Alike.EDITED),
        (Overlap(50, own=100, other=100), Alike.AKIN),
        (Overlap(45, own=100, other=100), None),
        (Overlap(0, own=0, other=0), None),
    ],
)
def test_what_a_copy_is(found, verdict):
    assert alike(found, days=0) is verdict


def test_only_what_is_edited_depends_on_the_days_between():
    assert alike(Overlap(60, own=100, other=100), days=DAYS) is Alike.EDITED
    assert alike(Overlap(60, own=100, other=100), days=DAYS + 1) is None
    assert alike(Overlap(90, own=100, other=100), days=DAYS + 1) is Alike.NEAR


DAY = date(2026, 11, 25)


def signed(*numbers: range, day: int = 0) -> Signed:
    return Signed(packed(frozenset(chain(*numbers))), came_on=DAY + timedelta(days=day))


def test_the_like_of_a_text_are_named_with_their_verdict():
    own = signed(range(100))
    others = {
        1: signed(range(100), day=-900),
        2: signed(range(40), range(500, 510)),
        3: signed(range(50, 300)),
    }
    found = likes(own, others=others)
    assert {number: verdict for number, (_, verdict) in found.items()} == {1: Alike.NEAR, 2: Alike.AROUND}
    assert found[2][0] == Overlap(40, own=100, other=50)


def test_a_formula_makes_no_copy_of_what_has_nothing_else_in_common():
    formula = range(70)
    own = signed(formula, range(100, 130))
    another = signed(formula, range(200, 230))
    edited = signed(range(20), range(100, 120), range(50, 70))
    assert likes(own, others={1: another})[1][1] is Alike.EDITED
    once = {1: another, 2: signed(formula, range(300, 330), day=-9)}
    assert set(likes(own, others=once)) == {1}
    again = once | {3: signed(formula, range(400, 430), day=-5), 4: edited}
    assert set(likes(own, others=again)) == {4}


def test_copies_of_the_same_days_make_no_formula():
    own = signed(range(60), range(100, 130))
    others = {
        number: signed(range(60), range(200 + 30 * number, 230 + 30 * number), day=number)
        for number in range(3)
    }
    assert set(likes(own, others=others)) == {0, 1, 2}


def test_what_is_read_of_a_story_is_its_words_and_not_its_furniture():
    blocks = [
        {"type": "paragraph", "value": "<p>قال <b>ال</b>وزير&nbsp;أمس</p><p>وأضاف<br/>اليوم</p>"},
        {"type": "heading", "value": "عنوان فرعي"},
        {"type": "picture", "value": {"picture": 7, "caption": "صورة"}},
        {"type": "quote", "value": {"text": "كلام", "attribution": "قائل"}},
        {"type": "list", "value": [{"type": "item", "value": "أول"}, "ثان"]},
        {"type": "see_also", "value": [{"type": "item", "value": 3}]},
        {"type": "unheard of", "value": None},
    ]
    assert plain_text("مقدمة", blocks).split() == (
        ["مقدمة", "قال", "الوزير", "أمس", "وأضاف", "اليوم", "عنوان", "فرعي", "كلام", "أول", "ثان"]
    )


def test_candidates_are_those_with_most_keys_in_common_then_the_newest():
    assert candidates([{1, 2}, {2, 3}, {2}]) == [2, 3, 1]
    assert candidates([range(1000)]) == list(range(999, 999 - MOST_CANDIDATES, -1))


def test_a_key_goes_on_leading_to_the_newest():
    assert newest_members(range(100)) == set(range(36, 100))
