"""A request to tell an edition's readers of a story, and what came of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from warraq.network.models import Edition
from warraq.stories.models import Story

# A phone shows so much of a notice without unfolding it.
LONGEST_TEXT = 120


class State(models.TextChoices):
    """How far a request has come."""

    WAITING = "waiting", "ينتظر ظهور القصة"
    SENDING = "sending", "يُرسل"
    SENT = "sent", "أُرسل"
    CANCELLED = "cancelled", "لم يُرسل"


class PushRequest(models.Model):
    """That readers of an edition are to be told of a story, once.

    Without a text the headline of the moment of sending is told. `accepted` counts the readers whose push service took
    the notice, `gone` those who are none any more, `failed` those who could not be told.
    """

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="+", verbose_name="الموقع")
    story = models.ForeignKey(
        Story, on_delete=models.CASCADE, related_name="push_requests", verbose_name="القصة"
    )
    text = models.CharField("النص", max_length=LONGEST_TEXT, blank=True)
    state = models.CharField("الحال", max_length=10, choices=State.choices, default=State.WAITING)
    asked_at = models.DateTimeField("طُلب في")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name="طلبه"
    )
    begun_at = models.DateTimeField("بدأ في", null=True, blank=True)
    ended_at = models.DateTimeField("انتهى في", null=True, blank=True)
    accepted = models.PositiveIntegerField("وصل", default=0)
    gone = models.PositiveIntegerField("ألغوا الاشتراك", default=0)
    failed = models.PositiveIntegerField("تعذّر", default=0)

    class Meta:
        verbose_name = "تنبيه"
        verbose_name_plural = "التنبيهات"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["story", "edition"],
                condition=models.Q(state=State.WAITING),
                name="one_waiting_push",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.story}، {self.edition}: {self.get_state_display()}"
