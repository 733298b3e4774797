"""Pictures with their credit, and the sizes that pages use."""

from __future__ import annotations

from django.db import models
from wagtail.images.models import AbstractImage, AbstractRendition, Image


class Picture(AbstractImage):
    """An uploaded picture. `description` is its text alternative, unless a story gives a better one."""

    caption = models.CharField("التعليق", max_length=300, blank=True)
    credit = models.CharField("المصدر", max_length=120, blank=True)

    admin_form_fields = (*Image.admin_form_fields, "caption", "credit")

    class Meta(AbstractImage.Meta):
        verbose_name = "صورة"
        verbose_name_plural = "الصور"


class Rendition(AbstractRendition):
    """One size and format of a picture."""

    image = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="one_rendition_per_filter"
            )
        ]
