from django.apps import AppConfig


class FrontsConfig(AppConfig):
    """What editors put forward on each edition."""

    name = "warraq.fronts"
    label = "fronts"
    verbose_name = "الواجهات"
