"""Where the script of a story's form asks for stories to pick from."""

from __future__ import annotations

from django.urls import URLPattern, path
from wagtail import hooks

from warraq.desk.suggesting.views import suggestions


@hooks.register("register_admin_urls")
def answer_who_links() -> list[URLPattern]:
    """The suggestions."""
    return [path("stories/suggestions/", suggestions, name="desk_suggestions")]
