"""What loading remembers besides the stories themselves."""

from django.db import models


class ReplacedRecord(models.Model):
    """A record whose story has had a later version since: met again, it must not undo that version.

    Only dumps that hold several versions of one story leave rows here, one for each version that was replaced.
    """

    origin_key = models.CharField(max_length=120)
    record_digest = models.CharField(max_length=16)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["origin_key", "record_digest"], name="replaced_once"),
        ]

    def __str__(self) -> str:
        return f"{self.origin_key} {self.record_digest}"
