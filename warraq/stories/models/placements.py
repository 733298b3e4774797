"""Placement: that a story stands on an edition."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import quote

from django.core.exceptions import ValidationError
from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from warraq.network.models import Edition, Section
from warraq.stories.models.stories import Story


class Placement(Orderable):
    """A story on an edition: its section there, its headline there, from when and until when.

    `shown_at` orders lists: the latest of the story's publication, its embargo and `starts_at`; empty while the
    story is unpublished. It is kept by Story.save().
    """

    story = ParentalKey(Story, on_delete=models.CASCADE, related_name="placements", verbose_name="القصة")
    edition = models.ForeignKey(
        Edition, on_delete=models.PROTECT, related_name="placements", verbose_name="الموقع"
    )
    section = models.ForeignKey(
        Section, on_delete=models.PROTECT, related_name="placements", verbose_name="القسم"
    )
    is_home = models.BooleanField("الموقع الأم", default=False)
    headline = models.CharField("عنوان خاص بهذا الموقع", max_length=250, blank=True)
    starts_at = models.DateTimeField("يظهر من", null=True, blank=True)
    ends_at = models.DateTimeField("يظهر حتى", null=True, blank=True)
    pinned_position = models.PositiveSmallIntegerField("مثبت في الموضع", null=True, blank=True)
    shown_at = models.DateTimeField(null=True, editable=False)

    class Meta(Orderable.Meta):
        verbose_name = "ظهور"
        verbose_name_plural = "مواضع الظهور"
        constraints = [
            models.UniqueConstraint(fields=["story", "edition"], name="one_placement_per_edition"),
            models.UniqueConstraint(
                fields=["story"], condition=models.Q(is_home=True), name="one_home_per_story"
            ),
        ]
        indexes = [
            models.Index(fields=["edition", "-shown_at", "-id"], name="placement_by_edition"),
            models.Index(fields=["section", "-shown_at", "-id"], name="placement_by_section"),
            models.Index(
                fields=["edition", "pinned_position"],
                name="placement_pinned",
                condition=models.Q(pinned_position__isnull=False),
            ),
            # Few placements end; the presser asks every second which did.
            models.Index(
                fields=["ends_at"], name="placement_by_end", condition=models.Q(ends_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.story} — {self.edition}"

    def clean(self) -> None:
        """Refuse a section of another edition and an end before the start."""
        if self.section_id and self.edition_id and self.section.edition_id != self.edition_id:
            raise ValidationError({"section": "القسم من موقع آخر؛ اختر قسمًا من الموقع نفسه."})
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise ValidationError({"ends_at": "نهاية الظهور تسبق بدايته."})

    def shown_from(self, *, published_at: datetime | None) -> datetime | None:
        """Return the moment that lists order this placement by; None while the story is unpublished."""
        if published_at is None or self.starts_at is None:
            return published_at
        return max(published_at, self.starts_at)

    @property
    def path(self) -> str:
        """The story's path on the edition, percent-encoded."""
        slug = self.story.slug
        tail = f"-{slug}" if slug else ""
        return quote(f"/{self.section.slug}/{self.story_id}{tail}")

    @property
    def shown_headline(self) -> str:
        """The headline on this edition."""
        return self.headline or self.story.headline

    @property
    def teaser_headline(self) -> str:
        """The headline in this edition's lists."""
        return self.headline or self.story.teaser_headline or self.story.headline
