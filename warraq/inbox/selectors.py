"""What reads: the list of items, and what agencies changed since a desk looked."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import F, Q, QuerySet

from warraq.arabic.text import fold
from warraq.inbox.models import WireItem
from warraq.stories.selectors import Key, from_key

# Words of a question that are looked for; more tell nothing more.
MOST_WORDS = 8


class Standing(StrEnum):
    """What became of an item at the desk."""

    FREE = "free"
    TAKEN = "taken"
    WARNS = "warns"


@dataclass(frozen=True)
class Asked:
    """What a desk wants to see of the wires; empty fields ask for all."""

    source: int | None = None
    kind: str = ""
    language: str = ""
    urgency: int | None = None  # this one and more urgent ones
    standing: Standing | None = None
    words: str = ""


def wire_items(asked: Asked | None = None) -> QuerySet[WireItem]:
    """Return the items of the list, the newest version first; folded ones stand under their first."""
    asked = asked or Asked()
    items = (
        WireItem.objects.filter(folded_under=None)
        .defer("content")
        .select_related("source", "taken_by")
        .order_by("-changed_at", "-id")
    )
    if asked.source is not None:
        items = items.filter(source=asked.source)
    if asked.kind:
        items = items.filter(kind=asked.kind)
    if asked.language:
        items = items.filter(Q(language=asked.language) | Q(language__startswith=f"{asked.language}-"))
    if asked.urgency is not None:
        items = items.filter(urgency__lte=asked.urgency)
    for word in fold(asked.words).split()[:MOST_WORDS]:
        items = items.filter(words__contains=word)
    return _standing(items, asked.standing)


def _standing(items: QuerySet[WireItem], standing: Standing | None) -> QuerySet[WireItem]:
    match standing:
        case Standing.FREE:
            return items.filter(story__isnull=True)
        case Standing.TAKEN:
            return items.filter(story__isnull=False)
        case Standing.WARNS:
            return items.filter(story__isnull=False, version__gt=F("seen_version"))
        case None:
            return items


def wire_page(asked: Asked, *, limit: int, after: Key | None = None) -> tuple[list[WireItem], Key | None]:
    """Return one page of the list, and the key of the next if there is one."""
    rows = list(from_key(wire_items(asked), after=after, moment="changed_at")[: limit + 1])
    page = rows[:limit]
    following = Key(moment=page[-1].changed_at, number=page[-1].pk) if len(rows) > limit else None
    return page, following


def wire_warnings(story_ids: Collection[int] | None = None) -> QuerySet[WireItem]:
    """Return the items with a version newer than the desk of their story has seen: of these stories, or of all."""
    stories = Q(story__isnull=False) if story_ids is None else Q(story__in=story_ids)
    return WireItem.objects.filter(stories, version__gt=F("seen_version")).order_by("-changed_at", "-id")
