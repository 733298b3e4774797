"""What waits for a person in the workflow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wagtail.models import TaskState

from warraq.desk.workflow.steps import StepTask

if TYPE_CHECKING:
    from django.contrib.auth.models import User


def steps_waiting_for(user: User, *, limit: int) -> list[TaskState]:
    """Return the steps that the person may pass, those that wait longest first, at most `limit`."""
    states: list[TaskState] = []
    for task in StepTask.objects.filter(active=True):
        rows = task.get_task_states_user_can_moderate(user)
        states += rows.select_related("workflow_state__requested_by", "task").order_by("started_at")[:limit]
    return sorted(states, key=lambda state: state.started_at)[:limit]


def story_of(state: TaskState) -> int:
    """Return the number of the story that the step is a step of."""
    return int(state.workflow_state.object_id)
