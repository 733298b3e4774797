"""Tells at a story's form which of its pictures may no longer be used."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from wagtail.admin.panels import Panel

from warraq.stories.models import Picture, Story


def ended(story: Story) -> list[Picture]:
    """Return the story's pictures whose rights have ended: the lead, and those within the text."""
    numbers = {story.lead_picture_id}
    for block in story.body.raw_data:
        if block["type"] == "picture" and isinstance(block["value"].get("picture"), int):
            numbers.add(block["value"]["picture"])
    today = timezone.localdate()
    return [each for each in Picture.objects.filter(pk__in=numbers - {None}) if each.rights_ended(on=today)]


class RightsPanel(Panel):
    """The warnings of one story."""

    class BoundPanel(Panel.BoundPanel):
        """Drawn only where there is something to warn of."""

        template_name = "desk/pictures/rights.html"

        def is_shown(self) -> bool:
            """Return whether a picture's rights have ended."""
            return bool(self.pictures)

        @property
        def pictures(self) -> list[Picture]:
            """The pictures, found once."""
            if not hasattr(self, "_pictures"):
                self._pictures = ended(self.instance)
            return self._pictures

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Add the pictures."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            return context | {"pictures": self.pictures}
