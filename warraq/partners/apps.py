from importlib import import_module

from django.apps import AppConfig


class PartnersConfig(AppConfig):
    """Who gets our stories by key, and what partners were told."""

    name = "warraq.partners"
    label = "partners"
    verbose_name = "الشركاء"

    def ready(self) -> None:
        """Follow the stories."""
        import_module("warraq.partners.services")
