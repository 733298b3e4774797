"""Rules that publish items by themselves."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from warraq.inbox.matching import Asked, stems_of
from warraq.inbox.models.items import Source
from warraq.stories.models import Label

MOST_AN_HOUR = 30
_HOURLY = f"اختر عددًا بين 1 و{MOST_AN_HOUR}."


class WireRule(models.Model):
    """New items of a source, with these words or this urgent, become published stories of a section.

    A rule is off until somebody who may publish there turns it on, and stops by itself (`stopped_why`) at its bound or
    when who made it may no longer publish there.
    """

    class Stop(models.TextChoices):
        """Why a rule stopped by itself."""

        BOUND = "bound", "بلغت حدها في الساعة"
        RIGHTS = "rights", "لم يعد لواضعها أن ينشر في هذا القسم"

    name = models.CharField(
        "الاسم", max_length=80, unique=True, error_messages={"unique": "هناك قاعدة بهذا الاسم."}
    )
    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="+", verbose_name="المصدر")
    words = models.CharField(
        "كلمات",
        max_length=120,
        blank=True,
        help_text="تُنشر البرقية إن وردت فيها هذه الكلمات كلها، في العنوان أو النص، بأي صيغة.",
    )
    urgency = models.PositiveSmallIntegerField(
        "الأهمية",
        null=True,
        blank=True,
        choices=[(1, "عاجلة جدًا"), (2, "عاجلة فأعلى"), (3, "مهمة فأعلى"), (4, "عادية فأعلى")],
    )
    language = models.CharField(
        "اللغة",
        max_length=2,
        default="ar",
        choices=[("ar", "العربية"), ("en", "الإنجليزية"), ("fr", "الفرنسية")],
    )
    section = models.ForeignKey(
        "network.Section", on_delete=models.CASCADE, related_name="+", verbose_name="القسم"
    )
    label = models.CharField("الوسم", max_length=16, blank=True, choices=Label.choices)
    per_hour = models.PositiveSmallIntegerField(
        "الحد في الساعة",
        default=5,
        validators=[MinValueValidator(1, _HOURLY), MaxValueValidator(MOST_AN_HOUR, _HOURLY)],
        help_text="تتوقف القاعدة إن جاءها في ساعة أكثر من هذا، ويظهر ذلك في صفحة البداية.",
    )
    is_active = models.BooleanField("مفعّلة", default=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    # What it published before counts no longer against its hour.
    running_since = models.DateTimeField(null=True, editable=False)
    stopped_at = models.DateTimeField(null=True, editable=False)
    stopped_why = models.CharField(max_length=8, blank=True, choices=Stop.choices, editable=False)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "قاعدة نشر تلقائي"
        verbose_name_plural = "قواعد النشر التلقائي"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def asked(self) -> Asked:
        """What items it takes."""
        return Asked(source=self.source_id, words=self.words, urgency=self.urgency, language=self.language)

    def clean(self) -> None:
        """Refuse a rule that would take all that a source sends, or whose stories nobody would be credited for."""
        if not stems_of(self.words) and self.urgency is None:
            raise ValidationError("حدد كلمات أو أهمية: لا تُنشر كل برقيات مصدر تلقائيًا.")
        if self.source_id is not None and self.source.agency_id is None:
            raise ValidationError(
                {"source": "لا وكالة لهذا المصدر تُنسب إليها القصص؛ حددها في «المصادر» أولًا."}
            )
