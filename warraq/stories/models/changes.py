"""The outbox: what changed, written in the transaction that changed it."""

from django.db import models


class Change(models.Model):
    """One change that readers' pages may show. Upper rooms read these rows in the order of their numbers.

    `facts` is what a reader of the outbox needs and can no longer ask the database for: where the story stood
    before and where it stands after, as `warraq.stories.changes` writes it.
    """

    class Kind(models.TextChoices):
        """What changed."""

        STORY = "story"
        EDITION = "edition"  # an edition, its sections or standing pages: everything that stands on it

    kind = models.CharField(max_length=8, choices=Kind.choices)
    story_id = models.BigIntegerField(null=True)  # no foreign key: the row outlives a deleted story
    facts = models.JSONField()
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.pk}: {self.kind} {self.story_id or self.facts}"
