"""What has been announced."""

from django.db import models

from warraq.outlets.push.models import Batch, Subscription

__all__ = ["Announcement", "Batch", "Subscription"]


class Announcement(models.Model):
    """That a story has been announced on an edition: unique, so that of several nodes one announces it."""

    edition = models.ForeignKey("network.Edition", on_delete=models.CASCADE, related_name="+")
    story = models.ForeignKey("stories.Story", on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "story"], name="announced_once")]

    def __str__(self) -> str:
        return f"{self.story_id} on {self.edition_id}"
