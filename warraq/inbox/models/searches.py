"""Saved searches, and what came for them since their owner looked."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from warraq.inbox.matching import Asked, Standing
from warraq.inbox.models.items import Kind, Source, WireItem


class WireSearch(models.Model):
    """What a person asks of the wires again and again; empty fields ask for all."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="wire_searches"
    )
    name = models.CharField(
        "الاسم", max_length=60, error_messages={"max_length": "الاسم أطول من 60 حرفًا؛ اختصره."}
    )
    words = models.CharField(max_length=120, blank=True)
    source = models.ForeignKey(Source, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind.choices, blank=True)
    urgency = models.PositiveSmallIntegerField(null=True, blank=True)
    language = models.CharField(max_length=16, blank=True)
    standing = models.CharField(max_length=8, blank=True)
    # What comes is told in the menu and on the start page.
    is_alert = models.BooleanField("نبهني", default=False)
    looked_at = models.DateTimeField(null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "بحث محفوظ في البرقيات"
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="wire_search_by_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def asked(self) -> Asked:
        """What it asks for."""
        return Asked(
            source=self.source_id,
            kind=self.kind,
            language=self.language,
            urgency=self.urgency,
            standing=Standing(self.standing) if self.standing else None,
            words=self.words,
        )


class WireHit(models.Model):
    """An item that came for a search and that its owner has not looked at; at most `searches.MOST_HITS` each."""

    search = models.ForeignKey(WireSearch, on_delete=models.CASCADE, related_name="hits", db_index=False)
    item = models.ForeignKey(WireItem, on_delete=models.CASCADE, related_name="+")

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [models.UniqueConstraint(fields=["search", "item"], name="wire_hit_once")]

    def __str__(self) -> str:
        return f"{self.search_id}: {self.item_id}"
