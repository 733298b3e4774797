"""Assignment: that a person has a role somewhere."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from warraq.desk.roles.grants import OF_THE_NETWORK, Role
from warraq.network.models import Edition, Section


class Assignment(models.Model):
    """That a person has a role: on an edition or on all, in one of its sections (and those below it) or in all."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="assignments",
        verbose_name="المستخدم",
    )
    role = models.CharField("الدور", max_length=16, choices=Role.choices)
    edition = models.ForeignKey(
        Edition, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name="الموقع"
    )
    section = models.ForeignKey(
        Section, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name="القسم"
    )

    class Meta:
        verbose_name = "دور"
        verbose_name_plural = "الأدوار"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role"],
                condition=models.Q(edition__isnull=True),
                name="role_once_everywhere",
                violation_error_message="هذا الدور مسند من قبل.",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "edition"],
                condition=models.Q(section__isnull=True),
                name="role_once_per_edition",
                violation_error_message="هذا الدور مسند من قبل على الموقع نفسه.",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "section"],
                name="role_once_per_section",
                violation_error_message="هذا الدور مسند من قبل في القسم نفسه.",
            ),
        ]

    def __str__(self) -> str:
        where = self.section or self.edition or "كل المواقع"
        return f"{self.get_role_display()}، {where}"

    def clean(self) -> None:
        """Refuse a section of another edition, and a part of the network for a role that has all of it."""
        if self.section is not None and self.section.edition_id != self.edition_id:
            raise ValidationError({"section": "القسم من موقع آخر؛ اختر قسمًا من الموقع نفسه."})
        if self.role in OF_THE_NETWORK and self.edition_id is not None:
            raise ValidationError({"edition": "هذا الدور على كل المواقع؛ اترك الموقع فارغًا."})
