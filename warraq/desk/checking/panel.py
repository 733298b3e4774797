"""The side panel of a story's form."""

from __future__ import annotations

from typing import Any

from django.forms import Media
from django.urls import reverse
from wagtail.admin.staticfiles import versioned_static
from wagtail.admin.ui.side_panels import BaseSidePanel


class CopySidePanel(BaseSidePanel):
    """What the copy desk would mend; `copydesk.js` fills it."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        """The button in the form's head; its counter says how many findings there are."""

        aria_label = "تدقيق النص"
        icon_name = "copydesk"

    name = "copydesk"
    title = "تدقيق النص"
    template_name = "desk/checking/panel.html"
    order = 200

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Add where the script asks."""
        context: dict[str, Any] = super().get_context_data(parent_context)
        return context | {"address": reverse("desk_copy_check")}

    @property
    def media(self) -> Media:
        """The script that reads the form, and the look of what it finds."""
        return Media(
            js=[versioned_static("desk/copydesk.js")], css={"all": [versioned_static("desk/copydesk.css")]}
        )
