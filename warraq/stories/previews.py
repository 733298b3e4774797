"""How a draft is drawn: a door that pages opens from above."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse

from warraq.common.registry import Registry

if TYPE_CHECKING:
    from warraq.stories.models import Story

Preview = Callable[["Story", HttpRequest], HttpResponse]
previews: Registry[Preview] = Registry("preview")


def story_preview(story: Story, *, request: HttpRequest) -> HttpResponse:
    """Return the draft as its home site would show it."""
    return previews.get("story")(story, request)
