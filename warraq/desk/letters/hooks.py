"""The addresses of the newsletters' screens, and their place in the menu."""

from __future__ import annotations

from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST
from wagtail import hooks

from warraq.desk.letters import views
from warraq.desk.roles.menu import VerbMenuItem
from warraq.desk.roles.verbs import Verb


@hooks.register("register_admin_urls")
def newsletter_addresses() -> list[URLPattern]:
    """The screens of newsletters."""
    return [
        path("newsletters/", views.NewslettersView.as_view(), name="desk_newsletters"),
        path("newsletters/<int:pk>/", views.NewsletterView.as_view(), name="desk_newsletter"),
        path(
            "newsletters/<int:pk>/trial/",
            require_POST(views.send_trial),
            name="desk_newsletter_trial",
        ),
    ]


@hooks.register("register_network_menu_item")
def newsletters_menu_item() -> VerbMenuItem:
    """Newsletters, after the network's furniture."""
    return VerbMenuItem(
        views.NewslettersView.page_title,
        reverse("desk_newsletters"),
        name="newsletters",
        icon_name="mail",
        order=900,
        verbs=(Verb.STYLE,),
    )
