"""What waits in memory stays within bounds."""

from datetime import UTC, datetime, timedelta

from warraq.reads.buffer import Buffer, Gate
from warraq.reads.readers import Reader, Sighting

NOW = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)


def sighting(address=1, agent="a", story=1, edition=1, moment=NOW) -> Sighting:
    return Sighting(edition, story, moment, Reader(address.to_bytes(4, "big"), agent))


def test_a_full_buffer_lets_the_oldest_go():
    buffer = Buffer(most=3)
    for story in range(5):
        buffer.add(sighting(story=story))
    assert [read.story_id for read in buffer.take()] == [2, 3, 4]
    assert buffer.take() == []


def test_what_is_put_back_stands_before_what_came_since_and_within_the_bound():
    buffer = Buffer(most=4)
    buffer.add(sighting(story=1))
    buffer.add(sighting(story=2))
    taken = buffer.take()
    buffer.add(sighting(story=3))
    buffer.put_back(taken)
    assert [read.story_id for read in buffer.take()] == [1, 2, 3]
    buffer.put_back([sighting(story=story) for story in range(9)])
    assert [read.story_id for read in buffer.take()] == [5, 6, 7, 8]


def test_the_gate_admits_a_reader_of_a_story_once_in_an_hour():
    gate = Gate(key=b"key")
    assert gate.admits(sighting(), budget=9)
    assert not gate.admits(sighting(), budget=9)
    assert gate.admits(sighting(agent="b"), budget=9)
    assert gate.admits(sighting(address=2), budget=9)
    assert gate.admits(sighting(story=2), budget=9)
    assert gate.admits(sighting(moment=NOW + timedelta(hours=1)), budget=9)


def test_a_read_where_the_story_may_not_stand_does_not_stop_one_where_it_does():
    gate = Gate(key=b"key")
    assert gate.admits(sighting(edition=1), budget=9)
    assert gate.admits(sighting(edition=2), budget=9)


def test_a_flood_from_one_address_does_not_reach_the_buffer():
    gate = Gate(key=b"key")
    flood = [sighting(agent=str(agent), story=story) for story in range(30) for agent in range(30)]
    assert sum(gate.admits(each, budget=20) for each in flood) == 20
    assert gate.admits(sighting(address=2), budget=20)


def test_a_full_gate_forgets_whom_it_met_first():
    gate = Gate(key=b"key", most_addresses=10)
    for address in range(50):
        assert gate.admits(sighting(address=address), budget=9)
    assert len(gate) == 10
    assert not gate.admits(sighting(address=49), budget=9)
    assert gate.admits(sighting(address=0), budget=9)
