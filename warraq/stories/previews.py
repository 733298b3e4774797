"""How a draft is drawn: a door that pages opens from above."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse

from warraq.common.registry import Registry

if TYPE_CHECKING:
    from warraq.stories.models import Story

# Takes the number of the edition to stand on; None for the home site.
Preview = Callable[["Story", HttpRequest, "int | None"], HttpResponse]
previews: Registry[Preview] = Registry("preview")


def story_preview(story: Story, *, request: HttpRequest, edition: int | None = None) -> HttpResponse:
    """Return the draft as an edition would show it, or its home site."""
    return previews.get("story")(story, request, edition)
