"""What a batch comes to: once a reader and hour, addresses within bounds, the hub for the network."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warraq.reads.counting import Heat, Rules, Tally, tally
from warraq.reads.decay import heat_of, weight_at
from warraq.reads.readers import Read, Reader, Sighting, hour_of

NOW = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
RULES = Rules(half_life_hours=6, budget=30, hub_id=None)


def read(address=1, agent="a", story=7, edition=1, moment=NOW) -> Read:
    reader = Reader(address.to_bytes(4, "big"), agent)
    return Sighting(edition, story, moment, reader).sealed(key=b"key")


def count(*reads, before: Tally | None = None, rules=RULES) -> Tally:
    before = before or Tally()
    return tally(reads, marks=before.marks, heats=before.heats, rules=rules)


def weight(outcome, story=7, edition=1) -> float:
    heat = outcome.heats[edition, story].heat
    return weight_at(heat, now=NOW, half_life_hours=RULES.half_life_hours)


def test_a_reader_counts_once_in_an_hour_within_a_batch_and_after_it():
    first = count(read(), read())
    assert first.counted == 1
    assert count(read(), before=first).counted == 0
    assert count(read(moment=NOW + HOUR), before=first).counted == 1


def test_different_addresses_count_one_each():
    assert weight(count(*(read(address) for address in range(1000)))) == pytest.approx(1000)


def test_a_reader_who_meets_the_story_on_two_sites_counts_on_the_first():
    outcome = count(read(edition=1), read(edition=2))
    assert set(outcome.heats) == {(1, 7)}


def test_many_agents_at_one_address_weigh_less_than_two_readers():
    rules = replace(RULES, budget=1000)
    outcome = count(*(read(agent=str(number)) for number in range(1000)), rules=rules)
    assert 1 < weight(outcome) <= 2
    assert weight(count(read(agent="a"), read(agent="b"), rules=rules)) == pytest.approx(1.5)


def test_a_flood_from_one_address_cannot_move_the_list():
    """Three honest readers of a story beat any number of agents and stories of one address."""
    honest = [read(address, story=1) for address in (2, 3, 4)]
    flood = [read(address=9, agent=str(agent), story=story) for story in range(2, 60) for agent in range(50)]
    outcome = count(*honest, *flood)
    weights = {story: weight(outcome, story=story) for _, story in outcome.heats}
    assert max(weights, key=weights.__getitem__) == 1
    assert sum(weight for story, weight in weights.items() if story > 1) <= RULES.budget
    (address,) = {read(9).address}
    assert len(outcome.marks[hour_of(NOW), address]) == 8 * RULES.budget


def test_every_read_counts_for_the_network_once():
    rules = replace(RULES, hub_id=5)
    outcome = count(read(1, edition=1), read(2, edition=2), read(3, edition=5), rules=rules)
    assert {spot: round(weight(outcome, edition=spot[0])) for spot in outcome.heats} == {
        (1, 7): 1,
        (2, 7): 1,
        (5, 7): 3,
    }


def test_reads_of_nobody_in_particular_all_count_and_leave_no_mark():
    nobody = Read(edition_id=1, story_id=7, moment=NOW)
    outcome = count(nobody, nobody)
    assert (outcome.counted, outcome.marks) == (2, {})
    assert weight(outcome) == pytest.approx(2)


def test_reads_add_to_what_is_known_and_the_newest_moment_stands():
    known = Tally(heats={(1, 7): Heat(heat_of(NOW), NOW)})
    outcome = count(read(moment=NOW - 6 * HOUR), before=known)
    assert weight(outcome) == pytest.approx(1.5)
    assert outcome.heats[1, 7].last_read_at == NOW


some_reads = st.lists(
    st.builds(
        read,
        address=st.integers(0, 3),
        agent=st.sampled_from("abc"),
        story=st.integers(0, 4),
        moment=st.sampled_from([NOW, NOW + HOUR]),
    ),
    max_size=60,
)


@given(some_reads, st.integers(0, 60), st.integers(1, 6))
def test_a_batch_may_be_cut_anywhere(reads, cut, budget):
    rules = replace(RULES, budget=budget)
    whole = count(*reads, rules=rules)
    first = count(*reads[:cut], rules=rules)
    second = tally(reads[cut:], marks=first.marks, heats=first.heats, rules=rules)
    assert first.counted + second.counted == whole.counted
    assert {**first.marks, **second.marks} == whole.marks
    together = {**first.heats, **second.heats}
    assert {spot: round(heat.heat, 6) for spot, heat in together.items()} == {
        spot: round(heat.heat, 6) for spot, heat in whole.heats.items()
    }


@given(some_reads, st.integers(1, 6))
def test_nobody_counts_twice_and_no_address_over_its_budget(reads, budget):
    outcome = count(*reads, rules=replace(RULES, budget=budget))
    assert outcome.counted <= len({(each.hour, each.address, each.mark) for each in reads})
    assert all(len(marks) <= 8 * budget for marks in outcome.marks.values())
