"""What the desk does about work that waits or failed."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from warraq.queue.working import QUEUE


def work_retry(number: UUID, *, now: datetime) -> bool:
    """Have a task tried now, with all its tries before it again; False if it neither failed nor waits."""
    rows = DBTaskResult.objects.filter(
        pk=number, backend_name=QUEUE, status__in=[TaskResultStatus.FAILED, TaskResultStatus.READY]
    )
    return bool(rows.update(status=TaskResultStatus.READY, run_after=now, worker_ids=[], finished_at=None))


def work_drop(number: UUID) -> bool:
    """Delete a task that waits or failed; False for one that is being done, or is done."""
    rows = DBTaskResult.objects.filter(
        pk=number, backend_name=QUEUE, status__in=[TaskResultStatus.FAILED, TaskResultStatus.READY]
    )
    return bool(rows.delete()[0])
