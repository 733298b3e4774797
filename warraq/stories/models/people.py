"""Who a story comes from: authors and agencies."""

from django.db import models


class Author(models.Model):
    """A person who signs stories. The name is unique: one page shows all that they wrote."""

    name = models.CharField("الاسم", max_length=120, unique=True)
    slug = models.SlugField("الاسم في العنوان", max_length=120, unique=True, allow_unicode=True)
    role = models.CharField("الصفة", max_length=120, blank=True)
    about = models.TextField("نبذة", blank=True)

    class Meta:
        verbose_name = "كاتب"
        verbose_name_plural = "الكتّاب"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Agency(models.Model):
    """A news agency that stories are credited to."""

    name = models.CharField("الاسم", max_length=120, unique=True)
    short_name = models.CharField("الاسم المختصر", max_length=40, blank=True)

    class Meta:
        verbose_name = "وكالة"
        verbose_name_plural = "الوكالات"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
