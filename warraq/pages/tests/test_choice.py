"""No story twice, whatever the order in which blocks are drawn."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from warraq.pages.blocks.choice import Want, choose


@dataclass(frozen=True)
class Item:
    story_id: int


def want(
    key: str,
    count: int,
    stories: list[int],
    *,
    has_spare: bool = True,
    pinned: dict[int, int] | None = None,
) -> Want[Item]:
    return Want(
        key=key,
        count=count,
        candidates=lambda limit, taken: [Item(s) for s in stories if s not in taken][:limit],
        has_spare=has_spare,
        pinned={position: Item(story) for position, story in (pinned or {}).items()},
    )


stories = st.lists(st.integers(1, 30), unique=True, max_size=25)
wants = st.lists(st.tuples(st.integers(1, 5), stories, st.booleans()), max_size=8).map(
    lambda rows: [want(str(n), count, ids, has_spare=spare) for n, (count, ids, spare) in enumerate(rows)]
)
pins = st.dictionaries(st.integers(1, 5), st.integers(1, 30), max_size=3)
fronts = st.lists(st.tuples(st.integers(1, 5), stories, pins), max_size=8).map(
    lambda rows: [
        want(str(n), count, ids, has_spare=False, pinned=pinned)
        for n, (count, ids, pinned) in enumerate(rows)
    ]
)


def shown(choices, *, subject: int | None = None) -> list[int]:
    return [item.story_id for choice in choices.by_key.values() for item in choice.without(subject)]


@given(wants)
def test_no_story_stands_twice(asked):
    stories = shown(choose(asked))
    assert len(stories) == len(set(stories))


@given(wants, st.integers(1, 30))
def test_on_its_own_page_a_story_stands_in_no_block_and_none_stands_twice(asked, subject):
    stories = shown(choose(asked), subject=subject)
    assert subject not in stories
    assert len(stories) == len(set(stories))


@given(wants)
def test_a_block_is_short_only_when_its_candidates_are(asked):
    choices = choose(asked)
    used: set[int] = set()
    for each in asked:
        choice = choices.by_key[each.key]
        free = [item for item in each.candidates(100, frozenset()) if item.story_id not in used]
        assert len(choice.chosen) == min(each.count, len(free))
        used |= {item.story_id for item in (*choice.chosen, *([choice.spare] if choice.spare else []))}


def test_precedence_is_the_order_of_wants():
    choices = choose([want("latest", 2, [1, 2, 3]), want("sport", 2, [1, 2, 3, 4, 5, 6])])
    assert [item.story_id for item in choices.by_key["latest"].chosen] == [1, 2]
    assert [item.story_id for item in choices.by_key["sport"].chosen] == [4, 5]
    assert choices.by_key["latest"].without(1)[-1].story_id == 3
    assert choices.keys_of(4) == ["sport"]
    assert choices.keys_of(3) == []


@given(fronts)
def test_with_pins_too_no_story_stands_twice_and_no_block_has_more_than_it_asked_for(asked):
    choices = choose(asked)
    found = shown(choices)
    assert len(found) == len(set(found))
    assert all(len(choices.by_key[each.key].chosen) <= each.count for each in asked)


@given(fronts)
def test_what_is_pinned_stands_in_its_block_whatever_the_blocks_before_it_want(asked):
    choices, met = choose(asked), set()
    for each in asked:
        here = [item.story_id for item in choices.by_key[each.key].chosen]
        for position, item in sorted(each.pinned.items()):
            if position <= each.count and item.story_id not in met:
                assert item.story_id in here
                met.add(item.story_id)


def test_a_pin_stands_at_its_position_and_closes_up_where_the_rest_runs_out():
    choices = choose([want("front", 4, [1, 2, 3, 4, 5], pinned={2: 9, 4: 3})])
    assert [item.story_id for item in choices.by_key["front"].chosen] == [1, 9, 2, 3]
    choices = choose([want("front", 5, [1], pinned={4: 9})])
    assert [item.story_id for item in choices.by_key["front"].chosen] == [1, 9]
