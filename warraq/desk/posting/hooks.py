"""The addresses of live coverage at the desk, its menu item, and the button beside each story."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.snippets.action_menu import ActionMenuItem

from warraq.desk.posting import views
from warraq.desk.roles.asking import may
from warraq.desk.roles.menu import VerbMenuItem
from warraq.desk.roles.verbs import Verb
from warraq.stories.models import Story

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.contrib.auth.models import User


class CoverageActionItem(ActionMenuItem):
    """Leads from a story's form to its coverage."""

    name = "action-live"
    label = "تغطية مباشرة"
    icon_name = "radio-full"
    order = 60

    def is_shown(self, context: dict[str, Any]) -> bool:
        """Return whether there is a story that the person may cover."""
        return context["view"] == "edit" and may(
            context["request"].user, Verb.LIVE, story=context["instance"]
        )

    def get_url(self, parent_context: dict[str, Any]) -> str:
        """Return where its posts are written."""
        return reverse("desk_posting", args=[parent_context["instance"].pk])


@hooks.register("register_snippet_action_menu_item")
def lead_from_the_form(model: type) -> ActionMenuItem | None:
    """Stand among the buttons of a story's form."""
    return CoverageActionItem() if model is Story else None


@hooks.register("register_admin_urls")
def answer_reporters() -> list[URLPattern]:
    """The screens, and what their script asks."""
    return [
        path("live/", views.coverage_list, name="desk_coverages"),
        path("live/<int:story>/", views.room, name="desk_posting"),
        path("live/<int:story>/turn/", views.turn, name="desk_posting_turn"),
        path("live/<int:story>/add/", views.add, name="desk_posting_add"),
        path("live/<int:story>/changes/", views.changes, name="desk_posting_changes"),
        path("live/<int:story>/posts/<int:number>/", views.edit, name="desk_posting_edit"),
        path("live/<int:story>/posts/<int:number>/remove/", views.remove, name="desk_posting_remove"),
        path("live/<int:story>/posts/<int:number>/mark/", views.mark, name="desk_posting_mark"),
    ]


@hooks.register("register_admin_menu_item")
def lead_to_coverages() -> VerbMenuItem:
    """Stand among the first items of the menu."""
    return VerbMenuItem(
        "التغطيات المباشرة",
        reverse("desk_coverages"),
        name="coverages",
        icon_name="radio-full",
        order=130,
        verbs=(Verb.LIVE,),
    )


@hooks.register("register_snippet_listing_buttons")
def lead_to_the_coverage(snippet: Any, user: User, next_url: str | None = None) -> Iterator[Button]:
    """Lead from a story in its list to its coverage."""
    if isinstance(snippet, Story) and may(user, Verb.LIVE, story=snippet):
        address = reverse("desk_posting", args=[snippet.pk])
        yield Button("تغطية مباشرة", url=address, icon_name="radio-full", priority=45)
