"""Pictures with their credit, and the sizes that pages use."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.files.base import ContentFile, File
from django.db import models
from wagtail.images.models import AbstractImage, AbstractRendition, Image

from warraq.arabic.truncate import truncate
from warraq.stories.picture_metadata import described, undescribed


class Picture(AbstractImage):
    """An uploaded picture. `description` is its text alternative, unless a story gives a better one.

    What the file itself says fills the fields that were left empty when it came.
    """

    caption = models.CharField("التعليق", max_length=300, blank=True)
    credit = models.CharField("المصدر", max_length=120, blank=True)
    rights = models.CharField(
        "حقوق الاستعمال", max_length=300, blank=True, help_text="للتحرير وحده: أين يجوز نشرها وأين لا يجوز."
    )
    rights_until = models.DateField(
        "تنتهي الحقوق في", null=True, blank=True, help_text="بعدها يُنبَّه من يستعمل الصورة في قصة."
    )
    # An agency licenses its pictures to a house, and seldom to whom the house gives its stories.
    for_partners = models.BooleanField(
        "تُعطى للشركاء",
        default=True,
        help_text="تخرج مع القصة إلى من يأخذ أخبارنا بمفتاح. صور الوكالات لا تخرج إلا باختيار هذه الخانة.",
    )

    admin_form_fields = (
        *Image.admin_form_fields,
        "caption",
        "credit",
        "rights",
        "rights_until",
        "for_partners",
    )

    class Meta(AbstractImage.Meta):
        verbose_name = "صورة"
        verbose_name_plural = "الصور"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; a new picture with what its file says of it."""
        if self._state.adding and self.file:
            self._describe()
        super().save(*args, **kwargs)

    def _describe(self) -> None:
        try:
            with self.open_file() as file:
                said = described(file)
        except OSError:
            return  # a file that is not there says nothing; storing it is another's to refuse
        self.caption = self.caption or truncate(said.caption, limit=300)[:300]
        self.credit = self.credit or truncate(said.whole_credit, limit=120)[:120]
        self.rights = self.rights or truncate(said.rights, limit=300)[:300]

    def generate_rendition_file(self, filter: Any, *, source: Any = None) -> File[bytes]:
        """Return the file of a rendition, without what the original says of place, camera and persons."""
        drawn: File[bytes] = super().generate_rendition_file(filter, source=source)
        drawn.seek(0)
        return ContentFile(undescribed(drawn.read()), name=drawn.name)

    def rights_ended(self, *, on: date) -> bool:
        """Return whether the picture may no longer be used."""
        return self.rights_until is not None and self.rights_until < on


class Rendition(AbstractRendition):
    """One size and format of a picture."""

    image = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="one_rendition_per_filter"
            )
        ]
