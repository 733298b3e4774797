"""Numbers by minute, hour and day: one test body for the database and for Redis."""

from datetime import UTC, datetime, timedelta

import pytest
import redis
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conftest import BROWSER
from warraq.reads import services
from warraq.reads.counting import Rules
from warraq.reads.models import ReadCount, ReadOrigin
from warraq.reads.numbers import (
    Subject,
    most_read_within,
    origins_within,
    reads_now,
    reads_within,
    subject_of,
)
from warraq.reads.readers import Read
from warraq.reads.services import flush_reads, read_count
from warraq.reads.spans import Span, closed_places, counts_of, place_of
from warraq.reads.stores import database, read_store
from warraq.reads.stores import redis as redis_store

# Far from now in no clock that matters: keys of Redis end by the moment that is given.
NOW = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
RULES = Rules(half_life_hours=6, budget=30, hub_id=None)


@pytest.fixture
def stories(make_story):
    return [make_story(at=NOW - 60 * HOUR).pk for _ in range(4)]


@pytest.fixture
def write(store, network):
    """Return a function that writes reads of one story at a moment, at that moment."""

    def write(story, *, times=1, at=NOW, origin="", edition=None):
        read = Read((edition or network.maghrib).pk, story, at, origin=origin)
        store.write([read] * times, rules=RULES, now=at)

    return write


def test_a_read_adds_to_its_minute_hour_and_day_and_to_all_of_its_edition():
    counts = counts_of([Read(1, 7, NOW), Read(1, 7, NOW), Read(1, 8, NOW + HOUR)])
    hour = place_of(NOW, span=Span.HOUR)
    assert counts[Span.HOUR, 1, 7, hour] == 2
    assert counts[Span.HOUR, 1, 0, hour] == 2
    assert counts[Span.DAY, 1, 0, place_of(NOW, span=Span.DAY)] == 3
    assert sum(counts.values()) == 3 * 2 * 3


def test_numbers_add_up_over_batches_and_have_no_gaps(write, network, stories):
    subject = subject_of(network.maghrib, story=stories[0])
    write(stories[0], times=3, at=NOW - 2 * MINUTE)
    write(stories[0])
    write(stories[0])
    write(stories[1], times=5)
    assert list(reads_within(subject, span=Span.MINUTE, back=4, now=NOW).values()) == [0, 3, 0, 2]
    assert list(reads_within(subject_of(network.maghrib), span=Span.HOUR, back=2, now=NOW).values()) == [
        0,
        10,
    ]
    assert list(reads_within(subject, span=Span.DAY, back=3, now=NOW).values()) == [0, 0, 5]


def test_the_network_is_all_sites_together_and_a_site_itself_alone(write, network, stories):
    write(stories[0], times=2)
    write(stories[0], times=3, edition=network.misr)
    total = {
        name: sum(
            reads_within(subject_of(edition, story=stories[0]), span=Span.HOUR, back=1, now=NOW).values()
        )
        for name, edition in {"hub": network.hub, "all": None, "misr": network.misr}.items()
    }
    assert total == {"hub": 5, "all": 5, "misr": 3}


def test_the_stories_read_most_within_a_time(write, network, stories):
    write(stories[0], times=9, at=NOW - 5 * HOUR)
    write(stories[1], times=2, at=NOW - HOUR)
    write(stories[1], times=2)
    write(stories[2], times=3, edition=network.misr)
    here, everywhere = subject_of(network.maghrib), subject_of()
    assert most_read_within(here, span=Span.HOUR, back=3, now=NOW, limit=9) == [(stories[1], 4)]
    assert most_read_within(everywhere, span=Span.HOUR, back=24, now=NOW, limit=2) == [
        (stories[0], 9),
        (stories[1], 4),
    ]


def test_reads_now_are_those_of_five_minutes(write, network, stories):
    write(stories[0], times=2, at=NOW - 4 * MINUTE)
    write(stories[0], edition=network.misr)
    write(stories[1], at=NOW - 5 * MINUTE)
    assert reads_now(stories, now=NOW) == {stories[0]: 3}
    assert reads_now(stories, now=NOW, edition=network.misr) == {stories[0]: 1}
    assert reads_now([], now=NOW) == {}


def test_reads_now_of_a_list_is_one_question(write, network, stories):
    write(stories[0])
    with CaptureQueriesContext(connection) as asked:
        reads_now(stories, now=NOW, edition=network.maghrib)
    assert len(asked) <= 1


def test_without_the_store_nobody_reads_now(settings, stories):
    settings.READS_URL = "redis://127.0.0.1:1/0"
    assert reads_now(stories, now=NOW) == {}


def test_origins_are_kept_by_day_of_a_story_and_of_all(write, network, stories):
    write(stories[0], times=2, origin="search:google", at=NOW - DAY)
    write(stories[0], origin="other:news.example")
    write(stories[1], times=4, origin="direct")
    write(stories[1])
    here = subject_of(network.maghrib)
    assert origins_within(here, days=1, now=NOW) == [("direct", 4), ("other:news.example", 1)]
    assert origins_within(Subject(here.editions, stories[0]), days=2, now=NOW) == [
        ("search:google", 2),
        ("other:news.example", 1),
    ]


def test_a_beacon_tells_the_host_of_the_page_before(store, network, stories):
    for number, referrer in enumerate(["", "www.google.com", network.misr.host, "news.example", None]):
        meta = {"REMOTE_ADDR": f"192.0.2.{number}", "HTTP_USER_AGENT": BROWSER}
        read_count(network.maghrib, story_id=stories[0], meta=meta, now=NOW, referrer=referrer)
    assert flush_reads(now=NOW) == 5
    assert dict(origins_within(subject_of(network.maghrib), days=1, now=NOW)) == {
        "direct": 1,
        "search:google": 1,
        f"sister:{network.misr.host}": 1,
        "other:news.example": 1,
    }


def test_invented_hosts_are_bounded_whatever_readers_say(store, network, stories, monkeypatch):
    monkeypatch.setattr(services._here.hosts, "most", 3)
    for number in range(9):
        meta = {"REMOTE_ADDR": f"192.0.2.{number}", "HTTP_USER_AGENT": BROWSER}
        read_count(network.maghrib, story_id=stories[0], meta=meta, now=NOW, referrer=f"h{number}.example")
    flush_reads(now=NOW)
    origins = dict(origins_within(subject_of(network.maghrib), days=1, now=NOW))
    assert len(origins) == 4
    assert origins["other"] == 6


def test_what_does_not_count_is_in_no_number(store, network, stories):
    for _ in range(2):
        meta = {"REMOTE_ADDR": "192.0.2.1", "HTTP_USER_AGENT": BROWSER}
        services._here.gate._marks.clear()  # as another process, which never met the reader
        read_count(network.maghrib, story_id=stories[0], meta=meta, now=NOW, referrer="")
    meta = {"REMOTE_ADDR": "192.0.2.2", "HTTP_USER_AGENT": "ExampleBot/1.0"}
    read_count(network.maghrib, story_id=stories[0], meta=meta, now=NOW, referrer="")
    flush_reads(now=NOW)
    assert sum(reads_within(subject_of(), span=Span.DAY, back=1, now=NOW).values()) == 1
    assert origins_within(subject_of(), days=1, now=NOW) == [("direct", 1)]


def test_of_an_hour_that_has_passed_the_most_read_stories_stay_and_the_sum_is_whole(
    write, store, network, stories, monkeypatch
):
    for module in (database, redis_store):
        monkeypatch.setattr(module, "KEPT_COUNTED", {Span.HOUR: 2, Span.DAY: 2})
    before = NOW - DAY
    store.write([], rules=RULES, now=before)
    for times, story in enumerate(stories, start=1):
        write(story, times=times, at=before + MINUTE, origin="direct")
    store.write([], rules=RULES, now=NOW - HOUR)  # the day after: its hour and its day have passed
    day = place_of(before, span=Span.DAY)
    edition = [network.maghrib.pk]
    top = store.top(edition, span=Span.DAY, first=day, last=day, limit=9)
    assert top == [(stories[3], 4), (stories[2], 3)]
    assert store.series(edition, story=0, span=Span.DAY, first=day, last=day) == {day: 10}
    assert store.origins(edition, story=stories[0], first=day, last=day) == {}
    assert store.origins(edition, story=stories[3], first=day, last=day) == {"direct": 4}
    assert store.origins(edition, story=0, first=day, last=day) == {"direct": 10}


def test_both_of_an_hours_late_tidyings_look_at_what_has_passed():
    hour, day = place_of(NOW, span=Span.HOUR), place_of(NOW, span=Span.DAY)
    assert closed_places(NOW) == [
        (Span.HOUR, hour - 1),
        (Span.HOUR, hour - 2),
        (Span.DAY, day - 1),
        (Span.DAY, day - 2),
    ]


def test_in_the_database_minutes_go_after_two_hours_hours_after_a_month_days_after_a_year(
    db, network, make_story
):
    story, store = make_story().pk, read_store()

    def kept() -> dict[int, int]:
        return {span: ReadCount.objects.filter(span=span).count() for span in Span}

    store.write([Read(network.maghrib.pk, story, NOW, origin="direct")], rules=RULES, now=NOW)
    assert kept() == {Span.MINUTE: 2, Span.HOUR: 2, Span.DAY: 2}
    store.write([], rules=RULES, now=NOW + 2 * HOUR)
    assert kept() == {Span.MINUTE: 0, Span.HOUR: 2, Span.DAY: 2}
    store.write([], rules=RULES, now=NOW + 31 * DAY)
    assert kept() == {Span.MINUTE: 0, Span.HOUR: 0, Span.DAY: 2}
    assert not ReadOrigin.objects.exists()
    store.write([], rules=RULES, now=NOW + 400 * DAY)
    assert not ReadCount.objects.exists()


def test_in_redis_numbers_go_by_themselves(redis_url, network):
    read_store().write([Read(network.maghrib.pk, 1, NOW, origin="direct")], rules=RULES, now=NOW)
    server = redis.Redis.from_url(redis_url)
    lives = {key.decode().split(":", 2)[2].rsplit(":", 1)[0]: server.ttl(key) for key in server.keys("*")}
    edition = network.maghrib.pk
    assert 118 * 60 < lives[f"count:0:{edition}"] <= 120 * 60
    assert 30 * 86400 < lives[f"count:1:{edition}"] <= 31 * 86400
    assert 399 * 86400 < lives[f"count:2:{edition}"] <= 400 * 86400
    assert 30 * 86400 < lives[f"from:{edition}:0"] <= 31 * 86400


def test_a_batch_writes_its_numbers_in_two_statements(db, network, stories):
    reads = [Read(network.maghrib.pk, story, NOW, origin="direct") for story in stories for _ in range(50)]
    with CaptureQueriesContext(connection) as asked:
        read_store().write(reads, rules=RULES, now=NOW)
    added = [query["sql"][:40] for query in asked if "excluded.reads" in query["sql"]]
    assert len(added) == 2
