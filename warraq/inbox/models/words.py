"""The words of items, as the database's own index has them."""

from django.db import models

from warraq.inbox.models.items import WireItem


class WireText(models.Model):
    """The stems of all that an item's newest version says, each once, between single spaces.

    A row is deleted and made anew, never changed: the index of SQLite follows by triggers on both (migration 0005).
    """

    item = models.OneToOneField(WireItem, on_delete=models.CASCADE, primary_key=True, related_name="+")
    stems = models.TextField()

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return str(self.item_id)
