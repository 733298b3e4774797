"""Where the scripts of a story's form ask while somebody writes."""

from __future__ import annotations

from django.urls import URLPattern, path
from wagtail import hooks

from warraq.desk.writing.views import teaser


@hooks.register("register_admin_urls")
def answer_who_writes() -> list[URLPattern]:
    """The teaser."""
    return [path("stories/teaser/", teaser, name="desk_teaser")]
