from django.apps import AppConfig


class SafetyConfig(AppConfig):
    """An app of its own: its tables and their migrations are no concern of the rest of the desk."""

    name = "warraq.desk.safety"
    label = "safety"
    verbose_name = "أمان مكتب التحرير"
