"""Which schedules are tried when, and which raise an alarm: decisions alone."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from warraq.stories.scheduling import (
    GRACE,
    Due,
    ScheduleKey,
    Tried,
    Verb,
    alarms_of,
    pause_after,
    to_fire,
    tries_of,
)

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def due(number: int, *, ago: timedelta = SECOND) -> Due:
    return Due(key=ScheduleKey(Verb.PUBLISH, 7, str(number)), due_at=NOW - ago, revision=number)


def tried(each: Due, *, tries: int = 1, pause: timedelta = SECOND, problem: str = "") -> Tried:
    return Tried(due_at=each.due_at, tries=tries, next_try_at=NOW + pause, problem=problem)


def test_what_is_due_is_tried_oldest_first():
    late, later = due(1, ago=9 * SECOND), due(2)
    assert to_fire([later, late], tried={}, now=NOW) == [late, later]


def test_what_failed_waits_its_pause_and_then_comes_after_the_others():
    poisoned, sound = due(1, ago=60 * SECOND), due(2)
    in_pause = {poisoned.key: tried(poisoned)}
    assert to_fire([poisoned, sound], tried=in_pause, now=NOW) == [sound]
    assert to_fire([poisoned, sound], tried=in_pause, now=NOW + SECOND) == [sound, poisoned]


def test_a_story_that_is_scheduled_anew_begins_anew():
    again = due(1)
    before = Tried(due_at=NOW - timedelta(days=1), tries=9, next_try_at=NOW + timedelta(minutes=5))
    assert tries_of(again, before) == 0
    assert to_fire([again], tried={again.key: before}, now=NOW) == [again]


@given(st.integers(min_value=1, max_value=10_000))
def test_pauses_grow_to_five_minutes_and_no_further(tries):
    assert SECOND <= pause_after(tries) <= pause_after(tries + 1) <= timedelta(minutes=5)


def test_the_first_pauses_are_short():
    assert [pause_after(tries).seconds for tries in (1, 2, 3, 4)] == [1, 2, 4, 8]


def test_what_is_late_or_failed_raises_an_alarm_and_nothing_else_does():
    on_time, late, failed = due(1), due(2, ago=GRACE + SECOND), due(3)
    known = {failed.key: tried(failed, tries=2, problem="KeyError: 'body'"), on_time.key: tried(on_time)}
    found = alarms_of([on_time, late, failed], tried=known, now=NOW)
    assert [(alarm.due, alarm.tries, alarm.problem) for alarm in found] == [
        (late, 0, ""),
        (failed, 2, "KeyError: 'body'"),
    ]
