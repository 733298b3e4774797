"""What loading remembers besides the stories themselves."""

from django.db import models


class SeenRecord(models.Model):
    """A record that has been in, and is not the one that its story stands on: met again, it changes nothing.

    Only dumps that hold several records of one story leave rows here: earlier versions, and copies that say the same.
    """

    origin_key = models.CharField(max_length=120)
    record_digest = models.CharField(max_length=16)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["origin_key", "record_digest"], name="seen_once")]

    def __str__(self) -> str:
        return f"{self.origin_key} {self.record_digest}"
