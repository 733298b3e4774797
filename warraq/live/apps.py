from django.apps import AppConfig


class LiveConfig(AppConfig):
    """Live blogs."""

    name = "warraq.live"
    label = "live"
    verbose_name = "التغطيات المباشرة"
