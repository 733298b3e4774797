"""The fronts in the desk's menu, and their addresses."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from warraq.desk.fronting import views
from warraq.desk.roles.asking import may
from warraq.desk.roles.verbs import Verb

_SCREENS = (
    ("", views.FrontView.as_view(), "desk_front"),
    ("preview/", require_POST(views.preview), "desk_front_preview"),
    ("stories/", require_POST(views.stories), "desk_front_stories"),
    ("history/", views.HistoryView.as_view(), "desk_front_history"),
)


class FrontsMenuItem(MenuItem):
    """Leads to the fronts whoever may compose some."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Return whether the person may compose fronts."""
        return may(request.user, Verb.FRONT)


@hooks.register("register_admin_urls")
def front_addresses() -> list[URLPattern]:
    """The list of fronts; and of each, for a home and for a section, its screens."""
    return [
        path("fronts/", views.FrontsView.as_view(), name="desk_fronts"),
        *(
            path(f"fronts/{of}{tail}", view, name=name)
            for of in ("<int:edition>/", "<int:edition>/<int:section>/")
            for tail, view, name in _SCREENS
        ),
    ]


@hooks.register("register_admin_menu_item")
def fronts_menu_item() -> FrontsMenuItem:
    """The fronts, after the stories."""
    return FrontsMenuItem("الواجهات", reverse("desk_fronts"), name="fronts", icon_name="grid", order=120)
