"""The panels of the start page: each a list of stories, or a sentence and what to do next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils import timezone
from wagtail.admin.ui.components import Component

from warraq.desk.start import reading
from warraq.inbox.searches import Fresh, alerted_items
from warraq.stories.alarms import concerns_now
from warraq.stories.models import Story


class StoriesPanel(Component):
    """A list of stories."""

    template_name = "desk/start/stories.html"
    heading = ""
    icon = "doc-full"
    empty = ""
    order = 100

    def rows(self, user: Any) -> list[reading.Row]:
        """Return the stories."""
        raise NotImplementedError

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """Give the template the stories and where each is edited."""
        user = parent_context["request"].user
        return {
            "heading": self.heading,
            "icon": self.icon,
            "empty": self.empty,
            "rows": self.rows(user),
            "edit": Story.snippet_viewset.get_url_name("edit"),
            "panel_id": type(self).__name__.lower(),
            **self.more(user),
        }

    def more(self, user: Any) -> dict[str, Any]:
        """Return what else the panel says."""
        return {}


def _listed(mine: str) -> str:
    """Return the list of stories, asked for whose (`StoryFilterSet.mine`)."""
    return f"{reverse(Story.snippet_viewset.get_url_name('list'))}?mine={mine}"


class WaitingPanel(StoriesPanel):
    """What waits for this person."""

    heading, icon, order = "تنتظرك", "clipboard-list", 100
    empty = "لا قصة تنتظر مراجعتك."

    def rows(self, user: Any) -> list[reading.Row]:
        """Return the stories whose step the person may pass."""
        return reading.waiting_for(user)

    def more(self, user: Any) -> dict[str, Any]:
        """Offer to see all of them."""
        return {"all_url": _listed("waiting"), "all_title": "كل ما ينتظرك"}


class OwnPanel(StoriesPanel):
    """One's own stories."""

    heading, icon, order = "قصصي", "user", 110
    empty = "لم تكتب قصة بعد."

    def rows(self, user: Any) -> list[reading.Row]:
        """Return the newest."""
        return reading.own_stories(user, now=timezone.now())

    def more(self, user: Any) -> dict[str, Any]:
        """Offer to begin one, and to see all."""
        begins = reverse(Story.snippet_viewset.get_url_name("add")) if reading.writes_somewhere(user) else ""
        return {"add_url": begins, "all_url": _listed("on"), "all_title": "كل قصصي"}


class GoingOutPanel(StoriesPanel):
    """What goes out by itself."""

    heading, icon, order = "تُنشر قريبًا", "calendar-alt", 120
    empty = "لا شيء مجدول ولا محظور ينتظر موعده."

    def rows(self, user: Any) -> list[reading.Row]:
        """Return the next."""
        return reading.going_out(user, now=timezone.now())


class ReadNowPanel(StoriesPanel):
    """What readers read."""

    heading, icon, order = "يقرؤها القراء الآن", "view", 130
    empty = "لا قراءات بعد."

    def rows(self, user: Any) -> list[reading.Row]:
        """Return the most read."""
        return reading.read_now(user, now=timezone.now())


class WiresPanel(Component):
    """What came on the wires for the person's alerts since they looked."""

    template_name = "desk/start/wires.html"
    order = 116

    def __init__(self, alerts: list[Fresh]) -> None:
        """Take the person's alerts."""
        self.alerts = alerts

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """Give the template the newest items, and the alerts with their numbers."""
        user = parent_context["request"].user
        return {"alerts": self.alerts, "hits": alerted_items(user, limit=reading.LENGTH)}


class AlarmsPanel(Component):
    """What somebody must look at; nothing is drawn while all is well."""

    template_name = "desk/start/alarms.html"
    order = 10

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """Give the template the sentences."""
        return {
            "concerns": concerns_now(now=timezone.now()),
            "edit": Story.snippet_viewset.get_url_name("edit"),
        }
