from importlib import import_module

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """Finding stories."""

    name = "warraq.search"
    label = "search"
    verbose_name = "البحث"

    def ready(self) -> None:
        """Follow the stories."""
        import_module("warraq.search.services")
