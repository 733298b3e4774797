"""Both stores keep the same promises: one test body for the database and for Redis."""

from datetime import UTC, datetime, timedelta

import pytest
import redis
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from warraq.reads.counting import Rules
from warraq.reads.models import DailySalt, ReadMarks
from warraq.reads.readers import Read, Reader, Sighting
from warraq.reads.stores import StoreGone, base, database, read_store
from warraq.reads.stores import redis as redis_store

NOW = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
RULES = Rules(half_life_hours=6, budget=3, hub_id=None)


@pytest.fixture
def numbers(network, make_story) -> tuple[int, list[int]]:
    """An edition and six stories on it, by number."""
    return network.maghrib.pk, [make_story().pk for _ in range(6)]


def of_nobody(edition, story, *, moment=NOW) -> Read:
    return Read(edition_id=edition, story_id=story, moment=moment)


def of_reader(edition, story, *, address=1, moment=NOW) -> Read:
    return Sighting(edition, story, moment, Reader(bytes([address]), "agent")).sealed(key=b"key")


def test_hotter_stories_come_first(store, numbers):
    edition, stories = numbers
    reads = [
        of_nobody(edition, story) for times, story in enumerate(stories[:3], start=1) for _ in range(times)
    ]
    assert store.write(reads, rules=RULES, now=NOW) == 6
    assert store.hottest(edition, limit=2) == [stories[2], stories[1]]
    assert store.hottest(edition, limit=9) == [stories[2], stories[1], stories[0]]
    assert store.hottest(edition + 1, limit=9) == []


def test_what_is_read_now_overtakes_what_was_read_more_before(store, numbers):
    edition, (old, new, *_) = numbers
    store.write([of_nobody(edition, old, moment=NOW - 24 * HOUR)] * 7, rules=RULES, now=NOW)
    store.write([of_nobody(edition, new)], rules=RULES, now=NOW)
    assert store.hottest(edition, limit=2) == [new, old]


def test_batches_add_up(store, numbers):
    edition, (one, other, *_) = numbers
    for _ in range(3):
        store.write([of_nobody(edition, one)], rules=RULES, now=NOW)
    store.write([of_nobody(edition, other)] * 2, rules=RULES, now=NOW)
    assert store.hottest(edition, limit=2) == [one, other]
    store.write([of_nobody(edition, other)] * 2, rules=RULES, now=NOW)
    assert store.hottest(edition, limit=2) == [other, one]


def test_a_reader_counts_once_an_hour_whoever_writes(store, numbers):
    edition, (story, *_) = numbers
    assert store.write([of_reader(edition, story)], rules=RULES, now=NOW) == 1
    assert store.write([of_reader(edition, story)], rules=RULES, now=NOW) == 0
    later = NOW + HOUR
    assert store.write([of_reader(edition, story, moment=later)], rules=RULES, now=later) == 1


def test_an_address_keeps_within_its_budget_across_batches(store, numbers):
    edition, stories = numbers
    counted = [store.write([of_reader(edition, story)], rules=RULES, now=NOW) for story in stories]
    assert counted == [1, 1, 1, 0, 0, 0]
    assert store.write([of_reader(edition, stories[5], address=2)], rules=RULES, now=NOW) == 1


def test_the_network_is_counted_with_its_hub(store, numbers, network):
    edition, stories = numbers
    rules = Rules(half_life_hours=6, budget=3, hub_id=network.hub.pk)
    store.write([of_nobody(edition, stories[0])], rules=rules, now=NOW)
    assert store.hottest(network.hub.pk, limit=9) == [stories[0]]


def test_the_newest_read_is_remembered_though_an_older_one_is_written_later(store, numbers):
    edition, (one, other, *_) = numbers
    assert store.last_read_at(edition) is None
    store.write([of_nobody(edition, one)], rules=RULES, now=NOW)
    store.write([of_nobody(edition, one, moment=NOW - HOUR)], rules=RULES, now=NOW)
    store.write([of_nobody(edition, other, moment=NOW - HOUR)], rules=RULES, now=NOW)
    assert store.last_read_at(edition) == NOW


def test_a_batch_of_nothing_is_no_trouble(store):
    assert store.write([], rules=RULES, now=NOW) == 0


def test_the_salt_is_one_for_the_day_and_another_for_the_next(store):
    salt = store.salt(NOW.date())
    assert len(salt) == base.SALT_BYTES
    assert store.salt(NOW.date()) == salt
    assert store.salt((NOW + 24 * HOUR).date()) != salt


def test_beyond_the_kept_stories_those_that_weigh_nothing_are_cleared_away(store, numbers, monkeypatch):
    for module in (database, redis_store):
        monkeypatch.setattr(module, "KEPT_STORIES", 2)
    edition, stories = numbers
    ages = [0, 1, 2, 3, 24 * 30, 24 * 31]
    for hours, story in zip(ages, stories, strict=True):
        moment = NOW - hours * HOUR
        store.write([of_nobody(edition, story, moment=moment)], rules=RULES, now=NOW - 2 * HOUR)
    store.write([], rules=RULES, now=NOW)
    assert store.hottest(edition, limit=9) == stories[:4]


def test_the_kept_stories_stay_however_long_ago_they_were_read(store, numbers):
    edition, stories = numbers
    long_ago = NOW - 24 * 365 * HOUR
    store.write([of_nobody(edition, stories[0], moment=long_ago)], rules=RULES, now=long_ago)
    store.write([], rules=RULES, now=NOW)
    assert store.hottest(edition, limit=9) == stories[:1]


def test_one_clearing_is_bounded_and_the_next_goes_on(store, numbers, monkeypatch):
    for module in (database, redis_store):
        monkeypatch.setattr(module, "KEPT_STORIES", 1)
        monkeypatch.setattr(module, "MOST_CLEARED", 2)
    edition, stories = numbers
    for days, story in enumerate(stories, start=30):
        moment = NOW - days * 24 * HOUR
        store.write([of_nobody(edition, story, moment=moment)], rules=RULES, now=NOW)
    left = []
    for hours in (1, 2, 3):
        store.write([], rules=RULES, now=NOW + hours * HOUR)
        left.append(store.hottest(edition, limit=9))
    assert left == [stories[:4], stories[:2], stories[:1]]


def test_in_the_database_marks_and_salts_go_with_their_hour_and_day(numbers, db):
    store = read_store()
    edition, (story, *_) = numbers
    store.salt(NOW.date())
    store.write([of_reader(edition, story)], rules=RULES, now=NOW)
    store.write([], rules=RULES, now=NOW + HOUR)
    assert ReadMarks.objects.count() == DailySalt.objects.count() == 1
    store.write([], rules=RULES, now=NOW + 2 * HOUR)
    assert not ReadMarks.objects.exists()
    store.write([], rules=RULES, now=NOW + 24 * HOUR)
    assert not DailySalt.objects.exists()


def test_in_redis_marks_and_salts_go_by_themselves(redis_url):
    store = read_store()
    store.salt(NOW.date())
    store.write([of_reader(1, 1)], rules=RULES, now=NOW)
    server = redis.Redis.from_url(redis_url)
    lives = {key.decode().split(":")[2]: server.ttl(key) for key in server.keys("*")}
    assert 0 < lives["marks"] <= 2 * 3600
    assert 0 < lives["salt"] <= 24 * 3600
    assert lives["scores"] == -1


def test_a_redis_that_is_away_is_told_plainly(settings):
    settings.READS_URL = "redis://127.0.0.1:1/0"
    for ask in (
        lambda store: store.hottest(1, limit=5),
        lambda store: store.last_read_at(1),
        lambda store: store.salt(NOW.date()),
        lambda store: store.write([of_nobody(1, 1)], rules=RULES, now=NOW),
    ):
        with pytest.raises(StoreGone, match="Redis"):
            ask(read_store())


@pytest.mark.parametrize("url", ["memcached://127.0.0.1", "redis:", "x"])
def test_an_address_of_another_kind_is_refused_by_name(settings, url):
    settings.READS_URL = url
    with pytest.raises(ImproperlyConfigured, match="WARRAQ_READS_URL"):
        read_store()


def test_the_index_is_walked_for_the_hottest(numbers):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL scans a table of a few rows, whatever its indexes")
    with connection.cursor() as cursor:
        cursor.execute(
            "EXPLAIN QUERY PLAN SELECT story_id FROM reads_readscore WHERE edition_id = 1 ORDER BY heat DESC LIMIT 15"
        )
        plan = " ".join(str(row) for row in cursor.fetchall())
    assert "score_by_edition" in plan
    assert "TEMP B-TREE" not in plan
