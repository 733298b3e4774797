"""The fronts in the desk's menu, and their addresses."""

from __future__ import annotations

from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST
from wagtail import hooks

from warraq.desk.fronting import views
from warraq.desk.roles.menu import VerbMenuItem
from warraq.desk.roles.verbs import Verb

_SCREENS = (
    ("", views.FrontView.as_view(), "desk_front"),
    ("preview/", require_POST(views.preview), "desk_front_preview"),
    ("stories/", require_POST(views.stories), "desk_front_stories"),
    ("history/", views.HistoryView.as_view(), "desk_front_history"),
)


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
def fronts_menu_item() -> VerbMenuItem:
    """The fronts, after the stories."""
    return VerbMenuItem(
        "الواجهات", reverse("desk_fronts"), name="fronts", icon_name="grid", order=120, verbs=(Verb.FRONT,)
    )
