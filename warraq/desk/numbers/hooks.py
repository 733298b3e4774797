"""Where numbers are found: the menu, and a story's row of the list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.widgets.button import Button

from warraq.desk.numbers.buttons import numbers_buttons
from warraq.desk.numbers.views import EditionNumbersView, NumbersListView, StoryNumbersView
from warraq.desk.roles.menu import VerbMenuItem
from warraq.desk.roles.verbs import Verb
from warraq.stories.models import Story

if TYPE_CHECKING:
    from django.contrib.auth.models import User


@hooks.register("register_admin_urls")
def numbers_addresses() -> list[URLPattern]:
    """The pages and their files."""
    return [
        path("numbers/", NumbersListView.as_view(), name="desk_numbers"),
        path("numbers/<int:pk>/", EditionNumbersView.as_view(), name="desk_numbers_edition"),
        path(
            "numbers/<int:pk>/csv/",
            EditionNumbersView.as_view(is_file=True),
            name="desk_numbers_edition_file",
        ),
        path("stories/<int:pk>/numbers/", StoryNumbersView.as_view(), name="desk_numbers_story"),
        path(
            "stories/<int:pk>/numbers/csv/",
            StoryNumbersView.as_view(is_file=True),
            name="desk_numbers_story_file",
        ),
    ]


@hooks.register("register_admin_menu_item")
def numbers_menu_item() -> VerbMenuItem:
    """Numbers, after what is made of stories."""
    return VerbMenuItem(
        "الأرقام",
        reverse("desk_numbers"),
        name="numbers",
        icon_name="history",
        order=150,
        verbs=(Verb.NUMBERS,),
    )


@hooks.register("register_snippet_listing_buttons")
def lead_to_numbers_from_the_list(snippet: Any, user: User, next_url: str | None = None) -> list[Button]:
    """Lead from a story that readers had, in its list, to its numbers."""
    return numbers_buttons(snippet, user=user, priority=70) if isinstance(snippet, Story) else []
