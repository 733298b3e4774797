"""What reads: the list of items, and what agencies changed since a desk looked."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from warraq.inbox.folding import MOST_FOLDED
from warraq.inbox.indexing import heads_with, ids_with
from warraq.inbox.matching import Asked, Standing, stems_asked
from warraq.inbox.models import WireItem
from warraq.stories.selectors import Key, from_key


def wire_items(asked: Asked | None = None) -> QuerySet[WireItem]:
    """Return the items of the list, the newest version first.

    Folded ones stand under their head, which is found by what they say too; those of one source stand by themselves.
    """
    asked = asked or Asked()
    items = WireItem.objects.defer("content").select_related("source", "taken_by", "rule")
    conditions = _conditions(asked)
    stems = stems_asked(asked.words)
    if asked.source is not None:
        items = items.filter(conditions, source=asked.source)
        items = items.filter(pk__in=ids_with(stems)) if stems else items
    else:
        items = items.filter(folded_under=None)
        items = items.filter(pk__in=heads_with(stems)) if stems else items
        if conditions:
            folded = WireItem.objects.filter(conditions, folded_under=OuterRef("pk"))
            items = items.filter(conditions | Q(Exists(folded)))
    if asked.since is not None:
        items = items.filter(changed_at__gt=asked.since)
    return _standing(items, asked.standing).order_by("-changed_at", "-id")


def _conditions(asked: Asked) -> Q:
    """Return what an item itself has to be."""
    conditions = Q()
    if asked.kind:
        conditions &= Q(kind=asked.kind)
    if asked.language:
        conditions &= Q(language=asked.language) | Q(language__startswith=f"{asked.language}-")
    if asked.urgency is not None:
        conditions &= Q(urgency__lte=asked.urgency)
    return conditions


def _standing(items: QuerySet[WireItem], standing: Standing | None) -> QuerySet[WireItem]:
    """Keep what stands so at the desk: whichever of a group was taken heads it."""
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


def groups_of(items: Collection[WireItem]) -> dict[int, list[WireItem]]:
    """Return the other items of the groups of these, the head first, for each that is not alone; one query."""
    heads = {item.folded_under_id or item.pk for item in items}
    rows = (
        WireItem.objects.filter(Q(folded_under__in=heads) | Q(pk__in=heads))
        .defer("content")
        .select_related("source", "taken_by", "rule")
        .order_by("pk")[: len(heads) * (MOST_FOLDED + 1)]
    )
    groups: dict[int, list[WireItem]] = {}
    for row in rows:
        groups.setdefault(row.folded_under_id or row.pk, []).append(row)
    told: dict[int, list[WireItem]] = {}
    for item in items:
        group = groups.get(item.folded_under_id or item.pk, [])
        if others := [other for other in group if other.pk != item.pk]:
            told[item.pk] = sorted(others, key=lambda other: (other.folded_under_id is not None, other.pk))
    return told


def wire_warnings(story_ids: Collection[int] | None = None) -> QuerySet[WireItem]:
    """Return the items with a version newer than the desk of their story has seen: of these stories, or of all."""
    stories = Q(story__isnull=False) if story_ids is None else Q(story__in=story_ids)
    return WireItem.objects.filter(stories, version__gt=F("seen_version")).order_by("-changed_at", "-id")
