"""What is kept of items for a few days, to find those of other agencies with the same text."""

from django.db import models

from warraq.inbox.models.items import WireItem


class WireSignature(models.Model):
    """The shingles of an item's newest text, as `warraq.related.signatures.packed` writes them.

    `came_on` is the day (UTC) on which the item's first version came.
    """

    item = models.OneToOneField(WireItem, on_delete=models.CASCADE, primary_key=True, related_name="+")
    came_on = models.DateField(db_index=True)
    shingles = models.BinaryField()

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return str(self.item_id)


class WireBand(models.Model):
    """One key of an item's signature; as in `warraq.related.models.Band`, the key comes first in the index."""

    pk = models.CompositePrimaryKey("key", "item_id")
    key = models.BigIntegerField()
    item_id = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.key}: {self.item_id}"
