"""The buttons of a story's form, and the last question before readers get a story."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.snippets.action_menu import ActionMenuItem, PublishMenuItem, UnpublishMenuItem

from warraq.desk.roles.asking import may, require
from warraq.desk.roles.verbs import Verb
from warraq.desk.workflow.views import UrgentView
from warraq.stories.models import Story


class UrgentMenuItem(ActionMenuItem):
    """Leads whoever breaks news past the workflow; whoever publishes anyway needs no way around."""

    name = "action-break"
    label = "نشر عاجل…"
    icon_name = "warning"
    order = 35

    def is_shown(self, context: dict[str, Any]) -> bool:
        """Return whether the person may break this story, and could not just publish it."""
        if context["view"] != "edit":
            return False
        user, story = context["request"].user, context["instance"]
        return may(user, Verb.BREAK, story=story) and not may(user, Verb.PUBLISH, story=story)

    def get_url(self, parent_context: dict[str, Any]) -> str:
        """Return where the reason is asked for."""
        return reverse("desk_break", args=[parent_context["instance"].pk])


@hooks.register("register_admin_urls")
def break_stories() -> list[URLPattern]:
    """The page that publishes past the workflow."""
    return [path("stories/<int:pk>/break/", UrgentView.as_view(), name="desk_break")]


@hooks.register("register_snippet_action_menu_item")
def offer_to_break(model: type) -> ActionMenuItem | None:
    """Offer it beside the story's other buttons."""
    return UrgentMenuItem() if model is Story else None


@hooks.register("construct_snippet_action_menu")
def keep_to_the_verbs(items: list[ActionMenuItem], request: HttpRequest, context: dict[str, Any]) -> None:
    """Take away the buttons of publication from who may not publish this very story: Wagtail asks of all stories."""
    story = context.get("instance")
    if context["model"] is not Story or story is None or may(request.user, Verb.PUBLISH, story=story):
        return
    items[:] = [item for item in items if not isinstance(item, (PublishMenuItem, UnpublishMenuItem))]


@hooks.register("before_publish")
@hooks.register("before_unpublish")
def ask_before_readers_notice(request: HttpRequest, row: Any) -> None:
    """Refuse what a form could still send: a story saved just now into an edition where its writer may not publish."""
    if isinstance(row, Story):
        require(request.user, Verb.PUBLISH, story=row)
