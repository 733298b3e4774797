"""The addresses of the newsletters' screens, and their place in the menu."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from warraq.desk.letters import views
from warraq.desk.roles.asking import may
from warraq.desk.roles.verbs import Verb


class NewslettersMenuItem(MenuItem):
    """Leads to the newsletters whoever decides on an edition's style."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Return whether the person decides on any."""
        return may(request.user, Verb.STYLE)


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
def newsletters_menu_item() -> NewslettersMenuItem:
    """Newsletters, after the network's furniture."""
    return NewslettersMenuItem(
        views.NewslettersView.page_title,
        reverse("desk_newsletters"),
        name="newsletters",
        icon_name="mail",
        order=900,
    )
