"""Attempt: that a schedule was tried, written before it is tried."""

from django.contrib.contenttypes.models import ContentType
from django.db import models

from warraq.stories.scheduling import Verb


class Attempt(models.Model):
    """The tries of one schedule that has not fired yet; the row goes with the schedule, in one transaction.

    It is written before the try: a story that brings the whole process down counts as tried too, and waits its
    pause while the others fire. `problem` is what went wrong last; empty when the process was cut off.
    """

    verb = models.CharField(max_length=8, choices=[(verb.value, verb.value) for verb in Verb])
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.CharField(max_length=255)
    due_at = models.DateTimeField()
    tries = models.PositiveIntegerField()
    next_try_at = models.DateTimeField()
    problem = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["verb", "content_type", "object_id"], name="one_attempt_a_schedule"
            )
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.content_type_id}/{self.object_id}: {self.tries}"
