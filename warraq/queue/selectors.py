"""What the desk sees of the queue, each list with an end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from warraq.arabic.digits import Digits
from warraq.arabic.numbers import Noun, counted
from warraq.common.registry import Registry
from warraq.queue.working import QUEUE, Row, reason_of
from warraq.stories.alarms import Concern

LENGTH = 50
# Of what failed longer ago the start page says no more.
TOLD_FOR = timedelta(days=1)
_WORK = Noun(singular="عمل", dual="عملان", plural="أعمال", accusative="عملًا")

# What people call the tasks of each queue; rooms register theirs.
queue_names: Registry[str] = Registry("name of a queue")


@dataclass(frozen=True)
class Work:
    """One task: its number, what it is, how often it was tried, when its turn comes or it failed, and why."""

    number: str
    name: str
    tries: int
    moment: datetime | None
    problem: str = ""


def waiting() -> list[Work]:
    """Return what waits for its turn or to be tried again, the next first."""
    rows = DBTaskResult.objects.filter(backend_name=QUEUE, status=TaskResultStatus.READY)
    return [_told(row, moment=_due(row)) for row in rows.order_by("run_after", "enqueued_at")[:LENGTH]]


def failed() -> list[Work]:
    """Return what failed for good, the newest first."""
    rows = DBTaskResult.objects.filter(backend_name=QUEUE, status=TaskResultStatus.FAILED)
    return [_told(row, moment=row.finished_at) for row in rows.order_by("-finished_at")[:LENGTH]]


def counts() -> dict[str, int]:
    """Return how many tasks stand at each status."""
    rows = DBTaskResult.objects.filter(backend_name=QUEUE).order_by().values_list("status")
    return dict(rows.annotate(Count("pk")))


def failures_now(now: datetime) -> Iterator[Concern]:
    """Tell how much failed for good in the last day."""
    rows = DBTaskResult.objects.filter(
        backend_name=QUEUE, status=TaskResultStatus.FAILED, finished_at__gte=now - TOLD_FOR
    )
    number = rows.count()
    if number:
        last = rows.order_by("-finished_at")[0]
        told = counted(number, _WORK, digits=Digits.LATIN)
        yield Concern(f"في الطابور {told} لم ينجح، آخره «{name_of(last.queue_name)}»: {reason_of(last)}")


def name_of(queue: str) -> str:
    """Return what people call the tasks of a queue."""
    return queue_names.get(queue) if queue in queue_names else queue


def _told(row: Row, *, moment: datetime | None) -> Work:
    return Work(
        number=str(row.pk),
        name=name_of(row.queue_name),
        tries=len(row.worker_ids),
        moment=moment,
        problem=reason_of(row),
    )


def _due(row: Row) -> datetime | None:
    """Return when its turn comes; the package writes the end of time for «at once»."""
    return None if row.run_after.year == 9999 else row.run_after
