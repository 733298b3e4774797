from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The newsroom's admin, on Wagtail's."""

    name = "warraq.desk"
    label = "desk"
    verbose_name = "مكتب التحرير"
