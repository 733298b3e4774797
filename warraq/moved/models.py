"""Old addresses, each with the story that it leads to."""

from django.db import models


class OldAddress(models.Model):
    """An address of a former site, as the number of its normal form (`addresses`): an index of 8 bytes a row.

    `path` is the form itself, for whoever wants to see where an address leads.
    """

    edition = models.ForeignKey("network.Edition", on_delete=models.CASCADE, related_name="+")
    digest = models.BigIntegerField()
    path = models.TextField()
    story = models.ForeignKey("stories.Story", on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "digest"], name="old_address_once")]

    def __str__(self) -> str:
        return self.path
