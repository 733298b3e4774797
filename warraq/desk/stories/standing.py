"""How a story stands, in the desk's words: of one story, and as a filter of many."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import QuerySet
from wagtail.models import Revision, WorkflowState

from warraq.stories.models import Story

# Stories that wait for somebody or for their moment; a desk has hundreds at most.
MOST_WAITING = 5_000


class Standing(models.TextChoices):
    """What the desk calls it. A story may stand in several of them; `standing_of` says the most telling."""

    WITHDRAWN = "withdrawn", "مسحوبة"
    EMBARGOED = "embargoed", "محظورة"
    SCHEDULED = "scheduled", "مجدولة"
    WAITING = "waiting", "في المراجعة"
    CHANGED = "changed", "منشورة وعليها تعديل"
    LIVE = "live", "منشورة"
    DRAFT = "draft", "مسودة"


def standing_of(
    story: Story, *, now: datetime, waiting: Collection[int], scheduled: Collection[int]
) -> Standing:
    """Return how the story stands; `waiting` and `scheduled` are the numbers of those that do."""
    if story.is_withdrawn:
        return Standing.WITHDRAWN
    if story.embargo_until is not None and story.embargo_until > now:
        return Standing.EMBARGOED
    if story.pk in scheduled:
        return Standing.SCHEDULED
    if story.pk in waiting:
        return Standing.WAITING
    if story.live:
        return Standing.CHANGED if story.has_unpublished_changes else Standing.LIVE
    return Standing.DRAFT


def standing(stories: QuerySet[Story], asked: str, *, now: datetime) -> QuerySet[Story]:
    """Keep those that stand so. Each is found by an index of those alone."""
    match asked:
        case Standing.WITHDRAWN:
            return stories.filter(withdrawn_at__isnull=False)
        case Standing.EMBARGOED:
            return stories.filter(embargo_until__gt=now)
        case Standing.SCHEDULED:
            return stories.filter(pk__in=scheduled_ids())
        case Standing.WAITING:
            return stories.filter(pk__in=waiting_ids())
        case Standing.CHANGED:
            return stories.filter(live=True, has_unpublished_changes=True)
        case Standing.LIVE:
            return stories.filter(live=True, withdrawn_at__isnull=True)
        case Standing.DRAFT:
            return stories.filter(live=False)
        case _:
            return stories


def scheduled_ids(among: Collection[int] | None = None) -> set[int]:
    """Return the numbers of the stories with a draft that waits for its moment: of these, or of all."""
    rows = Revision.objects.filter(approved_go_live_at__isnull=False)
    return _numbers(rows, field="object_id", among=among)


def waiting_ids(among: Collection[int] | None = None) -> set[int]:
    """Return the numbers of the stories that wait for somebody in the workflow: of these, or of all."""
    rows = WorkflowState.objects.filter(status=WorkflowState.STATUS_IN_PROGRESS)
    return _numbers(rows, field="object_id", among=among)


def _numbers(rows: QuerySet[Any], *, field: str, among: Collection[int] | None) -> set[int]:
    rows = rows.filter(base_content_type=ContentType.objects.get_for_model(Story))
    if among is not None:
        rows = rows.filter(**{f"{field}__in": [str(number) for number in among]})
    return {int(number) for number in rows.values_list(field, flat=True)[:MOST_WAITING]}
