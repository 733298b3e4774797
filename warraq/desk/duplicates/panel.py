"""The notices at the head of a story's form."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.forms import Media
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.panels import Panel
from wagtail.admin.staticfiles import versioned_static

from warraq.desk.duplicates.notices import Notice, notice
from warraq.desk.roles.seeing import sees
from warraq.related.duplicates import Copy, copies_for_desk

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser, User


def notices_for(user: User | AnonymousUser, *, copies: Iterable[Copy]) -> list[Notice]:
    """Return a notice for each copy that the user may see, with links to those that they may edit."""
    now, finder = timezone.now(), AdminURLFinder(user)
    seen = (copy for copy in copies if sees(user, copy.story, now=now))
    return [notice(copy, now=now, url=finder.get_edit_url(copy.story)) for copy in seen]


class DuplicatesPanel(Panel):
    """Tells what the story is a copy of: as it was saved, again after each save, and for text that is pasted."""

    class BoundPanel(Panel.BoundPanel):
        """The notices of one story."""

        template_name = "desk/duplicates/panel.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Add the notices, and where the script asks again."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            number = self.instance.pk
            copies = copies_for_desk(number) if number else []
            return context | {
                "notices": notices_for(self.request.user, copies=copies),
                "story": number or "",
                "address": reverse("desk_duplicates"),
            }

        @property
        def media(self) -> Media:
            """The script that asks again."""
            return Media(js=[versioned_static("desk/duplicates.js")])
