from importlib import import_module

from django.apps import AppConfig


class OutletsConfig(AppConfig):
    """Stories out: feeds, sitemaps, robots and metadata files."""

    name = "warraq.outlets"
    label = "outlets"
    verbose_name = "المنافذ"

    def ready(self) -> None:
        """Say where stories show."""
        import_module("warraq.outlets.surfaces")
