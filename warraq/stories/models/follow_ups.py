"""FollowUp: that a story goes on with an earlier one."""

from django.conf import settings
from django.db import models

from warraq.stories.models.stories import Story


class FollowUp(models.Model):
    """The link from a story to the one that it follows; the earlier story's page leads on along it.

    A story follows one story at most, and may be followed by many.
    """

    story = models.OneToOneField(Story, on_delete=models.CASCADE, primary_key=True, related_name="follow_up")
    earlier = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="follow_ups")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        verbose_name = "متابعة"
        verbose_name_plural = "المتابعات"

    def __str__(self) -> str:
        return f"{self.story} ← {self.earlier}"
