from django.apps import AppConfig


class OutletsConfig(AppConfig):
    """Stories out: feeds, sitemaps, robots and metadata files."""

    name = "warraq.outlets"
    label = "outlets"
    verbose_name = "المنافذ"
