"""Planning's addresses, its place in the menu, and what the audit log calls its verbs."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST
from wagtail import hooks
from wagtail.admin.admin_url_finder import ModelAdminURLFinder, register_admin_url_finder
from wagtail.log_actions import LogActionRegistry, LogFormatter

from warraq.desk.planning import views
from warraq.desk.planning.models import Plan
from warraq.desk.roles.asking import may
from warraq.desk.roles.menu import VerbMenuItem
from warraq.desk.roles.verbs import Verb


@hooks.register("register_admin_urls")
def plan_addresses() -> list[URLPattern]:
    """The agenda, one plan, its history, its story."""
    return [
        path("plans/", views.AgendaView.as_view(), name="desk_plans"),
        path("plans/<int:pk>/", views.PlanEditView.as_view(), name="desk_plan"),
        path("plans/<int:pk>/story/", require_POST(views.begin), name="desk_plan_story"),
        path("plans/<int:pk>/history/", views.PlanHistoryView.as_view(), name="desk_plan_history"),
        path(
            "plans/<int:pk>/history/results/",
            views.PlanHistoryView.as_view(results_only=True),
            name="desk_plan_history_results",
        ),
    ]


@hooks.register("register_admin_menu_item")
def plans_in_the_menu() -> VerbMenuItem:
    """Stand below the stories."""
    return VerbMenuItem(
        views.TITLE,
        reverse("desk_plans"),
        name="plans",
        icon_name="calendar-alt",
        order=110,
        verbs=(Verb.PLAN,),
    )


class ChangeFormatter(LogFormatter):
    """Says what was changed of a plan."""

    label = "تعديل خطة"

    def format_message(self, log_entry: Any) -> str:
        """Name the fields that were changed: no comment is shown of what has no revisions."""
        changed = {name.removesuffix("_id") for name in log_entry.data.get("before", {})}
        fields = [*Plan._meta.fields, *Plan._meta.many_to_many]
        names = "، ".join(str(field.verbose_name) for field in fields if field.name in changed)
        return f"عُدّلت الخطة: {names}"


@hooks.register("register_log_actions")
def name_the_verbs(actions: LogActionRegistry) -> None:
    """Name the verbs."""
    actions.register_action("warraq.plan_add", "إضافة خطة", "أُضيفت إلى الخطة")
    actions.register_action("warraq.plan_change")(ChangeFormatter)
    actions.register_action("warraq.plan_begin", "بدء قصة من خطة", "بدأت قصتها")
    actions.register_action("warraq.plan_story", "قصة من خطة", "بدأت القصة من خطة")


class PlanFinder(ModelAdminURLFinder):
    """Leads from the audit log to a plan."""

    edit_url_name = "desk_plan"

    def get_edit_url(self, instance: Plan) -> str | None:
        """Return where the plan is changed, for who may."""
        if self.user and not may(self.user, Verb.PLAN, edition=instance.edition):
            return None
        address: str = self.construct_edit_url(instance)
        return address


register_admin_url_finder(Plan, PlanFinder)
