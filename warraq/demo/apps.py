from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The demo network: three sister sites of invented news."""

    name = "warraq.demo"
    label = "demo"
    verbose_name = "العرض"
