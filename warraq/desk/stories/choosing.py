"""The dialogue that chooses a story among those that the person sees, searched by the archive's own index."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from wagtail.admin.forms.choosers import BaseFilterForm, SearchFilterMixin
from wagtail.snippets.views.chooser import (
    ChooseResultsView,
    ChooseView,
    SnippetChooserViewSet,
    SnippetChosenMultipleView,
    SnippetChosenView,
)

from warraq.desk.roles.seeing import stories_seen_by
from warraq.desk.stories.finding import best_first
from warraq.stories.models import Story


class StoryFilterForm(SearchFilterMixin, BaseFilterForm):
    """What is typed into the dialogue that chooses a story."""

    def filter(self, objects: QuerySet[Story]) -> QuerySet[Story]:
        """Keep what was searched for, the best first."""
        self.search_query = self.cleaned_data["q"]
        self.is_searching = bool(self.search_query)
        return best_first(objects, text=self.search_query) if self.is_searching else objects


class _Seen:
    """The stories that the person may see."""

    request: Any

    def seen(self) -> QuerySet[Story]:
        return stories_seen_by(self.request.user, now=timezone.now())


class StoryChooseView(_Seen, ChooseView):
    """The dialogue that chooses a story: the newest first, with a search."""

    ordering = ["-pk"]
    filter_form_class = StoryFilterForm

    def get_object_list(self) -> QuerySet[Story]:
        """Return what may be chosen."""
        return self.seen()


class StoryChooseResultsView(_Seen, ChooseResultsView):
    """Its list alone."""

    ordering = ["-pk"]
    filter_form_class = StoryFilterForm

    def get_object_list(self) -> QuerySet[Story]:
        """Return what may be chosen."""
        return self.seen()


class StoryChosenView(_Seen, SnippetChosenView):
    """The story that was chosen."""

    def get_object(self, pk: str) -> Story:
        """Return the story; who may not see it is told that there is none."""
        return self.seen().get(pk=pk)


class StoryChosenMultipleView(_Seen, SnippetChosenMultipleView):
    """The stories that were chosen together."""

    def get_objects(self, pks: Iterable[str]) -> QuerySet[Story]:
        """Return those of them that the person may see."""
        return self.seen().filter(pk__in=pks)


class StoryChooserViewSet(SnippetChooserViewSet):
    """How stories are chosen within a story, for «قد يهمك أيضًا»."""

    choose_view_class = StoryChooseView
    choose_results_view_class = StoryChooseResultsView
    chosen_view_class = StoryChosenView
    chosen_multiple_view_class = StoryChosenMultipleView
