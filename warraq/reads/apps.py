"""What readers did: counts with time decay, most read."""

from django.apps import AppConfig
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


class ReadsConfig(AppConfig):
    """What readers did: counts with time decay, most read."""

    name = "warraq.reads"
    label = "reads"
    verbose_name = "القراءات"

    def ready(self) -> None:
        """Refuse settings that could not work, by name, when starting rather than at the first read."""
        from warraq.reads.stores import read_store

        if settings.READS_HALF_LIFE_HOURS <= 0:
            raise ImproperlyConfigured("WARRAQ_READS_HALF_LIFE_HOURS must be more than 0.")
        read_store()
