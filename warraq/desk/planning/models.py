"""Plan: who covers what, where and when."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from warraq.network.models import Edition, Section
from warraq.stories.models import Story

# What lasts longer is several plans; the agenda looks no further back for what still goes on.
LONGEST = timedelta(days=31)
EARLIEST_YEAR, LATEST_YEAR = 2000, 2100


class State(models.TextChoices):
    """How far a plan has come."""

    PLANNED = "planned", "مخطط"
    RUNNING = "running", "جارٍ"
    DONE = "done", "أُنجز"
    CALLED_OFF = "called_off", "أُلغي"


class Plan(models.Model):
    """Something that an edition will cover. Its title becomes the headline of the story made from it, once."""

    title = models.CharField(
        "ماذا نغطي", max_length=250, error_messages={"max_length": "العنوان أطول من 250 حرفًا؛ اختصره."}
    )
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="+", verbose_name="الموقع")
    section = models.ForeignKey(
        Section, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="القسم"
    )
    place = models.CharField("المكان", max_length=120, blank=True, help_text="يصبح مكان الخبر في القصة.")
    starts_at = models.DateTimeField("يبدأ")
    ends_at = models.DateTimeField("ينتهي", null=True, blank=True)
    notes = models.TextField("ملاحظات", max_length=2_000, blank=True)
    people = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="plans", verbose_name="من يغطي"
    )
    state = models.CharField("الحال", max_length=10, choices=State.choices, default=State.PLANNED)
    story = models.OneToOneField(
        Story,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="القصة",
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="وضعها",
    )
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "خطة"
        verbose_name_plural = "الخطة"
        ordering = ["starts_at", "pk"]
        indexes = [models.Index(fields=["edition", "starts_at"], name="plan_by_edition")]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Refuse a section of another edition, and moments that make no span."""
        if self.section is not None and self.section.edition_id != self.edition_id:
            raise ValidationError("القسم من موقع آخر؛ اختر قسمًا من الموقع نفسه.")
        # A form that could not read a moment has said so already.
        if self.starts_at is None:
            return
        if not EARLIEST_YEAR <= self.starts_at.year <= LATEST_YEAR:
            raise ValidationError({"starts_at": f"اختر سنة بين {EARLIEST_YEAR} و{LATEST_YEAR}."})
        if self.ends_at is None:
            return
        if self.ends_at <= self.starts_at:
            raise ValidationError({"ends_at": "تنتهي التغطية بعد أن تبدأ؛ اختر موعدًا لاحقًا."})
        if self.ends_at - self.starts_at > LONGEST:
            raise ValidationError({"ends_at": f"لا تطول الخطة أكثر من {LONGEST.days} يومًا؛ قسّمها."})
