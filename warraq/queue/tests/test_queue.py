"""The queue: what is due is done, what fails is tried again and told, what a dead process was at is given back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from warraq.queue import working
from warraq.queue.selectors import counts, failed, failures_now, waiting
from warraq.queue.services import work_drop, work_retry
from warraq.queue.working import MOST_TRIES, QUEUE, NoUse, forget_done, pause_after, rescue, work_due

pytestmark = pytest.mark.django_db

DONE: list[str] = []
FAULTS: list[Exception] = []


@task(backend=QUEUE, queue_name="tests")
def note(text: str) -> None:
    if FAULTS:
        raise FAULTS.pop()
    DONE.append(text)


@pytest.fixture(autouse=True)
def _fresh():
    DONE.clear()
    FAULTS.clear()


def row() -> DBTaskResult:
    return DBTaskResult.objects.get()


def come_due() -> None:
    DBTaskResult.objects.update(run_after=timezone.now() - timedelta(seconds=1))


def test_what_is_due_is_done_once_in_its_order():
    for text in ("أول", "ثان", "ثالث"):
        note.enqueue(text)
    assert work_due() == 3
    assert DONE == ["أول", "ثان", "ثالث"]
    assert work_due() == 0
    assert counts() == {TaskResultStatus.SUCCESSFUL: 3}


def test_what_is_not_due_yet_waits():
    note.using(run_after=timezone.now() + timedelta(hours=1)).enqueue("غدًا")
    assert work_due() == 0
    assert [work.name for work in waiting()] == ["tests"]


def test_what_fails_is_tried_again_after_a_pause_and_stops_no_other():
    FAULTS.append(OSError("the server is away"))
    note.enqueue("أول")
    note.enqueue("ثان")
    assert work_due() == 2
    assert DONE == ["ثان"]
    (work,) = waiting()
    assert (work.tries, work.problem) == (1, "the server is away")
    assert work.moment is not None
    assert timedelta(seconds=20) < work.moment - timezone.now() <= pause_after(1)
    come_due()
    assert work_due() == 1
    assert DONE == ["ثان", "أول"]
    assert waiting() == []


def test_what_fails_to_the_end_is_kept_told_and_can_be_tried_again():
    FAULTS.extend(OSError("the server is away") for _ in range(MOST_TRIES))
    note.enqueue("نص")
    for _ in range(MOST_TRIES):
        come_due()
        assert work_due() == 1
    come_due()
    assert work_due() == 0
    (work,) = failed()
    assert (work.tries, work.problem) == (MOST_TRIES, "the server is away")
    (concern,) = failures_now(timezone.now())
    assert "the server is away" in concern.sentence
    assert list(failures_now(timezone.now() + timedelta(days=2))) == []
    assert work_retry(row().pk, now=timezone.now())
    assert work_due() == 1
    assert DONE == ["نص"]


def test_what_is_of_no_use_is_tried_once():
    FAULTS.append(NoUse("the address is wrong"))
    note.enqueue("نص")
    work_due()
    assert [work.problem for work in failed()] == ["the address is wrong"]
    assert waiting() == []


def test_pauses_grow_and_end():
    pauses = [pause_after(tries) for tries in range(1, 40)]
    assert pauses == sorted(pauses)
    assert (pauses[0], pauses[-1]) == (working.FIRST_PAUSE, working.LONGEST_PAUSE)


def test_what_a_dead_process_was_at_is_given_back():
    note.enqueue("نص")
    now = timezone.now()
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING, started_at=now)
    assert rescue(now=now + timedelta(minutes=5)) == 0
    assert rescue(now=now + timedelta(minutes=11)) == 1
    come_due()
    assert work_due() == 1
    assert DONE == ["نص"]


def test_what_was_done_is_forgotten_after_a_day_and_what_failed_after_two_weeks():
    note.enqueue("نص")
    work_due()
    FAULTS.append(NoUse("no"))
    note.enqueue("آخر")
    work_due()
    now = timezone.now()
    forget_done(now=now + timedelta(hours=23))
    assert DBTaskResult.objects.count() == 2
    forget_done(now=now + timedelta(hours=25))
    assert [work.problem for work in failed()] == ["no"]
    forget_done(now=now + timedelta(days=15))
    assert not DBTaskResult.objects.exists()


def test_a_task_is_dropped_unless_it_is_being_done():
    note.enqueue("نص")
    number = row().pk
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING)
    assert not work_drop(number)
    DBTaskResult.objects.update(status=TaskResultStatus.READY)
    assert work_drop(number)
    assert not DBTaskResult.objects.exists()


def test_many_are_done_in_looks_that_end_when_told(monkeypatch):
    monkeypatch.setattr(working, "MOST_AT_ONCE", 2)
    for number in range(5):
        note.enqueue(str(number))
    assert work_due() == 2
    told = [True, False]
    assert work_due(go_on=lambda: told.pop(0)) == 1
    looks: list[float] = []
    working.run(go_on=lambda: len(looks) < 1, wait=looks.append)
    assert len(DONE) == 5
