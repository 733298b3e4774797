"""Publishing past the workflow: one page that asks why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from warraq.desk.roles.asking import require
from warraq.desk.roles.verbs import Verb
from warraq.desk.workflow.forms import UrgentForm
from warraq.desk.workflow.services import story_break
from warraq.stories.models import Story

if TYPE_CHECKING:
    from django.contrib.auth.models import User


class UrgentView(WagtailAdminTemplateMixin, FormView):  # type: ignore[type-arg]
    """Publishes a story's newest draft at once, with a reason that is kept."""

    form_class = UrgentForm
    template_name = "desk/workflow/urgent.html"
    page_title = "نشر عاجل"
    header_icon = "upload"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Find the story and refuse whoever may not."""
        self.story = get_object_or_404(Story, pk=kwargs["pk"])
        require(request.user, Verb.BREAK, story=self.story)
        # Nobody is granted anything without having logged in.
        self.writer = cast("User", request.user)
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: UrgentForm) -> HttpResponse:
        """Publish, and go back to the story; what can't be published stays as it is, with one sentence of why."""
        trouble = _trouble(self.story)
        if trouble:
            form.add_error(None, trouble)
            return self.form_invalid(form)
        story_break(self.story, reason=form.cleaned_data["reason"], by=self.writer)
        messages.success(self.request, f"نُشرت «{self.story}» الآن.")
        return redirect(self._edit_url())

    def get_page_subtitle(self) -> str:
        """Name the story."""
        return str(self.story.get_latest_revision_as_object())

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead back to the list and to the story."""
        return [
            {"url": reverse("wagtailadmin_home"), "label": "الرئيسية"},
            {"url": reverse(Story.snippet_viewset.get_url_name("list")), "label": "القصص"},
            {"url": self._edit_url(), "label": self.get_page_subtitle()},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add where the form goes, and where who thinks better of it."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"action_url": self.request.path, "back_url": self._edit_url()}

    def _edit_url(self) -> str:
        return reverse(Story.snippet_viewset.get_url_name("edit"), args=[self.story.pk])


def _trouble(story: Story) -> str:
    """Return why the story can't go out now, in one sentence; empty when it can."""
    if story.home_placement() is None:
        return "لا موقع أم لهذه القصة؛ اختر لها موقعًا وقسمًا قبل نشرها."
    if story.is_withdrawn:
        return "القصة مسحوبة؛ أعدها أولًا."
    if story.embargo_until is not None and story.embargo_until > timezone.now():
        return "القصة محظورة النشر إلى موعد لم يحن؛ ارفع الحظر أولًا."
    return ""
