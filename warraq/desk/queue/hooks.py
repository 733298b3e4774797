"""The queue among the reports, and its addresses."""

from __future__ import annotations

from django.urls import URLPattern, path, reverse
from wagtail import hooks

from warraq.desk.queue import views
from warraq.desk.roles.menu import VerbMenuItem
from warraq.desk.roles.verbs import Verb


@hooks.register("register_admin_urls")
def queue_addresses() -> list[URLPattern]:
    """The screen and its buttons."""
    return [
        path("queue/", views.QueueView.as_view(), name="desk_queue"),
        path("queue/<uuid:number>/retry/", views.retry, name="desk_queue_retry"),
        path("queue/<uuid:number>/drop/", views.drop, name="desk_queue_drop"),
    ]


@hooks.register("register_reports_menu_item")
def queue_menu_item() -> VerbMenuItem:
    """The queue, after Wagtail's own reports."""
    return VerbMenuItem(
        "الطابور", reverse("desk_queue"), name="queue", icon_name="tasks", order=2000, verbs=(Verb.NETWORK,)
    )
