"""Firing schedules: the runner around `scheduling`. `warraq serve` runs it on every node; each schedule fires once.

A schedule fires in one transaction that holds its row: whoever comes second finds the row taken or the schedule gone,
and whoever is killed in between leaves it as it was. One that fails waits its pause while the others fire.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection, models, transaction
from wagtail.models import Page, Revision

from warraq.stories.models import Attempt
from warraq.stories.scheduling import Due, ScheduleKey, may_try, pause_after, to_fire, tries_of
from warraq.stories.selectors import schedules_due, schedules_tried, tried_of
from warraq.stories.turns import take_turns

_log = logging.getLogger(__name__)

# Schedules are looked for this often: each look is a few reads of short indexes.
LOOK_SECONDS = 0.5


def fire_due(*, now: datetime) -> int:
    """Fire every schedule whose moment has come; returns how many fired here.

    Raises DatabaseError when the database is the trouble, and nothing for a schedule that fails.
    """
    dues = schedules_due(now=now)
    if not dues:
        return 0
    _forget_cancelled(dues, now=now)
    return sum(_fire(due, now=now) for due in to_fire(dues, tried=schedules_tried(), now=now))


def _fire(due: Due, *, now: datetime) -> bool:
    """Fire one schedule; False when another process has it, or when it failed."""
    if not _claim(due, now=now):
        return False
    try:
        with transaction.atomic():
            return _act(due)
    except Exception as problem:
        _log.exception("The schedule of %s for %s failed.", _name(due), due.due_at.isoformat())
        told = f"{type(problem).__name__}: {problem}".replace("\0", "")[:1000]
        # Raises when the database is the trouble: then everything is tried again.
        _attempts(due.key).update(problem=told)
        return False


def _claim(due: Due, *, now: datetime) -> bool:
    """Write down that the schedule is being tried; False when another process has just done so."""
    with transaction.atomic():
        made, _ = Attempt.objects.get_or_create(
            verb=due.key.verb,
            content_type_id=due.key.content_type,
            object_id=due.key.object_id,
            defaults={"due_at": due.due_at, "tries": 0, "next_try_at": now},
        )
        row = Attempt.objects.select_for_update().filter(pk=made.pk).first()
        if row is None or not may_try(due, tried_of(row), now=now):
            return False
        row.tries = tries_of(due, tried_of(row)) + 1
        row.due_at = due.due_at
        row.next_try_at = now + pause_after(row.tries)
        row.save()
    return True


def _act(due: Due) -> bool:
    """Publish or expire what is due, within the caller's transaction; False when it is taken or no longer due."""
    rows = _rows(due)
    # SQLite has one writer at a time anyhow, from the transaction's beginning (IMMEDIATE).
    row = rows.select_for_update(skip_locked=connection.features.has_select_for_update_skip_locked).first()
    if row is not None:
        if isinstance(row, Revision):
            row.publish(log_action="wagtail.publish.scheduled")
        else:
            expired = row.specific if isinstance(row, Page) else row
            expired.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
    if row is not None or not rows.exists():
        _attempts(due.key).delete()
    return row is not None


def _rows(due: Due) -> models.QuerySet[Any]:
    """Return the row that is due, as long as it is: the revision to publish, or what expires."""
    if due.revision is not None:
        return Revision.objects.filter(pk=due.revision, approved_go_live_at=due.due_at)
    model: Any = ContentType.objects.get_for_id(due.key.content_type).model_class()
    return model._base_manager.filter(pk=due.key.object_id, live=True, expire_at=due.due_at)


def _attempts(key: ScheduleKey) -> models.QuerySet[Attempt]:
    return Attempt.objects.filter(verb=key.verb, content_type=key.content_type, object_id=key.object_id)


def _forget_cancelled(dues: Iterable[Due], *, now: datetime) -> None:
    """Delete what was tried for schedules that were taken back, and not by another process just now."""
    waiting = {due.key for due in dues}
    for key, tried in schedules_tried().items():
        if key not in waiting and tried.next_try_at <= now:
            _attempts(key).delete()


def _name(due: Due) -> str:
    return f"{due.key.verb} {due.key.content_type}/{due.key.object_id}"


def run(*, go_on: Callable[[], bool], wait: Callable[[float], object]) -> None:
    """Fire schedules until `go_on` says no; `wait` sleeps for so many seconds."""
    take_turns(lambda now: fire_due(now=now), every=LOOK_SECONDS, log=_log, go_on=go_on, wait=wait)
