"""Stories as one of Wagtail's snippets: which views, which form."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest
from wagtail.snippets.views.snippets import SnippetViewSet

from warraq.desk.roles.guarding import GuardedViewSet
from warraq.desk.stories.choosing import StoryChooserViewSet
from warraq.desk.stories.filters import StoryFilterSet
from warraq.desk.stories.listing import COLUMNS, StoryIndexView
from warraq.desk.stories.panels import STORY_PANELS
from warraq.desk.stories.turns import View, one_at_a_time
from warraq.desk.stories.views import StoryCreateView, StoryEditView, StoryInspectView
from warraq.stories.models import Story


class StoryViewSet(GuardedViewSet, SnippetViewSet):
    """Stories, newest first: those that the person may see."""

    model = Story
    index_view_class = StoryIndexView
    index_template_name = "desk/stories/index.html"
    index_results_template_name = "desk/stories/results.html"
    chooser_viewset_class = StoryChooserViewSet
    add_view_class = StoryCreateView
    edit_view_class = StoryEditView
    inspect_view_class = StoryInspectView
    icon = "doc-full"
    menu_label = "القصص"
    menu_name = "stories"
    menu_order = 100
    add_to_admin_menu = True
    url_prefix = "stories"
    edit_handler = STORY_PANELS
    list_display = ["headline", *COLUMNS]
    filterset_class = StoryFilterSet
    list_per_page = 30
    ordering = ["-id"]
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_fields = ["headline", "standfirst", "label", "dateline", "body", "lead_picture", "agency"]

    @property
    def edit_view(self) -> View:
        """Return the view of the form: what is sent for a story is saved one after another."""
        return one_at_a_time(super().edit_view)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Story]:
        """Return what the person may see, with what decides what they may do to each."""
        stories: QuerySet[Story] = super().get_queryset(request).prefetch_related("placements")
        return stories
