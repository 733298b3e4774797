"""The ledger of withdrawals: which surface was clean of which story, since when."""

from django.db import models


class Clearance(models.Model):
    """One surface (a page, a block, a feed, the lists that printed it) that no longer shows a withdrawn story.

    `node` is the machine whose processes were asked; `cleared_at` the moment from which all of them were right. A row
    without it says that the surface could not be shown to be clean: somebody must look.
    """

    story_id = models.BigIntegerField()
    withdrawn_at = models.DateTimeField()
    node = models.CharField(max_length=100)
    surface = models.CharField(max_length=1000)
    cleared_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["story_id", "withdrawn_at"], name="clearance_by_story")]

    def __str__(self) -> str:
        return f"{self.surface}: {self.cleared_at or 'not clean'}"
