"""Plans beside other things: one's own on the start page, and the plan of a story at the head of its form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils import timezone
from wagtail.admin.panels import Panel
from wagtail.admin.ui.components import Component

from warraq.desk.planning.days import day_of, moment_on
from warraq.desk.planning.models import Plan
from warraq.desk.planning.selectors import own_plans, plan_of_story
from warraq.desk.roles.asking import may
from warraq.desk.roles.verbs import Verb


class OwnPlansPanel(Component):
    """What a person covers today and tomorrow, on the start page."""

    template_name = "planning/own.html"
    order = 115

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """Give the template the plans."""
        user, now = parent_context["request"].user, timezone.now()
        rows = [
            {
                "plan": plan,
                "day": "اليوم" if day == day_of(now, plan.edition.zone) else "غدًا",
                "moment": moment_on(plan, day),
            }
            for plan, day in own_plans(user, now=now)
        ]
        return {"rows": rows, "all_url": f"{reverse('desk_plans')}?person={user.pk}"}


class FromPlanPanel(Panel):
    """Tells from which plan a story was made."""

    class BoundPanel(Panel.BoundPanel):
        """The plan of one story."""

        template_name = "planning/from_plan.html"

        def is_shown(self) -> bool:
            """Return whether there is one that the person sees."""
            plan = self.plan
            return plan is not None and may(self.request.user, Verb.PLAN, edition=plan.edition)

        @property
        def plan(self) -> Plan | None:
            """The plan."""
            if not hasattr(self, "_plan"):
                number = self.instance.pk
                self._plan = plan_of_story(number) if number is not None else None
            return self._plan

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Add the plan."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            return context | {"plan": self.plan}
