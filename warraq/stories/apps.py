from importlib import import_module

from django.apps import AppConfig


class StoriesConfig(AppConfig):
    """Stories, placements, authors and topics; the newsroom's verbs; the visible set."""

    name = "warraq.stories"
    label = "stories"
    verbose_name = "القصص"

    def ready(self) -> None:
        """Listen to the network below; tell the desk of troubles."""
        import_module("warraq.stories.signals")
        import_module("warraq.stories.troubles")
