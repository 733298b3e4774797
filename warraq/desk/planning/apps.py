from django.apps import AppConfig


class PlanningConfig(AppConfig):
    """An app of its own: plans and their migrations are no concern of the rest of the desk."""

    name = "warraq.desk.planning"
    label = "planning"
    verbose_name = "الخطة"
