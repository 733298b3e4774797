from django.apps import AppConfig


class RelatedConfig(AppConfig):
    """Stories near a story."""

    name = "warraq.related"
    label = "related"
    verbose_name = "ذات صلة"
