from django.apps import AppConfig


class WiresConfig(AppConfig):
    """Stories in: importers from other systems."""

    name = "warraq.wires"
    label = "wires"
    verbose_name = "الوكالات"
