from importlib import import_module

from django.apps import AppConfig


class RelatedConfig(AppConfig):
    """Stories near a story."""

    name = "warraq.related"
    label = "related"
    verbose_name = "ذات صلة"

    def ready(self) -> None:
        """Follow the stories."""
        import_module("warraq.related.services")
