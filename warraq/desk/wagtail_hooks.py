"""The desk's menu: stories, and the network's furniture."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.menu import DismissibleMenuItem, MenuItem
from wagtail.snippets.models import register_snippet

from warraq.desk.breaking import hooks as _breaking_hooks  # noqa: F401 - registers itself
from warraq.desk.checking.views import copy_check
from warraq.desk.duplicates.views import duplicates
from warraq.desk.fronting import hooks as _fronting_hooks  # noqa: F401 - registers itself
from warraq.desk.furniture import NetworkGroup
from warraq.desk.letters import hooks as _letters_hooks  # noqa: F401 - registers itself
from warraq.desk.numbers import hooks as _numbers_hooks  # noqa: F401 - registers itself
from warraq.desk.partnering import hooks as _partnering_hooks  # noqa: F401 - registers itself
from warraq.desk.posting import hooks as _posting_hooks  # noqa: F401 - registers itself
from warraq.desk.queue import hooks as _queue_hooks  # noqa: F401 - registers itself
from warraq.desk.roles import hooks as _role_hooks  # noqa: F401 - registers itself
from warraq.desk.safety import hooks as _safety_hooks  # noqa: F401 - registers itself
from warraq.desk.start import hooks as _start_hooks  # noqa: F401 - registers itself
from warraq.desk.stories.listing import StorySearchArea
from warraq.desk.stories.viewset import StoryViewSet
from warraq.desk.suggesting import hooks as _suggesting_hooks  # noqa: F401 - registers itself
from warraq.desk.verbs import hooks as _verbs_hooks  # noqa: F401 - registers itself
from warraq.desk.wire import hooks as _wire_hooks  # noqa: F401 - registers itself
from warraq.desk.workflow import hooks as _workflow_hooks  # noqa: F401 - registers itself
from warraq.desk.writing import hooks as _writing_hooks  # noqa: F401 - registers itself

register_snippet(StoryViewSet)
register_snippet(NetworkGroup)


@hooks.register("register_admin_urls")
def answer_the_editor() -> list[URLPattern]:
    """Addresses that the scripts of a story's form ask."""
    return [
        path("stories/duplicates/", duplicates, name="desk_duplicates"),
        path("stories/check/", copy_check, name="desk_copy_check"),
    ]


@hooks.register("register_admin_search_area")
def search_stories() -> StorySearchArea:
    """Let the menu's search look for stories before anything else."""
    address = reverse(StoryViewSet().get_url_name("list"))
    return StorySearchArea("القصص", address, name="stories", icon_name="doc-full", order=50)


@hooks.register("register_icons")
def add_icons(icons: list[str]) -> list[str]:
    """Add the desk's own icons to Wagtail's."""
    return [*icons, "desk/icons/copydesk.svg"]


@hooks.register("construct_help_menu")
def keep_help_to_the_desk(request: HttpRequest, items: list[MenuItem]) -> None:
    """Leave out what leads to English pages about Wagtail; the keys stay."""
    items[:] = [item for item in items if not isinstance(item, DismissibleMenuItem)]
