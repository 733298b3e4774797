"""The rules that publish by themselves: for whoever may publish where they do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from warraq.desk.roles.asking import require, sections_for
from warraq.desk.roles.verbs import Verb
from warraq.desk.wire.forms import RuleForm
from warraq.inbox.models import WireRule
from warraq.inbox.publishing import rule_delete, rule_save

if TYPE_CHECKING:
    from django.contrib.auth.models import User

TITLE = "النشر التلقائي"
MOST = 200


class RuleListView(WagtailAdminTemplateMixin, View):
    """The rules of the sections in which the person may publish."""

    page_title = TITLE
    header_icon = "mail"
    template_name = "desk/wire/rules.html"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """The rules stand below the wires."""
        return _below_wires(self.breadcrumbs_items)

    def get(self, request: HttpRequest) -> HttpResponse:
        """Draw the list."""
        require(request.user, Verb.PUBLISH)
        rules = WireRule.objects.filter(section__in=sections_for(request.user, Verb.PUBLISH))
        rules = rules.select_related("source", "section", "section__edition", "made_by")
        return self.render_to_response({**self.get_context_data(), "rules": rules[:MOST]})


class RuleView(WagtailAdminTemplateMixin, View):
    """One rule, or a new one."""

    header_icon = "mail"
    template_name = "desk/wire/rule.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Find the rule, and refuse who may not publish in its section."""
        require(request.user, Verb.PUBLISH)
        number = kwargs.get("number")
        self.rule = _rule(request, number) if number is not None else WireRule()
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self) -> str:
        """The rule's name."""
        return "قاعدة جديدة" if self.rule.pk is None else str(self.rule)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """The rule stands below the rules."""
        return [*_below_wires(self.breadcrumbs_items), {"url": "", "label": self.get_page_title()}]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Draw the form."""
        return self._drawn(RuleForm(instance=self.rule, user=cast("User", request.user)))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Keep the rule."""
        user = cast("User", request.user)
        form = RuleForm(request.POST, instance=self.rule, user=user)
        if not form.is_valid():
            return self._drawn(form)
        rule = form.save(commit=False)
        rule_save(rule, by=user, now=timezone.now())
        said = "وهي تنشر من الآن" if rule.is_active else "وهي غير مفعّلة"
        messages.success(request, f"حُفظت القاعدة «{rule}»، {said}.")
        return redirect("desk_wire_rules")

    def _drawn(self, form: RuleForm) -> HttpResponse:
        kept = WireRule.objects.filter(pk=self.rule.pk).first() if self.rule.pk is not None else None
        return self.render_to_response({**self.get_context_data(), "form": form, "rule": kept})


def delete(request: HttpRequest, number: int) -> HttpResponse:
    """Delete a rule."""
    rule = _rule(request, number)
    rule_delete(rule, by=cast("User", request.user))
    messages.success(request, f"حُذفت القاعدة «{rule}»؛ وما نشرته باقٍ.")
    return redirect("desk_wire_rules")


def _rule(request: HttpRequest, number: int) -> WireRule:
    rule = get_object_or_404(WireRule.objects.select_related("section"), pk=number)
    require(request.user, Verb.PUBLISH, section=rule.section)
    return rule


def _below_wires(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        *items,
        {"url": reverse("desk_wires"), "label": "البرقيات"},
        {"url": reverse("desk_wire_rules"), "label": TITLE},
    ]
