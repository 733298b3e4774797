"""What fails in the background, where nobody would see it."""

from django.db import models


class Trouble(models.Model):
    """Something that goes wrong again and again until it is mended: its name tells it from all others.

    `since` is when it began, `seen_at` when it was last met.
    """

    name = models.CharField(max_length=200, unique=True)
    sentence = models.CharField(max_length=500)
    since = models.DateTimeField()
    seen_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.sentence
