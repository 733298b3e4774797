"""The list of stories, searched by the archive's own index: drafts too."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from wagtail.admin.search import SearchArea
from wagtail.admin.ui.tables import LiveStatusTagColumn
from wagtail.snippets.views.snippets import IndexView

from warraq.desk.stories.finding import best_first
from warraq.search.desk import stories_holding
from warraq.stories.models import Story

# Whoever orders a list by a column reads its beginning.
MOST_ORDERED = 1_000


class StandingColumn(LiveStatusTagColumn):
    """Whether readers have the story. Wagtail does not know of stories that were taken back."""

    def get_value(self, instance: Story) -> Any:
        """Return the tag's word."""
        return "مسحوبة" if instance.is_withdrawn else super().get_value(instance)

    def get_primary(self, instance: Story) -> bool:
        """Return whether the tag stands out, as that of a story does that readers have."""
        return bool(super().get_primary(instance)) and not instance.is_withdrawn


class StorySearchArea(SearchArea):
    """The stories as what the menu's own search asks first."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Return whether this person may see the list."""
        return request.user.has_perm("stories.add_story") or request.user.has_perm("stories.change_story")


class StoryIndexView(IndexView):
    """Stories, newest first; those that were searched for, the best first, or by a column that was pressed."""

    is_searchable = True

    def search_queryset(self, queryset: QuerySet[Story]) -> QuerySet[Story]:
        """Keep what was searched for."""
        if not self.is_searching:
            return queryset
        if self.is_explicitly_ordered:
            return queryset.filter(pk__in=stories_holding(self.search_query, limit=MOST_ORDERED))
        return best_first(queryset, text=self.search_query)
