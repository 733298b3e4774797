"""The warning at the head of a story's form: its agency sent a newer version, or killed the item."""

from __future__ import annotations

from typing import Any

from wagtail.admin.panels import Panel

from warraq.inbox.selectors import wire_warnings


class WirePanel(Panel):
    """Tells of newer versions of the item that the story was made of, until its desk has looked."""

    class BoundPanel(Panel.BoundPanel):
        """The warnings of one story."""

        template_name = "desk/wire/panel.html"

        def is_shown(self) -> bool:
            """Return whether there is anything to warn of."""
            return bool(self.warnings)

        @property
        def warnings(self) -> list[Any]:
            """The items with a newer version."""
            number = self.instance.pk
            if number is None:
                return []
            if not hasattr(self, "_warnings"):
                self._warnings = list(wire_warnings([number]).defer("content"))
            return self._warnings

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Add the items."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            return context | {"warnings": self.warnings}
