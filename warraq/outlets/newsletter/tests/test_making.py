"""When issues are made, and of which stories."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from warraq.fronts.editing import put
from warraq.fronts.layouts import automatic_layout
from warraq.fronts.services import front_publish
from warraq.letters.days import day_began, day_due, due_at
from warraq.letters.models import Issue, Kind
from warraq.outlets.newsletter.choosing import LENGTH, ordered, stories_of_day
from warraq.outlets.newsletter.making import make_daily, turn

HOUR = timedelta(hours=1)
CASABLANCA = ZoneInfo("Africa/Casablanca")
SEVEN = time(7)


def utc(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "moment"),
    [
        # Morocco's clock goes back an hour for Ramadan and forth again after it.
        (date(2026, 2, 14), utc(2026, 2, 14, 6)),
        (date(2026, 2, 15), utc(2026, 2, 15, 7)),
        (date(2026, 3, 21), utc(2026, 3, 21, 7)),
        (date(2026, 3, 22), utc(2026, 3, 22, 6)),
    ],
)
def test_seven_is_seven_on_the_editions_clock_whatever_the_season(day, moment):
    assert due_at(day, at=SEVEN, zone=CASABLANCA) == moment
    assert day_due(moment, at=SEVEN, zone=CASABLANCA) == day
    assert day_due(moment - timedelta(seconds=1), at=SEVEN, zone=CASABLANCA) is None


def test_an_hour_that_is_jumped_over_and_one_that_comes_twice_each_come_once():
    jumped = [utc(2026, 3, 22, 0) + n * timedelta(minutes=10) for n in range(24)]
    assert {day_due(each, at=time(2, 30), zone=CASABLANCA) for each in jumped} >= {date(2026, 3, 22)}
    assert due_at(date(2026, 3, 22), at=time(2, 30), zone=CASABLANCA) == utc(2026, 3, 22, 2, 30)
    assert due_at(date(2026, 2, 15), at=time(2, 30), zone=CASABLANCA) == utc(2026, 2, 15, 1, 30)


def test_a_late_letter_is_due_after_midnight_and_a_missed_one_is_not():
    late = time(23, 30)
    assert day_due(utc(2026, 7, 2, 0, 30), at=late, zone=ZoneInfo("UTC")) == date(2026, 7, 1)
    assert day_due(utc(2026, 7, 1, 11), at=SEVEN, zone=ZoneInfo("UTC")) is None
    assert day_began(utc(2026, 7, 1, 23, 30), zone=CASABLANCA) == utc(2026, 7, 1, 23)


def test_the_front_comes_first_then_the_latest_and_nothing_twice():
    assert ordered([3, 9, 1, 3], [5, 3, 1, 2]) == [3, 1, 5, 2]
    assert ordered([], range(100)) == list(range(LENGTH))


def test_of_several_processes_one_makes_the_days_issue(network, newsletter, make_story, settings):
    settings.MAIL_IS_SET = True
    morning = utc(2026, 7, 1, 6)
    make_story(at=morning - HOUR)
    for minutes in (-1, 0, 1, 30):
        turn(morning + timedelta(minutes=minutes))
    issue = Issue.objects.get()
    assert (issue.key, issue.made_at) == ("daily:2026-07-01", morning)
    assert DBTaskResult.objects.count() == 1
    make_story(at=morning + HOUR)
    turn(morning + 24 * HOUR)
    assert Issue.objects.count() == 2


def test_without_mail_nothing_is_made(newsletter, make_story):
    make_story(at=utc(2026, 7, 1, 5))
    turn(utc(2026, 7, 1, 6))
    assert not Issue.objects.exists()


def test_a_day_without_new_stories_has_no_letter(network, newsletter, make_story):
    morning = utc(2026, 7, 1, 6)
    make_story(at=morning - 30 * HOUR)
    issue = make_daily(newsletter, now=morning)
    assert issue.state == "nothing"
    assert not DBTaskResult.objects.exists()
    assert make_daily(newsletter, now=morning + timedelta(minutes=5)) is None


def test_a_letter_begins_with_the_front_and_tells_no_story_twice(network, newsletter, make_story):
    now = timezone.now()
    stories = [make_story(f"خبر {n}", at=now - (n + 1) * HOUR) for n in range(6)]
    elsewhere = make_story("خبر مصري", home=network.misr, at=now - HOUR)
    old = make_story("قديم مثبت", at=now - 40 * HOUR)
    layout = put(automatic_layout(), story=stories[4].pk, part=0, position=1)
    layout = put(layout, story=old.pk, part=0, position=2)
    front_publish(network.maghrib, section=None, layout=layout, opened=None, now=now)
    chosen = stories_of_day(network.maghrib, now=now)
    assert chosen[0] == stories[4].pk
    assert sorted(chosen) == sorted(each.pk for each in stories)
    assert elsewhere.pk not in chosen
    Issue.objects.create(
        edition=network.maghrib,
        kind=Kind.DAILY,
        key="daily:before",
        stories=chosen,
        made_at=now - 2 * HOUR,
        ends_at=now,
    )
    assert stories[0].pk in chosen  # it came after that letter was made, and is told in it
    new = make_story("جديد", at=now - HOUR / 2)
    assert stories_of_day(network.maghrib, now=now) == [new.pk]
