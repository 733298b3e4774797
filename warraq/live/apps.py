from importlib import import_module

from django.apps import AppConfig


class LiveConfig(AppConfig):
    """Live blogs."""

    name = "warraq.live"
    label = "live"
    verbose_name = "التغطيات المباشرة"

    def ready(self) -> None:
        """Let stories be found by what their posts say, and lists say which are told live."""
        import_module("warraq.live.texts")
        import_module("warraq.live.selectors")
