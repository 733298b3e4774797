"""Correction: what was wrong in a published story, told to its readers with a date."""

from django.conf import settings
from django.db import models

from warraq.stories.models.stories import Story


class Correction(models.Model):
    """A dated note on a story's page and on the corrections pages of its editions.

    It belongs to the row and not to a draft: an older draft that is published later must not undo it.
    """

    story = models.ForeignKey(
        Story, on_delete=models.CASCADE, related_name="corrections", verbose_name="القصة"
    )
    text = models.TextField("نص التصحيح", max_length=1000)
    made_at = models.DateTimeField("صُححت في")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name="صحّحها",
    )

    class Meta:
        verbose_name = "تصحيح"
        verbose_name_plural = "التصحيحات"
        indexes = [models.Index(fields=["-made_at", "-id"], name="correction_by_moment")]

    def __str__(self) -> str:
        return self.text
