"""The desk's menu: stories, and the network's furniture."""

from __future__ import annotations

from django.urls import URLPattern, path
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from warraq.desk.duplicates.views import duplicates
from warraq.desk.editing import NetworkGroup, StoryViewSet

register_snippet(StoryViewSet)
register_snippet(NetworkGroup)


@hooks.register("register_admin_urls")
def answer_the_editor() -> list[URLPattern]:
    """Addresses that the scripts of a story's form ask."""
    return [path("stories/duplicates/", duplicates, name="desk_duplicates")]
