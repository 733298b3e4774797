"""What reads: the list of items, and what agencies changed since a desk looked."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import F, QuerySet

from warraq.inbox.models import WireItem


def wire_items() -> QuerySet[WireItem]:
    """Return the items that stand in the list, the newest version first; folded ones stand under their first."""
    return (
        WireItem.objects.filter(folded_under=None)
        .defer("content")
        .select_related("source", "taken_by")
        .order_by("-changed_at", "-id")
    )


def wire_warnings(story_ids: Collection[int] | None = None) -> QuerySet[WireItem]:
    """Return the items with a version newer than the desk of their story has seen: of these stories, or of all."""
    stories = {"story__isnull": False} if story_ids is None else {"story__in": story_ids}
    return WireItem.objects.filter(**stories, version__gt=F("seen_version")).order_by("-changed_at", "-id")
