"""How much stories are read, and what is known for an hour of those who read them."""

from django.db import models


class ReadScore(models.Model):
    """How much a story is read on an edition, as one number that never needs ageing (see `decay`).

    The rows of the hub stand for the whole network.
    """

    edition = models.ForeignKey("network.Edition", on_delete=models.CASCADE, related_name="+")
    story = models.ForeignKey("stories.Story", on_delete=models.CASCADE, related_name="+")
    heat = models.FloatField()
    last_read_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "story"], name="one_score_per_story")]
        indexes = [
            models.Index(fields=["edition", "-heat"], name="score_by_edition"),
            models.Index(fields=["edition", "-last_read_at"], name="last_read_by_edition"),
        ]

    def __str__(self) -> str:
        return f"{self.story_id} on {self.edition_id}: {self.heat:.2f}"


class ReadMarks(models.Model):
    """What one address read within one hour, in digests (see `readers`): the marks joined, 8 bytes each.

    Rows live for one to two hours. `hour` counts from 1970.
    """

    hour = models.PositiveIntegerField()
    address = models.BigIntegerField()
    marks = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hour", "address"], name="one_row_per_address_and_hour")
        ]

    def __str__(self) -> str:
        return f"{len(self.marks)} bytes in hour {self.hour}"


class DailySalt(models.Model):
    """What goes into a day's digests; gone with its day, and with it any way to tell whose they were."""

    day = models.DateField(primary_key=True)
    salt = models.BinaryField()

    def __str__(self) -> str:
        return self.day.isoformat()


class FlushLock(models.Model):
    """One row: whoever writes reads holds it, so that no two processes write at once and none waits in a ring."""

    tidied_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"tidied {self.tidied_at:%Y-%m-%d %H:%M}"
