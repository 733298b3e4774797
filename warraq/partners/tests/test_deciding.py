"""What is news to partners, how often they may ask, and what a key is: as tables."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from warraq.common.keys import key_digest, new_key
from warraq.partners.deciding import UNSEEN, WITHDRAWN, Place, State, is_news, turn_of
from warraq.partners.keys import key_in
from warraq.partners.rates import NOTHING, full_again, wait_for

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
HERE, THERE = Place(1, 10, "عنوان"), Place(2, 20, "عنوان")
SEEN = State("a", frozenset({HERE}))


@pytest.mark.parametrize(
    ("state", "mark", "expected"),
    [
        (SEEN, None, True),
        (SEEN, "a", False),
        (SEEN, "b", True),
        (SEEN, "withdrawn", True),
        (UNSEEN, None, False),
        (WITHDRAWN, None, False),
        (WITHDRAWN, "a", True),
        (WITHDRAWN, "withdrawn", False),
        (WITHDRAWN, "unseen", True),
    ],
)
def test_a_state_is_news_when_partners_were_told_another(
    state: State, mark: str | None, expected: bool
) -> None:
    assert is_news(state, mark=mark) is expected


def test_a_turn_names_what_came_and_what_was_left() -> None:
    turn = turn_of(State("a", frozenset({THERE})), places=[HERE])

    assert (turn.shown, turn.left) == ({THERE}, {HERE})


def test_another_headline_is_shown_and_leaves_nothing() -> None:
    renamed = Place(1, 10, "عنوان آخر")

    turn = turn_of(State("a", frozenset({renamed})), places=[HERE])

    assert (turn.shown, turn.left) == ({renamed}, frozenset())


@pytest.mark.parametrize("per_minute", [1, 7, 60, 600])
def test_so_many_requests_go_at_once_and_the_next_waits(per_minute: int) -> None:
    free_at = None
    for _ in range(per_minute):
        assert wait_for(free_at, per_minute=per_minute, now=NOW) == NOTHING
        free_at = full_again(free_at, per_minute=per_minute, now=NOW)

    wait = wait_for(free_at, per_minute=per_minute, now=NOW)

    assert NOTHING < wait <= timedelta(minutes=1) / per_minute
    assert wait_for(free_at, per_minute=per_minute, now=NOW + wait) == NOTHING
    assert wait_for(free_at, per_minute=per_minute, now=NOW + wait - timedelta(milliseconds=1)) > NOTHING


def test_a_long_silence_saves_up_no_more_than_a_minute() -> None:
    long_ago = NOW - timedelta(days=9)

    assert full_again(long_ago, per_minute=60, now=NOW) == NOW + timedelta(seconds=1)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("Bearer abc", "abc"),
        ("bearer  abc ", "abc"),
        ("Basic abc", None),
        ("abc", None),
        ("Bearer", None),
        ("Bearer ", None),
        ("Bearer مفتاح", None),
        (f"Bearer {'a' * 101}", None),
        ("", None),
    ],
)
def test_a_key_is_read_from_a_bearer_header_alone(header: str, expected: str | None) -> None:
    assert key_in(header) == expected


def test_keys_differ_and_their_digests_do_not_hold_them() -> None:
    first, second = new_key(), new_key()

    assert first != second
    assert key_in(f"Bearer {first}") == first
    assert first not in key_digest(first)
    assert len(key_digest(first)) == 64
