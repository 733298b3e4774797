"""The list: never blank, only what the public sees, and it says its age."""

from datetime import UTC, datetime, timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from warraq.reads.selectors import most_read, most_read_age
from warraq.reads.services import read_record
from warraq.stories.services import story_withdraw

NOW = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


def ranked(edition, *, now=NOW, limit=5) -> list[int]:
    return [placement.story_id for placement in most_read(edition, now=now, limit=limit)]


def record(edition, story, *, times=1, now=NOW):
    for _ in range(times):
        assert read_record(edition, story_id=story.pk, now=now)


def test_a_site_that_nobody_read_shows_its_newest(store, network, make_story):
    stories = [make_story(at=NOW - number * HOUR) for number in range(1, 8)]
    assert ranked(network.maghrib) == [story.pk for story in stories[:5]]
    assert most_read_age(network.maghrib, now=NOW) is None


def test_what_little_was_read_goes_before_the_newest(store, network, make_story):
    stories = [make_story(at=NOW - number * HOUR) for number in range(1, 8)]
    record(network.maghrib, stories[6])
    assert ranked(network.maghrib) == [stories[6].pk, *(story.pk for story in stories[:4])]


def test_what_was_read_a_year_ago_stands_until_something_is_read(store, network, make_story):
    year = 365 * 24 * HOUR
    old, older, unread = (make_story(at=NOW - year - hours * HOUR) for hours in (30, 31, 2))
    record(network.maghrib, old, times=2, now=NOW - year)
    record(network.maghrib, older, now=NOW - year)
    assert ranked(network.maghrib) == [old.pk, older.pk, unread.pk]
    record(network.maghrib, unread)
    assert ranked(network.maghrib) == [unread.pk, old.pk, older.pk]


def test_a_read_of_now_weighs_more_than_as_many_of_yesterday(store, network, make_story):
    yesterday, now = make_story(at=NOW - 48 * HOUR), make_story(at=NOW - 49 * HOUR)
    record(network.maghrib, yesterday, times=3, now=NOW - 24 * HOUR)
    record(network.maghrib, now, times=2)
    assert ranked(network.maghrib) == [now.pk, yesterday.pk]


def test_withdrawn_stories_leave_the_list_and_others_take_their_places(store, network, make_story):
    stories = [make_story(at=NOW - number * HOUR) for number in range(1, 8)]
    for times, story in enumerate(stories, start=1):
        record(network.maghrib, story, times=times)
    for story in stories[2:]:
        story_withdraw(story, reason="سبب", note="", now=NOW)
    assert ranked(network.maghrib) == [stories[1].pk, stories[0].pk]


def test_the_hub_shows_the_network_each_story_once_and_at_home(store, network, make_story):
    shared = make_story(home=network.khalij, also=[(network.maghrib, "sport")], at=NOW - HOUR)
    alone = make_story(home=network.misr, at=NOW - 2 * HOUR)
    record(network.maghrib, shared)
    placements = most_read(network.hub, now=NOW, limit=5)
    assert [(each.story_id, each.edition) for each in placements] == [
        (shared.pk, network.khalij),
        (alone.pk, network.misr),
    ]
    assert most_read_age(network.hub, now=NOW + HOUR) == HOUR


def test_a_clock_that_runs_behind_does_not_make_a_negative_age(store, network, make_story):
    record(network.maghrib, make_story(at=NOW - HOUR))
    assert most_read_age(network.maghrib, now=NOW - timedelta(minutes=5)) == timedelta()


def test_the_list_costs_as_many_queries_for_many_scores_as_for_few(network, make_story):
    stories = [make_story(at=NOW - number * HOUR) for number in range(1, 30)]
    for story in stories[:5]:
        record(network.maghrib, story)
    with CaptureQueriesContext(connection) as few:
        assert len(ranked(network.maghrib)) == 5
    for story in stories[5:]:
        record(network.maghrib, story)
    with CaptureQueriesContext(connection) as many:
        assert len(ranked(network.maghrib)) == 5
    assert len(few) == len(many) == 2
