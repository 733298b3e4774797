"""Partners and their keys; the list of what partners are told, in the order in which it happened."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction

from warraq.network.models import Edition, Section

MOST_PER_MINUTE = 600
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


class Partner(models.Model):
    """A house that gets our stories: all of some editions, and of some sections beside.

    A key is shown once, when it is made; what is kept is its digest (`keys.py`). `free_at` is when the partner will
    have every request of a minute again (`rates.py`).
    """

    name = models.CharField("الاسم", max_length=120, unique=True)
    editions = models.ManyToManyField(
        Edition,
        blank=True,
        related_name="+",
        verbose_name="المواقع",
        help_text="يصل إلى الشريك كل ما يُنشر عليها.",
    )
    sections = models.ManyToManyField(
        Section,
        blank=True,
        related_name="+",
        verbose_name="الأقسام",
        help_text="تصل إلى الشريك وإن لم يُختر موقعها.",
    )
    takes_ninjs = models.BooleanField("ninjs", default=True)
    takes_newsml = models.BooleanField("NewsML-G2", default=True)
    usage_terms = models.TextField(
        "شروط الاستعمال",
        max_length=500,
        blank=True,
        help_text="تُرسل مع كل قصة، مثل: للنشر على الموقع وحده مع ذكر المصدر.",
    )
    per_minute = models.PositiveSmallIntegerField(
        "أكثر الطلبات في الدقيقة",
        default=60,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_PER_MINUTE)],
    )
    is_active = models.BooleanField("مفعّل", default=True)

    made_at = models.DateTimeField(auto_now_add=True)
    key_digest = models.CharField(max_length=64, unique=True, null=True, editable=False)
    key_made_at = models.DateTimeField("صُنع مفتاحه في", null=True, editable=False)
    seen_at = models.DateTimeField("آخر طلب", null=True, editable=False)
    free_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = "شريك"
        verbose_name_plural = "الشركاء"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; the first partner has the clock followed from its beginning, as nobody numbered for nobody."""
        with transaction.atomic():
            if self._state.adding and not Partner.objects.exists():
                Tape.objects.update(clock_at=BEGINNING)
            super().save(*args, **kwargs)


class Tape(models.Model):
    """The one row that is held while stories are numbered, so that numbers are given in the order of commits.

    `clock_at` is the moment until which stories that came or went by the clock alone have been numbered.
    """

    sequence = models.PositiveBigIntegerField(default=0)
    clock_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.sequence)


class Told(models.Model):
    """A story that partners could have had. Its `sequence` is that of its last change, its `version` grows with each.

    No foreign key: of a deleted story partners are told, too. The `guid` stays whatever becomes of the story, its home
    and their addresses. `mark` tells one state from another.
    """

    story_id = models.BigIntegerField(primary_key=True)
    guid = models.CharField(max_length=400)
    sequence = models.PositiveBigIntegerField(unique=True)
    version = models.PositiveIntegerField(default=1)
    told_at = models.DateTimeField()
    mark = models.CharField(max_length=32)

    class Meta:
        ordering = ["sequence"]

    def __str__(self) -> str:
        return f"{self.sequence}: {self.guid}, {self.version}"


class ToldPlace(models.Model):
    """Where the public saw a story, under which headline, and since when it is no longer there."""

    told = models.ForeignKey(Told, on_delete=models.CASCADE, related_name="places")
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="+", db_index=False)
    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="+", db_index=False)
    headline = models.CharField(max_length=250)
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["told", "edition", "section"], name="told_once_of_a_place")
        ]

    def __str__(self) -> str:
        return f"{self.told_id}: {self.headline}"
