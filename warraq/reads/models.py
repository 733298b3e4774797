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


class ReadCount(models.Model):
    """How often a story was read on an edition within a minute, an hour or a day (see `spans`); nothing of by whom.

    Story 0 is all of the edition's together. Numbers without relations: they go by age, and by how much they say.
    """

    pk = models.CompositePrimaryKey("span", "edition", "story", "at")
    span = models.PositiveSmallIntegerField()
    edition = models.BigIntegerField()
    story = models.BigIntegerField()
    at = models.PositiveIntegerField()
    reads = models.PositiveIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["span", "at", "edition", "-reads"], name="count_by_span"),
            # Of some stories, on whichever edition.
            models.Index(fields=["span", "story", "at"], name="count_by_story"),
        ]

    def __str__(self) -> str:
        return f"{self.story} on {self.edition}: {self.reads}"


class ReadOrigin(models.Model):
    """From where readers came to a story (0: to all of them) on an edition within a day (see `origins`)."""

    pk = models.CompositePrimaryKey("edition", "story", "day", "origin")
    edition = models.BigIntegerField()
    story = models.BigIntegerField()
    day = models.PositiveIntegerField()
    origin = models.CharField(max_length=120)
    reads = models.PositiveIntegerField()

    class Meta:
        indexes = [models.Index(fields=["day", "edition"], name="origin_by_day")]

    def __str__(self) -> str:
        return f"{self.story} on {self.edition} from {self.origin}: {self.reads}"


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
