"""The desk's menu: stories, and the network's furniture."""

from __future__ import annotations

from wagtail.snippets.models import register_snippet

from warraq.desk.editing import NetworkGroup, StoryViewSet

register_snippet(StoryViewSet)
register_snippet(NetworkGroup)
