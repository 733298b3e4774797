"""The list below the body of a story's form."""

from __future__ import annotations

from typing import Any

from django.forms import Media
from django.urls import reverse
from wagtail.admin.panels import Panel
from wagtail.admin.staticfiles import versioned_static


class SuggestionsPanel(Panel):
    """Stories to pick for «قد يهمك أيضًا»; the script asks for them as the text grows."""

    class BoundPanel(Panel.BoundPanel):
        """The list of one story."""

        template_name = "desk/suggesting/panel.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Add where the script asks, and of which story."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            return context | {"address": reverse("desk_suggestions"), "story": self.instance.pk or ""}

        @property
        def media(self) -> Media:
            """The script, and the look."""
            return Media(
                js=[versioned_static("desk/suggesting.js")],
                css={"all": [versioned_static("desk/suggesting.css")]},
            )
