"""What `warraq serve` does: pressing, firing schedules, doing the queue's work."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning
from django.db.models import Q
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from warraq.pages.pressing.alarm import PATIENCE, waiting_since
from warraq.pages.pressing.position import read_position
from warraq.project.doctor.checks import check
from warraq.project.home import presser_runs
from warraq.queue.selectors import TOLD_FOR, name_of
from warraq.queue.working import QUEUE, reason_of
from warraq.stories import selectors
from warraq.stories.scheduling import Alarm, Verb

# Half a second is usual; a push to a hundred thousand readers takes minutes.
_WORK_WAITS = timedelta(minutes=15)
_MOST_TOLD = 10


@check("presser", needs=("migrations",))
def presser() -> Iterator[CheckMessage]:
    """Where one ever ran, one should run, and be right about every change."""
    if read_position(settings.PRESS_DIR / "position") is None:
        return
    if not presser_runs():
        yield Warning("No presser runs here.", hint="Start `warraq serve`.")
    now = timezone.now()
    since = waiting_since()
    if since is not None and now - since > PATIENCE:
        yield Error(
            f"Readers' pages are behind: a change of {since:%Y-%m-%d %H:%M:%S} UTC is not on them.",
            hint="See the log of `warraq serve`; start it again.",
        )


@check("page store")
def page_store() -> Iterator[CheckMessage]:
    """The press goes on without it, and presses every page again after each start."""
    file: Path = settings.PRESS_DIR / "store.sqlite3"
    found = _store_fault(file) if file.exists() else ""
    if found:
        yield Error(
            f"The page store {file} can't be read: {found}.",
            hint="End `warraq serve`, remove the file, and start again: pages are pressed anew.",
        )
    aside = file.with_name(f"{file.name}.damaged")
    if aside.exists():
        yield Warning(
            f"A page store was damaged and set aside as {aside}.",
            hint="Look at the disk, then remove the file.",
        )


def _store_fault(file: Path) -> str:
    """Return what SQLite says of the page store, empty when it is well."""
    try:
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=rw", uri=True, timeout=2)) as store:
            store.execute("SELECT count(*) FROM changes").fetchone()
            found = store.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.Error as problem:
        found = str(problem)
    return "" if found == "ok" else " ".join(found.split())


@check("schedules", needs=("migrations",))
def schedules() -> Iterator[CheckMessage]:
    """Nothing that was promised for a time is late."""
    raised = selectors.alarms(now=timezone.now())
    yield from (_late(alarm) for alarm in raised[:_MOST_TOLD])
    if len(raised) > _MOST_TOLD:
        yield Error(f"{len(raised) - _MOST_TOLD} more schedules are late.", hint="Is `warraq serve` running?")


def _late(alarm: Alarm) -> CheckMessage:
    key = alarm.due.key
    subject = selectors.scheduled_object(key)
    name = f"“{subject}” ({key.object_id})" if subject is not None else key.object_id
    done = "published" if key.verb is Verb.PUBLISH else "taken down"
    sentence = f"{name} should have been {done} at {alarm.due.due_at:%Y-%m-%d %H:%M:%S} UTC"
    if alarm.problem:
        return Error(
            f"{sentence}; tried {alarm.tries} times, last: {alarm.problem}.",
            hint="Mend it, or unschedule it.",
        )
    return Error(f"{sentence}.", hint="Is `warraq serve` running?")


@check("queue", needs=("migrations",))
def queue() -> Iterator[CheckMessage]:
    """Work that failed for good in the last day, or waits for its turn for too long."""
    now = timezone.now()
    rows = DBTaskResult.objects.filter(backend_name=QUEUE)
    failed = rows.filter(status=TaskResultStatus.FAILED, finished_at__gte=now - TOLD_FOR)
    number = failed.count()
    if number:
        last = failed.order_by("-finished_at")[0]
        yield Warning(
            f"{number} works of the queue failed in the last day,"
            f" last “{name_of(last.queue_name)}”: {reason_of(last)}.",
            hint="See the queue at the desk, mend the cause, and have them tried again.",
        )
    late = now - _WORK_WAITS
    # The package writes the end of time for «at once».
    is_late = Q(run_after__lt=late) | Q(run_after__year__gte=9999, enqueued_at__lt=late)
    waiting = rows.filter(is_late, status=TaskResultStatus.READY).count()
    if waiting:
        minutes = _WORK_WAITS // timedelta(minutes=1)
        yield Error(
            f"{waiting} works of the queue wait for more than {minutes} minutes.",
            hint="Is `warraq serve` running?",
        )
