from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """What editors want readers to be told of."""

    name = "warraq.notices"
    label = "notices"
    verbose_name = "تنبيهات القراء"
