from django.apps import AppConfig


class InboxConfig(AppConfig):
    """What agencies sent, waiting for the desk."""

    name = "warraq.inbox"
    label = "inbox"
    verbose_name = "البرقيات"
