"""The wires' addresses and their place in the menu."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST
from wagtail import hooks
from wagtail.admin.admin_url_finder import ModelAdminURLFinder, register_admin_url_finder

from warraq.desk.roles.asking import may
from warraq.desk.roles.menu import VerbMenuItem
from warraq.desk.roles.verbs import Verb
from warraq.desk.wire import rules, searches
from warraq.desk.wire.secrets import SecretView
from warraq.desk.wire.views import WireItemView, WireListView, wire_seen
from warraq.inbox.models import WireRule
from warraq.inbox.searches import alerts_count


class WiresMenuItem(VerbMenuItem):
    """The wires, with what came for the person's alerts since they looked."""

    def render_component(self, request: HttpRequest) -> Any:
        """Return the item, with the number behind its name; the item itself is every person's."""
        component = super().render_component(request)
        count = alerts_count(request.user)  # type: ignore[arg-type]
        component.label = f"{self.label} ({count})" if count else self.label
        return component


@hooks.register("register_admin_urls")
def wire_addresses() -> list[URLPattern]:
    """The list, an item and its warning, saved searches, rules; the secret of a source."""
    return [
        path("wires/", WireListView.as_view(), name="desk_wires"),
        path("wires/<int:number>/", WireItemView.as_view(), name="desk_wire"),
        path("wires/<int:number>/seen/", wire_seen, name="desk_wire_seen"),
        path("wires/sources/<int:number>/secret/", SecretView.as_view(), name="desk_wire_secret"),
        path("wires/searches/", require_POST(searches.save), name="desk_wire_searches"),
        path("wires/searches/<int:number>/alert/", require_POST(searches.alert), name="desk_wire_alert"),
        path("wires/searches/<int:number>/delete/", require_POST(searches.delete), name="desk_wire_forget"),
        path("wires/rules/", rules.RuleListView.as_view(), name="desk_wire_rules"),
        path("wires/rules/add/", rules.RuleView.as_view(), name="desk_wire_rule_add"),
        path("wires/rules/<int:number>/", rules.RuleView.as_view(), name="desk_wire_rule"),
        path("wires/rules/<int:number>/delete/", require_POST(rules.delete), name="desk_wire_rule_delete"),
    ]


@hooks.register("register_admin_menu_item")
def wires_in_the_menu() -> WiresMenuItem:
    """Stand below the stories."""
    return WiresMenuItem(
        "البرقيات",
        reverse("desk_wires"),
        name="wires",
        icon_name="mail",
        order=120,
        verbs=(Verb.WRITE, Verb.EDIT),
    )


class RuleFinder(ModelAdminURLFinder):
    """Leads from the audit log to a rule."""

    edit_url_name = "desk_wire_rule"

    def get_edit_url(self, instance: WireRule) -> str | None:
        """Return where the rule is changed, for who may."""
        if self.user and not may(self.user, Verb.PUBLISH, section=instance.section):
            return None
        address: str = self.construct_edit_url(instance)
        return address


register_admin_url_finder(WireRule, RuleFinder)
