"""The dialogue that chooses a story, searched by the archive's own index: drafts too."""

from __future__ import annotations

from django.db.models import QuerySet
from wagtail.admin.forms.choosers import BaseFilterForm, SearchFilterMixin
from wagtail.snippets.views.chooser import ChooseResultsView, ChooseView, SnippetChooserViewSet

from warraq.desk.stories.finding import best_first
from warraq.stories.models import Story


class StoryFilterForm(SearchFilterMixin, BaseFilterForm):
    """What is typed into the dialogue that chooses a story."""

    def filter(self, objects: QuerySet[Story]) -> QuerySet[Story]:
        """Keep what was searched for, the best first."""
        self.search_query = self.cleaned_data["q"]
        self.is_searching = bool(self.search_query)
        return best_first(objects, text=self.search_query) if self.is_searching else objects


class StoryChooseView(ChooseView):
    """The dialogue that chooses a story: the newest first, with a search."""

    ordering = ["-pk"]
    filter_form_class = StoryFilterForm


class StoryChooseResultsView(ChooseResultsView):
    """Its list alone."""

    ordering = ["-pk"]
    filter_form_class = StoryFilterForm


class StoryChooserViewSet(SnippetChooserViewSet):
    """How stories are chosen within a story, for «قد يهمك أيضًا»."""

    choose_view_class = StoryChooseView
    choose_results_view_class = StoryChooseResultsView
