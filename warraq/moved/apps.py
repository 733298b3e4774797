from django.apps import AppConfig


class MovedConfig(AppConfig):
    """Addresses of a former site."""

    name = "warraq.moved"
    label = "moved"
    verbose_name = "العناوين القديمة"
