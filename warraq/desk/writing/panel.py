"""Beside whoever writes: what lists will print of the story, and what of a paste could not be kept."""

from __future__ import annotations

from typing import Any

from django.forms import Media
from django.urls import reverse
from wagtail.admin.panels import Panel
from wagtail.admin.staticfiles import versioned_static


class TeaserPanel(Panel):
    """Shows the truncated teaser and counts the headline's letters; `teaser.js` fills it."""

    class BoundPanel(Panel.BoundPanel):
        """The teaser of one story."""

        template_name = "desk/writing/teaser.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Add where the script asks."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            return context | {"address": reverse("desk_teaser")}

        @property
        def media(self) -> Media:
            """The script, and the look."""
            return Media(
                js=[versioned_static("desk/teaser.js")], css={"all": [versioned_static("desk/teaser.css")]}
            )


class PastingPanel(Panel):
    """The words of the notice after a paste; `pasting.js` cleans what is pasted into the body and shows it."""

    class BoundPanel(Panel.BoundPanel):
        """Nothing that is seen until something is lost."""

        template_name = "desk/writing/pasting.html"

        @property
        def media(self) -> Media:
            """The script."""
            return Media(js=[versioned_static("desk/pasting.js")])
