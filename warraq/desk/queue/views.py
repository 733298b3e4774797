"""The screen of the queue, and its two buttons."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views import View
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from warraq.desk.roles.asking import require
from warraq.desk.roles.verbs import Verb
from warraq.queue.selectors import LENGTH, counts, failed, waiting
from warraq.queue.services import work_drop, work_retry


class QueueView(WagtailAdminTemplateMixin, View):
    """What waits and what failed, the beginnings of both lists and how many there are."""

    page_title = "الطابور"
    header_icon = "tasks"
    template_name = "desk/queue/index.html"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """The queue stands right below the start page."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get(self, request: HttpRequest) -> HttpResponse:
        """Draw the screen."""
        require(request.user, Verb.NETWORK)
        numbers = counts()
        context = self.get_context_data(
            waiting=waiting(),
            failed=failed(),
            waiting_count=numbers.get("READY", 0),
            failed_count=numbers.get("FAILED", 0),
            running_count=numbers.get("RUNNING", 0),
            length=LENGTH,
        )
        return self.render_to_response(context)


@require_POST
def retry(request: HttpRequest, number: UUID) -> HttpResponse:
    """Have a task tried now."""
    require(request.user, Verb.NETWORK)
    if work_retry(number, now=timezone.now()):
        messages.success(request, "يُعاد العمل الآن.")
    else:
        messages.warning(request, "لم يعد هذا العمل في الطابور.")
    return redirect("desk_queue")


@require_POST
def drop(request: HttpRequest, number: UUID) -> HttpResponse:
    """Take a task out of the queue."""
    require(request.user, Verb.NETWORK)
    if work_drop(number):
        messages.success(request, "أُزيل العمل من الطابور.")
    else:
        messages.warning(request, "لم يعد هذا العمل في الطابور.")
    return redirect("desk_queue")
