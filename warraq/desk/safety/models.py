"""What is known for an hour of attempts that failed, in digests."""

from __future__ import annotations

from django.db import models


class Attempts(models.Model):
    """Attempts that failed by what one key stands for: an account, an address, or a browser that is known.

    The key is a digest with the day's salt (`keys.py`): no row names an account or an address.
    """

    key = models.CharField(max_length=32, unique=True)
    failures = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.failures} until {self.last_at:%Y-%m-%d %H:%M}"


class DailySalt(models.Model):
    """What goes into a day's keys; gone with its day, and with it any way to tell whose they were."""

    day = models.DateField(primary_key=True)
    salt = models.BinaryField()

    def __str__(self) -> str:
        return self.day.isoformat()
