"""The button that leads from a story to its numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from wagtail.admin.widgets.button import Button

from warraq.desk.roles.asking import may
from warraq.desk.roles.verbs import Verb
from warraq.stories.models import Story

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser, User


def numbers_buttons(story: Story, *, user: User | AnonymousUser, priority: int) -> list[Button]:
    """Return the button for a story that readers had, if the person may see its numbers; nothing otherwise."""
    if story.first_published_at is None or not may(user, Verb.NUMBERS, story=story):
        return []
    address = reverse("desk_numbers_story", args=[story.pk])
    return [Button("أرقام القصة", url=address, icon_name="history", priority=priority)]
