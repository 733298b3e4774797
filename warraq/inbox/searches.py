"""Saved searches: kept by a person, told of what comes, looked at.

What comes is noted as it is kept (a `WireHit` for each search that it answers), so that counting reads no items.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Count, Q

from warraq.inbox.indexing import stems_kept
from warraq.inbox.matching import Asked, Told, matches
from warraq.inbox.models import WireHit, WireItem, WireSearch

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

MOST_SEARCHES = 20
# Noted for one search until its owner looks; more is «99+» all the same.
MOST_HITS = 100
# Searches of the whole newsroom that one item is compared with.
MOST_COMPARED = 5_000


class NotSaved(ValueError):
    """The search can't be kept; the message says why, in Arabic."""


@dataclass(frozen=True)
class Fresh:
    """A saved search and how much came since its owner looked."""

    search: WireSearch
    count: int

    @property
    def said(self) -> str:
        """The number as it is shown; "" for none."""
        return _said(self.count)


def _said(count: int) -> str:
    if not count:
        return ""
    return str(count) if count < MOST_HITS else f"{MOST_HITS - 1}+"


# ---- a person's searches ------------------------------------------------------------------------------------------


def search_save(
    name: str, *, asked: Asked, is_alert: bool, owner: AbstractBaseUser, now: datetime
) -> WireSearch:
    """Keep what a person asks under a name, in place of what had that name.

    Raises NotSaved without a name, for a question that asks for nothing, and past MOST_SEARCHES.
    """
    name = " ".join(name.split())
    if not name:
        raise NotSaved("سمِّ البحث ليُحفظ.")
    if len(name) > 60:
        raise NotSaved("الاسم أطول من 60 حرفًا؛ اختصره.")
    if asked == Asked(since=asked.since):
        raise NotSaved("حدد كلمات أو شرطًا واحدًا على الأقل قبل أن تحفظ البحث.")
    with transaction.atomic():
        others = WireSearch.objects.filter(owner_id=owner.pk).exclude(name=name)
        if others.count() >= MOST_SEARCHES:
            raise NotSaved(f"لك {MOST_SEARCHES} بحثًا محفوظًا، وهو أقصى ما يُحفظ؛ احذف ما لم تعد تحتاجه.")
        search, _ = WireSearch.objects.update_or_create(
            owner_id=owner.pk,
            name=name,
            defaults={
                "words": asked.words,
                "source_id": asked.source,
                "kind": asked.kind,
                "urgency": asked.urgency,
                "language": asked.language,
                "standing": asked.standing or "",
                "is_alert": is_alert,
                "looked_at": now,
            },
        )
        search.hits.all().delete()
    return search


def search_alert(search: WireSearch, *, is_alert: bool) -> None:
    """Have a search tell in the menu of what comes, or only count it."""
    search.is_alert = is_alert
    search.save(update_fields=["is_alert"])


def search_delete(search: WireSearch) -> None:
    """Forget a search and what came for it."""
    WireSearch.objects.filter(pk=search.pk).delete()


def search_look(search: WireSearch, *, now: datetime) -> set[int]:
    """Note that the owner looks now; returns the items that were new to them."""
    with transaction.atomic():
        hits = dict(search.hits.values_list("pk", "item_id"))
        WireHit.objects.filter(pk__in=hits).delete()
        search.looked_at = now
        search.save(update_fields=["looked_at"])
    return set(hits.values())


def item_looked(item: WireItem, *, owner: AbstractBaseUser) -> None:
    """Note that a person has opened an item: it is new to none of their searches."""
    WireHit.objects.filter(item=item, search__owner_id=owner.pk).delete()


def searches_of(owner: AbstractBaseUser, *, alerts: bool = False) -> list[Fresh]:
    """Return a person's searches by name, or the alerts among them, with what came since they looked; one query."""
    searches = WireSearch.objects.filter(owner_id=owner.pk).annotate(fresh=Count("hits"))
    rows = searches.filter(is_alert=True) if alerts else searches
    return [Fresh(search, search.fresh) for search in rows[:MOST_SEARCHES]]


def alerts_count(owner: AbstractBaseUser) -> str:
    """Return how many items came for a person's alerts, each once, as the menu shows it; "" for none."""
    hits = WireHit.objects.filter(search__owner_id=owner.pk, search__is_alert=True)
    return _said(len(hits.order_by().values_list("item_id", flat=True).distinct()[:MOST_HITS]))


def alerted_items(owner: AbstractBaseUser, *, limit: int) -> list[WireHit]:
    """Return what came for a person's alerts, the newest first, each item once, with its search."""
    hits = (
        WireHit.objects.filter(search__owner_id=owner.pk, search__is_alert=True)
        .select_related("search", "item", "item__source")
        .defer("item__content")
        .order_by("-pk")[: limit * MOST_SEARCHES]
    )
    return list({hit.item_id: hit for hit in reversed(hits)}.values())[::-1][:limit]


# ---- what comes ---------------------------------------------------------------------------------------------------


def told_of(item: WireItem, *, stems: frozenset[str]) -> Told:
    """Return what is compared of an item."""
    return Told(
        source=item.source_id,
        kind=item.kind,
        language=item.language,
        urgency=item.urgency,
        stems=stems,
        is_taken=item.is_taken,
        warns=item.warns,
    )


def item_tell(item: WireItem, *, stems: frozenset[str]) -> None:
    """Note an item for each search that it answers; once for all its versions until the owner looks.

    One that is folded is no news to whom its head was told already.
    """
    told = [told_of(item, stems=stems)]
    searches = WireSearch.objects.filter(
        Q(source=None) | Q(source=item.source_id),
        Q(kind="") | Q(kind=item.kind),
        Q(urgency=None) | Q(urgency__gte=item.urgency),
    ).order_by("-is_alert", "pk")[:MOST_COMPARED]
    answered = [search for search in searches if matches(search.asked, told[0])]
    if answered and item.folded_under is not None:
        head = told_of(item.folded_under, stems=stems_kept(item.folded_under.pk))
        answered = [search for search in answered if not matches(search.asked, head)]
    if not answered:
        return
    full = set(
        WireHit.objects.filter(search__in=answered)
        .values_list("search")
        .annotate(count=Count("pk"))
        .filter(count__gte=MOST_HITS)
        .values_list("search", flat=True)
    )
    WireHit.objects.bulk_create(
        (WireHit(search=search, item=item) for search in answered if search.pk not in full),
        ignore_conflicts=True,
    )
