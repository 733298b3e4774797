"""Front and its versions; the strip and the editions that it is raised on."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from warraq.fronts.layouts import Layout
from warraq.network.models import Edition, Section
from warraq.stories.addresses import section_path
from warraq.stories.models import Story


class Front(models.Model):
    """The front of an edition, or of one of its sections: which of its versions readers see, if any.

    Without one readers see what is chosen automatically.
    """

    edition = models.ForeignKey(
        Edition, on_delete=models.CASCADE, related_name="fronts", verbose_name="الموقع"
    )
    section = models.ForeignKey(
        Section, on_delete=models.CASCADE, null=True, blank=True, related_name="fronts", verbose_name="القسم"
    )
    published = models.ForeignKey(
        "FrontVersion",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="المنشورة",
    )

    class Meta:
        verbose_name = "واجهة"
        verbose_name_plural = "الواجهات"
        ordering = ["edition", "section"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition"], condition=models.Q(section__isnull=True), name="one_front_per_edition"
            ),
            models.UniqueConstraint(fields=["section"], name="one_front_per_section"),
        ]

    def __str__(self) -> str:
        return f"{self.edition}: {self.section}" if self.section else f"{self.edition}: الرئيسية"

    def clean(self) -> None:
        """Refuse a section of another edition."""
        if self.section is not None and self.section.edition_id != self.edition_id:
            raise ValidationError({"section": "القسم من موقع آخر؛ اختر قسمًا من الموقع نفسه."})

    @property
    def path(self) -> str:
        """Where readers meet it on its edition, percent-encoded."""
        return section_path(self.section) if self.section else "/"


class FrontVersion(models.Model):
    """A front as somebody saved it; it never changes, but for the moment at which it is published.

    One without a layout says that readers see what is chosen automatically. `restores` is the version whose layout it
    took up again.
    """

    front = models.ForeignKey(Front, on_delete=models.CASCADE, related_name="versions")
    layout = models.JSONField("التكوين", null=True, blank=True)
    made_at = models.DateTimeField("حُفظت في")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name="حفظها"
    )
    published_at = models.DateTimeField("نُشرت في", null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name="نشرها"
    )
    restores = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="تعيد"
    )

    class Meta:
        verbose_name = "نسخة واجهة"
        verbose_name_plural = "نسخ الواجهات"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.front}، النسخة {self.pk}"

    def arranged(self) -> Layout | None:
        """Return the layout; None for the automatic choice."""
        return None if self.layout is None else Layout.read(self.layout)


class PinEnd(models.Model):
    """A moment at which a pin of a published front ends: the presser asks every second which did."""

    front = models.ForeignKey(Front, on_delete=models.CASCADE, related_name="pin_ends")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["at"], name="pin_end_by_moment")]

    def __str__(self) -> str:
        return f"{self.front}: {self.at:%Y-%m-%d %H:%M}"


class Strip(models.Model):
    """Breaking news in one line above every page, leading to a story if there is one."""

    text = models.CharField("النص", max_length=120)
    story = models.ForeignKey(
        Story, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="القصة"
    )
    raised_at = models.DateTimeField("رُفع في")
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name="رفعه"
    )

    class Meta:
        verbose_name = "شريط عاجل"
        verbose_name_plural = "أشرطة العاجل"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.text


class Raising(models.Model):
    """That a strip stands on an edition until a moment; a newer one ends it."""

    strip = models.ForeignKey(Strip, on_delete=models.CASCADE, related_name="raisings")
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="+")
    ends_at = models.DateTimeField("ينتهي في")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["strip", "edition"], name="one_raising_per_edition")]
        indexes = [
            models.Index(fields=["ends_at", "edition"], name="raising_by_end"),
        ]

    def __str__(self) -> str:
        return f"{self.strip}، {self.edition}"

    def holds(self, now: datetime) -> bool:
        """Return whether it has not ended."""
        return self.ends_at > now
