"""Heats are sums of decayed weights, told as moments."""

import math
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warraq.reads.decay import halved, heat_of, heat_sum, weight_at

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
half_lives = st.floats(0.25, 240)
ages = st.lists(st.floats(0, 24 * 365), min_size=1, max_size=40)


def heats(hours_ago):
    return [heat_of(NOW - timedelta(hours=hours)) for hours in hours_ago]


@given(ages, half_lives)
def test_a_sum_weighs_what_its_reads_weigh(hours_ago, half_life):
    together = heat_sum(heats(hours_ago), half_life_hours=half_life)
    plainly = math.fsum(2 ** -(hours / half_life) for hours in hours_ago)
    weight = weight_at(together, now=NOW, half_life_hours=half_life)
    assert weight == pytest.approx(plainly, rel=1e-5, abs=1e-12)


@given(ages, ages, half_lives)
def test_reads_may_be_added_in_any_order_and_any_batches(first, second, half_life):
    def add(*parts):
        return heat_sum(parts, half_life_hours=half_life)

    at_once = add(*heats(first + second))
    one_by_one = heats(second + first)[0]
    for heat in heats(second + first)[1:]:
        one_by_one = add(one_by_one, heat)
    in_batches = add(add(*heats(first)), add(*heats(second)))
    assert one_by_one == pytest.approx(at_once, abs=1e-6)
    assert in_batches == pytest.approx(at_once, abs=1e-6)


@given(ages, ages, half_lives, st.floats(0, 24 * 3650))
def test_what_is_hotter_stays_hotter_as_time_passes(first, second, half_life, later):
    one = heat_sum(heats(first), half_life_hours=half_life)
    other = heat_sum(heats(second), half_life_hours=half_life)
    then = NOW + timedelta(hours=later)
    weights = [weight_at(heat, now=then, half_life_hours=half_life) for heat in (one, other)]
    assert (weights[0] >= weights[1]) if one >= other else (weights[0] <= weights[1])


def test_two_reads_at_once_are_one_half_life_hotter_than_one():
    (heat,) = heats([0])
    assert heat_sum([heat, heat], half_life_hours=6) == pytest.approx(heat + 6)
    assert halved(heat_sum([heat, heat], half_life_hours=6), times=1, half_life_hours=6) == pytest.approx(
        heat
    )


def test_a_read_weighs_half_after_a_half_life():
    assert weight_at(heats([6])[0], now=NOW, half_life_hours=6) == pytest.approx(0.5)


def test_a_thousand_reads_of_long_ago_lose_to_one_of_now_and_nothing_overflows():
    old = heat_sum(heats([24 * 365 * 5] * 1000), half_life_hours=0.25)
    assert heats([0])[0] > old
    assert heat_sum([old, heats([0])[0]], half_life_hours=0.25) == heats([0])[0]


def test_a_new_half_life_does_not_bury_what_is_read_now():
    """Counted under a half-life of 2 hours, then it is set to 48: a read of today is hotter than one of last week."""
    last_week = heat_sum(heats([24 * 7] * 3), half_life_hours=2)
    assert heat_sum(heats([0]), half_life_hours=48) > last_week
