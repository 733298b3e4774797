"""What stories are about."""

from django.db import models


class Topic(models.Model):
    """A subject that stories of every section and edition share."""

    name = models.CharField("الموضوع", max_length=120, unique=True)
    slug = models.SlugField("الاسم في العنوان", max_length=120, unique=True, allow_unicode=True)

    class Meta:
        verbose_name = "موضوع"
        verbose_name_plural = "المواضيع"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
