from django.apps import AppConfig


class ReadsConfig(AppConfig):
    """What readers did: counts with time decay, most read."""

    name = "warraq.reads"
    label = "reads"
    verbose_name = "القراءات"
