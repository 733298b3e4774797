"""StepTask: a step of the workflow on Wagtail's own models, passed by whoever has its verb."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.db import models
from django.db.models import QuerySet
from django.utils import timezone
from wagtail.models import Task, TaskState

from warraq.desk.roles.asking import may
from warraq.desk.roles.verbs import Verb
from warraq.desk.workflow.forms import HandBackForm, PassForm
from warraq.stories.models import Story

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from wagtail.models import WorkflowState

STEPS = [
    (Verb.HAND_ON.value, "المحررون"),
    (Verb.CHECK.value, "المدققون"),
    (Verb.PUBLISH.value, "رؤساء التحرير"),
]


class StepTask(Task):
    """A step of the workflow, passed by whoever has its verb where the story is at home."""

    verb = models.CharField("من يجيزها", max_length=16, choices=STEPS)

    admin_form_fields = [*Task.admin_form_fields, "verb"]
    admin_form_readonly_on_edit_fields = [*Task.admin_form_readonly_on_edit_fields, "verb"]

    class Meta:
        verbose_name = "مرحلة مراجعة"
        verbose_name_plural = "مراحل المراجعة"

    @classmethod
    def get_description(cls) -> str:
        """Say in Wagtail's list of task types who passes such a step."""
        return "يجيزها من له الصلاحية على موقع القصة الأم وقسمها"

    def start(self, workflow_state: WorkflowState, user: User | None = None) -> TaskState:
        """Start the step; the desk's own is passed at once when who submits the story could pass it."""
        state: TaskState = super().start(workflow_state, user=user)
        is_own = user == workflow_state.requested_by
        if is_own and self.verb == Verb.HAND_ON and self._passes(workflow_state.content_object, user):
            state.status = TaskState.STATUS_SKIPPED
            state.finished_at, state.finished_by = timezone.now(), user
            state.save()
        return state

    def user_can_access_editor(self, obj: Story, user: User) -> bool:
        """Let whoever passes the step mend the story first."""
        return self._passes(obj, user)

    def locked_for_user(self, obj: Story, user: User) -> bool:
        """Keep the story as it was submitted from everybody else."""
        return not self._passes(obj, user)

    def user_can_lock(self, obj: Story, user: User) -> bool:
        """Let whoever passes the step keep it to themselves meanwhile."""
        return self._passes(obj, user)

    def get_actions(self, obj: Story, user: User) -> list[tuple[str, str, bool]]:
        """Return what the user may do: hand the story back with a word, or pass it."""
        if not self._passes(obj, user):
            return []
        return [
            ("reject", "إعادة مع ملاحظة", True),
            ("approve", "موافقة", False),
            ("approve", "موافقة مع ملاحظة", True),
        ]

    def get_form_for_action(self, action: str) -> type[forms.Form]:
        """Return the form of the action: who hands a story back says why."""
        return HandBackForm if action == "reject" else PassForm

    def get_task_states_user_can_moderate(self, user: User, **kwargs: Any) -> QuerySet[TaskState]:
        """Return the stories that wait here for this person."""
        waiting = TaskState.objects.filter(task=self.task_ptr_id, status=TaskState.STATUS_IN_PROGRESS)
        if not may(user, Verb(self.verb)):
            none: QuerySet[TaskState] = TaskState.objects.none()
            return none
        # Few stories wait at a time; the state keeps a story's number as text, which no index joins.
        numbers = [int(text) for text in waiting.values_list("workflow_state__object_id", flat=True)]
        stories = Story.objects.filter(pk__in=numbers).defer("body").prefetch_related("placements")
        own = [str(story.pk) for story in stories if self._passes(story, user)]
        states: QuerySet[TaskState] = waiting.filter(workflow_state__object_id__in=own)
        return states

    def _passes(self, story: Story, user: User | None) -> bool:
        return user is not None and may(user, Verb(self.verb), story=story)
