"""Decayed counts of reads."""

from django.db import models


class ReadScore(models.Model):
    """How much a story is read on an edition, as one number that never needs ageing.

    With forward decay a read at time t weighs 2^(t / half-life); sums of such weights keep their order for ever,
    so nothing is recomputed as time passes. `log_score` is the base-2 logarithm of the sum (the sum itself would
    overflow). Source: Cormode, Shkapenyuk, Srivastava, Xu, "Forward Decay" (ICDE 2009).
    """

    edition = models.ForeignKey("network.Edition", on_delete=models.CASCADE, related_name="+")
    story = models.ForeignKey("stories.Story", on_delete=models.CASCADE, related_name="+")
    log_score = models.FloatField()
    last_read_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "story"], name="one_score_per_story")]
        indexes = [models.Index(fields=["edition", "-log_score"], name="score_by_edition")]

    def __str__(self) -> str:
        return f"{self.story_id} on {self.edition_id}: {self.log_score:.2f}"
