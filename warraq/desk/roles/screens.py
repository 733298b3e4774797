"""The administrator's screens: who has which role where, and the whole audit log."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponseBase
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import IndexView
from wagtail.admin.views.reports.audit_logging import LogEntriesView
from wagtail.admin.viewsets.model import ModelViewSet

from warraq.desk.roles.asking import require
from warraq.desk.roles.assignments import Assignment
from warraq.desk.roles.verbs import Verb
from warraq.network.models import Section


class AssignmentForm(WagtailAdminModelForm):
    """Gives a role; lists of people and sections are in the order in which they are looked for."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Name people as the desk does, and say what an empty field means."""
        super().__init__(*args, **kwargs)
        people = self.fields["user"]
        people.queryset = get_user_model().objects.filter(is_active=True).order_by("first_name", "username")
        people.label_from_instance = person_name
        self.fields["edition"].empty_label = "كل المواقع"
        self.fields["section"].empty_label = "كل الأقسام"
        self.fields["section"].queryset = Section.objects.select_related("edition")


class AssignmentIndexView(IndexView):
    """The list of roles, person by person."""

    page_title = "الأدوار"
    add_item_label = "أسند دورًا"
    default_ordering = "user"

    def get_base_queryset(self) -> Any:
        """Return the roles with all that the list prints."""
        return super().get_base_queryset().select_related("user", "edition", "section__edition")


class AssignmentViewSet(ModelViewSet):
    """Who has which role where."""

    model = Assignment
    name = "roles"
    icon = "group"
    menu_label = "الأدوار"
    menu_name = "desk-roles"
    menu_order = 610
    add_to_settings_menu = True
    copy_view_enabled = False
    index_view_class = AssignmentIndexView
    list_display = [
        "__str__",
        Column(
            "user", label="المستخدم", accessor=lambda row: person_name(row.user), sort_key="user__first_name"
        ),
    ]
    list_filter = ["role", "edition", "user"]
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("user"), FieldPanel("role")]),
            FieldRowPanel(
                [FieldPanel("edition", widget=forms.Select), FieldPanel("section", widget=forms.Select)]
            ),
        ],
        base_form_class=AssignmentForm,
    )


class AuditLogView(LogEntriesView):
    """The whole audit log: what was done to any story, and by whom."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse whoever is not in charge of people; Wagtail shows it to everybody at the desk."""
        require(request.user, Verb.PEOPLE)
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer


def person_name(user: User) -> str:
    """Return a person's full name with the name that they log in by."""
    name = user.get_full_name()
    return f"{name} ({user.get_username()})" if name else user.get_username()
