"""The administrator's screens in Wagtail's menu."""

from __future__ import annotations

from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from warraq.desk.roles.asking import may
from warraq.desk.roles.screens import AssignmentViewSet
from warraq.desk.roles.verbs import Verb


@hooks.register("register_admin_viewset")
def give_roles() -> AssignmentViewSet:
    """The list of who has which role where, in the settings."""
    return AssignmentViewSet()


@hooks.register("construct_reports_menu")
def keep_the_log_to_administrators(request: HttpRequest, items: list[MenuItem]) -> None:
    """Leave the audit log out of the menu of whoever may not open it."""
    if not may(request.user, Verb.PEOPLE):
        items[:] = [item for item in items if item.name != "site-history"]
