"""Doing what is due: `warraq serve` runs it on every node, beside the presser.

A task is a function under `@task(backend=QUEUE, queue_name=…)` of django-tasks. It may be done twice, since a process
can die after the work and before the note of it: what it does must bear that. A task that raises is tried again after
growing pauses, and is kept as failed when that was of no use; one that raises `NoUse` is failed at once.
"""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult
from django_tasks_db.utils import exclusive_transaction

from warraq.stories.turns import take_turns
from warraq.stories.upkeep import delete_some

_log = logging.getLogger(__name__)

Row = DBTaskResult[..., Any]

# The name of the backend in TASKS, which tasks are given to.
QUEUE = "queue"

LOOK_SECONDS = 0.5
# What one look does at most before it sees whether the server is to end.
MOST_AT_ONCE = 50
MOST_TRIES = 8
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=1)
# No task works this long: who began it is dead. A push to many readers is cut into tasks of a minute.
RESCUED_AFTER = timedelta(minutes=10)
DONE_KEPT, FAILED_KEPT = timedelta(days=1), timedelta(days=14)
_FORGOTTEN_AT_ONCE = 5_000


class NoUse(Exception):
    """Trying the task again would be of no use."""


_NO_USE = f"{NoUse.__module__}.{NoUse.__qualname__}"


def pause_after(tries: int) -> timedelta:
    """Return how long a task rests after so many tries (from 1): half a minute, doubled with each, an hour at most."""
    return min(FIRST_PAUSE * 2 ** min(tries - 1, 20), LONGEST_PAUSE)


def work_due(*, go_on: Callable[[], bool] = lambda: True) -> int:
    """Do what is due, most urgent and oldest first, at most MOST_AT_ONCE; returns how much was tried."""
    worker = _worker()
    done = 0
    while done < MOST_AT_ONCE and go_on():
        row = _claimed(worker.worker_id)
        if row is None:
            break
        worker.run_task(row)
        _settle(row, now=timezone.now())
        done += 1
    return done


def _worker() -> Worker:
    """Return the package's worker; of it one step alone is used, since its loop is a process of its own."""
    return Worker(
        queue_names=["*"],
        interval=LOOK_SECONDS,
        batch=False,
        backend_name=QUEUE,
        startup_delay=False,
        max_tasks=None,
        worker_id=f"{socket.gethostname()[:50]}-{os.getpid()}",
        excluded_queue_names=[],
    )


def _claimed(worker_id: str) -> Row | None:
    """Take the next row for this process alone."""
    rows = DBTaskResult.objects.ready().filter(backend_name=QUEUE)
    # Asked first without a lock: on SQLite the transaction shuts out every other writer, twice a second for nothing.
    if not rows.exists():
        return None
    with exclusive_transaction(rows.db):
        row: Row | None = rows.get_locked()
        if row is not None:
            row.claim(worker_id)
    return row


def _settle(row: Row, *, now: datetime) -> None:
    """Have what failed tried again, unless that was done often enough or is of no use."""
    tries = len(row.worker_ids)
    if row.status != TaskResultStatus.FAILED:
        return
    if row.exception_class_path == _NO_USE or tries >= MOST_TRIES:
        _log.warning("%s failed for good after %s tries: %s", row.task_name, tries, reason_of(row))
        return
    row.status = TaskResultStatus.READY
    row.run_after = now + pause_after(tries)
    row.save(update_fields=["status", "run_after"])


def reason_of(row: Row) -> str:
    """Return the last line of what went wrong: the sentence of the exception."""
    lines = [line for line in row.traceback.splitlines() if line.strip()]
    return lines[-1].strip().partition(": ")[2] or lines[-1].strip() if lines else ""


def rescue(*, now: datetime) -> int:
    """Give back what processes were at that died; returns how much."""
    stuck = DBTaskResult.objects.running().filter(backend_name=QUEUE, started_at__lt=now - RESCUED_AFTER)
    return int(stuck.update(status=TaskResultStatus.READY, run_after=now))


def forget_done(*, now: datetime) -> None:
    """Delete what was done a day ago, and what failed two weeks ago; a bounded number at a time."""
    rows = DBTaskResult.objects.filter(backend_name=QUEUE)
    for kept, status in (
        (DONE_KEPT, TaskResultStatus.SUCCESSFUL),
        (FAILED_KEPT, TaskResultStatus.FAILED),
    ):
        delete_some(rows.filter(status=status, finished_at__lt=now - kept), most=_FORGOTTEN_AT_ONCE)


class _Turns:
    """One look after another: work each time, tidying up once a minute."""

    def __init__(self, go_on: Callable[[], bool]) -> None:
        self._go_on = go_on
        self._tidied_at: datetime | None = None

    def __call__(self, now: datetime) -> None:
        if self._tidied_at is None or now - self._tidied_at > timedelta(minutes=1):
            rescue(now=now)
            forget_done(now=now)
            self._tidied_at = now
        while work_due(go_on=self._go_on) == MOST_AT_ONCE:
            pass


def run(*, go_on: Callable[[], bool], wait: Callable[[float], object]) -> None:
    """Work until `go_on` says no; `wait` sleeps for so many seconds."""
    take_turns(_Turns(go_on), every=LOOK_SECONDS, log=_log, go_on=go_on, wait=wait)
