from django.apps import AppConfig


class StoriesConfig(AppConfig):
    """Stories, placements, authors and topics; the newsroom's verbs; the visible set."""

    name = "warraq.stories"
    label = "stories"
    verbose_name = "القصص"
