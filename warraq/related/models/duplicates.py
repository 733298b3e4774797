"""What is kept to find stories with the same text: see docs/decisions/006-near-duplicates.md."""

from django.db import models

from warraq.related.signatures import Overlap
from warraq.stories.models import Story


class Signature(models.Model):
    """The shingles of a story's newest text, draft or not, as `warraq.related.signatures.packed` writes them.

    `came_on` is the day (UTC) on which it was published, or a draft saved.
    """

    story = models.OneToOneField(Story, on_delete=models.CASCADE, primary_key=True, related_name="+")
    came_on = models.DateField()
    shingles = models.BinaryField()

    # Wagtail counts references as uses of the story; this is none.
    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return str(self.story_id)


class Band(models.Model):
    """One key of a story's signature: stories that share text have keys in common.

    The key comes first in the index, so that candidates are one look-up; there is no foreign key, whose own index
    would double the table: rows go with their Signature.
    """

    pk = models.CompositePrimaryKey("key", "story_id")
    key = models.BigIntegerField()
    story_id = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.key}: {self.story_id}"


class Likeness(models.Model):
    """Two stories that have text in common: copies, or cut and edited from one text (`is_copy`), or akin.

    `earlier` and `later` are by number: the order in which they came in. The sizes are shingles.
    """

    earlier = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="+")
    # The constraint below is its index.
    later = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="+", db_index=False)
    shared = models.PositiveIntegerField()
    earlier_size = models.PositiveIntegerField()
    later_size = models.PositiveIntegerField()
    is_copy = models.BooleanField(default=True)

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [models.UniqueConstraint(fields=["later", "earlier"], name="one_likeness_per_pair")]

    def __str__(self) -> str:
        return f"{self.earlier_id} ≈ {self.later_id}"

    def seen_from(self, story_id: int) -> tuple[int, Overlap]:
        """Return the other story's number, and the overlap told of `story_id`."""
        found = Overlap(self.shared, own=self.later_size, other=self.earlier_size)
        return (self.earlier_id, found) if story_id == self.later_id else (self.later_id, found.turned)
