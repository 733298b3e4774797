"""Counting through its doors: the request, the flush, and what happens when something is away."""

import multiprocessing
import os
from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from conftest import BROWSER
from warraq.network.selectors import edition_of_host
from warraq.reads import services
from warraq.reads.buffer import MOST_WAITING, Buffer
from warraq.reads.selectors import most_read, most_read_age
from warraq.reads.services import flush_reads, read_count, read_record
from warraq.reads.stores import StoreGone, database, read_store
from warraq.stories.services import story_withdraw

NOW = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def count(network):
    """Return a function that counts one read on the Moroccan site."""

    def count(story, *, address="192.0.2.1", agent=BROWSER, edition=None, now=NOW) -> bool:
        meta = {"REMOTE_ADDR": address, "HTTP_USER_AGENT": agent}
        return read_count(edition or network.maghrib, story_id=story.pk, meta=meta, now=now)

    return count


@pytest.fixture
def stories(make_story):
    return [make_story(at=NOW - 60 * HOUR - number * HOUR) for number in range(4)]


def ranked(edition, *, now=NOW, limit=5) -> list[int]:
    return [placement.story_id for placement in most_read(edition, now=now, limit=limit)]


def test_reads_are_ranked_after_the_flush(store, network, stories, count):
    for times, story in enumerate(stories, start=1):
        assert all(count(story, address=f"192.0.2.{number}") for number in range(times))
    assert flush_reads(now=NOW) == 1 + 2 + 3 + 4
    assert ranked(network.maghrib) == [story.pk for story in reversed(stories)]
    assert flush_reads(now=NOW) == 0


def test_a_story_counts_once_for_a_reader_and_hour(store, stories, count):
    assert count(stories[0])
    assert not count(stories[0], now=NOW + timedelta(minutes=20))
    assert count(stories[0], now=NOW + HOUR)
    assert flush_reads(now=NOW + HOUR) == 2


def test_two_processes_agree_that_a_reader_counts_once(store, stories, count):
    count(stories[0])
    assert flush_reads(now=NOW) == 1
    services.forget_reads()  # what another process knows of this one's memory
    assert count(stories[0])
    assert flush_reads(now=NOW) == 0


def test_crawlers_and_who_has_no_agent_do_not_count(store, stories, count):
    assert not count(stories[0], agent="Mozilla/5.0 (compatible; ExampleBot/1.0)")
    assert not count(stories[0], agent="")
    assert not count(stories[0], agent="curl/8.5.0 on some machine")
    assert flush_reads(now=NOW) == 0


def test_a_flood_from_one_address_does_not_move_the_list(store, network, stories, count):
    flooded, read = stories[0], stories[1]
    for number in range(3):
        count(read, address=f"198.51.100.{number}")
    for agent in range(500):
        count(flooded, agent=BROWSER.replace("130", str(agent)))
    flush_reads(now=NOW)
    assert ranked(network.maghrib)[:2] == [read.pk, flooded.pk]
    services.forget_reads()
    for agent in range(500, 1000):
        count(flooded, agent=BROWSER.replace("130", str(agent)))
    flush_reads(now=NOW)
    assert ranked(network.maghrib)[:2] == [read.pk, flooded.pk]


def test_the_budget_of_an_address_is_a_setting(store, stories, count, settings):
    settings.READS_PER_ADDRESS = 2
    assert [count(story) for story in stories] == [True, True, False, False]
    assert flush_reads(now=NOW) == 2


def test_behind_a_trusted_proxy_readers_are_told_apart(store, network, stories, settings):
    settings.TRUSTED_PROXIES = 1
    meta = {"REMOTE_ADDR": "127.0.0.1", "HTTP_USER_AGENT": BROWSER}
    for number in range(40):
        forwarded = {**meta, "HTTP_X_FORWARDED_FOR": f"192.0.2.{number}"}
        assert read_count(network.maghrib, story_id=stories[0].pk, meta=forwarded, now=NOW)
    assert flush_reads(now=NOW) == 40


def test_what_the_public_may_not_see_where_it_was_read_does_not_count(
    store, network, stories, make_story, count
):
    draft = make_story(publish=False)
    story_withdraw(stories[0], reason="سبب", note="", now=NOW - HOUR)
    assert count(draft)
    assert count(stories[0])
    assert count(stories[1], edition=network.misr)
    assert flush_reads(now=NOW) == 0
    assert count(stories[1])  # the read on the wrong site did not use up the right one
    assert flush_reads(now=NOW) == 1


def test_a_story_withdrawn_before_the_flush_does_not_count(store, stories, count):
    count(stories[0])
    story_withdraw(stories[0], reason="سبب", note="", now=NOW)
    assert flush_reads(now=NOW) == 0


def test_the_network_counts_what_its_sites_count(store, network, make_story, count):
    here, there = make_story(at=NOW - HOUR), make_story(home=network.misr, at=NOW - 2 * HOUR)
    for number in range(3):
        count(there, address=f"192.0.2.{number}", edition=network.misr)
    count(here)
    flush_reads(now=NOW)
    assert ranked(network.hub) == [there.pk, here.pk]
    assert ranked(network.maghrib) == [here.pk]


def test_one_read_is_recorded_at_once_at_any_moment(store, network, stories):
    assert read_record(network.maghrib, story_id=stories[0].pk, now=NOW - 3 * HOUR)
    assert read_record(network.maghrib, story_id=stories[0].pk, now=NOW - 3 * HOUR)
    assert ranked(network.maghrib)[0] == stories[0].pk
    assert most_read_age(network.maghrib, now=NOW) == 3 * HOUR


# What the request costs, and when something is away.


def test_a_beacon_costs_no_query_of_its_own(network, stories, reader):
    host = network.maghrib.host
    with CaptureQueriesContext(connection) as finding_the_edition:
        edition_of_host(host)
    with CaptureQueriesContext(connection) as all_of_it:
        answer = reader.post("/reads", str(stories[0].pk), content_type="text/plain", headers={"host": host})
    assert answer.status_code == 204
    assert len(all_of_it) == len(finding_the_edition)


def test_a_flush_asks_as_often_for_many_reads_as_for_few(network, make_story, count):
    stories = [make_story(at=NOW - timedelta(hours=1)) for _ in range(30)]

    def queries(of, *, address):
        for story in of:
            count(story, address=address)
        with CaptureQueriesContext(connection) as asked:
            assert flush_reads(now=NOW) == len(of)
        return len(asked)

    queries(stories[:1], address="192.0.2.1")
    few = queries(stories[:2], address="192.0.2.2")
    assert queries(stories, address="192.0.2.3") == few


class Away:
    """A store that can't be reached."""

    def __getattr__(self, name):
        def ask(*arguments, **options):
            raise StoreGone("away")

        return ask


def test_reads_wait_while_the_store_is_away_and_count_when_it_is_back(
    store, network, stories, count, monkeypatch
):
    with monkeypatch.context() as away:
        away.setattr(services, "read_store", Away)
        for number in range(5):
            assert count(stories[0], address=f"192.0.2.{number}")
            with pytest.raises(StoreGone):
                flush_reads(now=NOW)
    assert count(stories[1])
    assert flush_reads(now=NOW) == 6
    assert ranked(network.maghrib)[0] == stories[0].pk


def test_a_write_that_fails_writes_nothing_and_counts_once_when_tried_again(
    network, stories, count, monkeypatch
):
    def fail(*arguments):
        raise OperationalError("database is locked")

    count(stories[0])
    with monkeypatch.context() as locked:
        locked.setattr(database, "_save_heats", fail)
        with pytest.raises(OperationalError):
            flush_reads(now=NOW)
    assert flush_reads(now=NOW) == 1
    assert flush_reads(now=NOW) == 0


def test_a_batch_written_twice_counts_once(store, stories, count, monkeypatch):
    """The answer of a store may be lost after it has written."""
    count(stories[0])
    real = read_store()

    class Deaf(Away):
        salt = staticmethod(real.salt)

        def write(self, *arguments, **options):
            assert real.write(*arguments, **options) == 1
            raise StoreGone("the answer was lost")

    with monkeypatch.context() as deaf:
        deaf.setattr(services, "read_store", Deaf)
        with pytest.raises(StoreGone):
            flush_reads(now=NOW)
    assert flush_reads(now=NOW) == 0


def test_a_fault_that_would_come_again_lets_the_batch_go(stories, count, monkeypatch):
    def fail(*arguments):
        raise ValueError("a fault of ours")

    count(stories[0])
    with monkeypatch.context() as broken:
        broken.setattr(database, "_save_heats", fail)
        with pytest.raises(ValueError, match="a fault of ours"):
            flush_reads(now=NOW)
    assert len(services._here.buffer) == 0


def test_what_waits_stays_within_its_bound_however_long_the_store_is_away(stories, count, monkeypatch):
    monkeypatch.setattr(services._here, "buffer", Buffer(most=50))
    monkeypatch.setattr(services, "read_store", Away)
    for number in range(200):
        count(stories[0], address=f"192.0.{number}.1")
        if number % 40 == 0:
            with pytest.raises(StoreGone):
                flush_reads(now=NOW)
    assert len(services._here.buffer) == 50
    assert MOST_WAITING == 10_000


def test_most_read_shows_the_newest_when_redis_is_away(network, stories, settings):
    settings.READS_URL = "redis://127.0.0.1:1/0"
    assert ranked(network.maghrib) == [story.pk for story in stories]
    assert most_read_age(network.maghrib, now=NOW) is None


def _tell_how_many_wait(written: int) -> None:
    os.write(written, str(len(services._here.buffer)).encode())


def test_the_child_of_a_fork_does_not_count_what_its_parent_holds(stories, count):
    count(stories[0])
    reading, writing = os.pipe()
    child = multiprocessing.get_context("fork").Process(target=_tell_how_many_wait, args=(writing,))
    child.start()
    child.join(20)
    os.close(writing)
    with os.fdopen(reading) as told:
        assert told.read() == "0"
    assert len(services._here.buffer) == 1
