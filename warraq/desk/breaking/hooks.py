"""The strip in the desk's menu and beside each story, and its addresses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST
from wagtail import hooks
from wagtail.admin.widgets.button import Button

from warraq.desk.breaking import views
from warraq.desk.roles.asking import may
from warraq.desk.roles.menu import VerbMenuItem
from warraq.desk.roles.verbs import Verb
from warraq.stories.models import Story

if TYPE_CHECKING:
    from django.contrib.auth.models import User


@hooks.register("register_admin_urls")
def strip_addresses() -> list[URLPattern]:
    """The screens of the strip."""
    return [
        path("breaking/", views.BreakingView.as_view(), name="desk_breaking"),
        path("breaking/<int:pk>/", views.StripView.as_view(), name="desk_strip"),
        path("breaking/<int:pk>/end/", require_POST(views.end), name="desk_strip_end"),
    ]


@hooks.register("register_admin_menu_item")
def breaking_menu_item() -> VerbMenuItem:
    """The strip, after the fronts."""
    return VerbMenuItem(
        "عاجل", reverse("desk_breaking"), name="breaking", icon_name="warning", order=130, verbs=(Verb.BREAK,)
    )


@hooks.register("register_snippet_listing_buttons")
def raise_from_the_list(snippet: Any, user: User, next_url: str | None = None) -> Iterator[Button]:
    """In the list of stories: begin a strip with the headline of one that readers can see."""
    if isinstance(snippet, Story) and snippet.live and not snippet.is_withdrawn and may(user, Verb.BREAK):
        yield Button(
            "ارفعها في شريط العاجل",
            f"{reverse('desk_breaking')}?story={snippet.pk}",
            icon_name="warning",
            priority=60,
        )
