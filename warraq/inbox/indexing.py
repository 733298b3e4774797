"""The words of items: kept in the database's own index, and asked of it."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection
from django.db.models.expressions import RawSQL

from warraq.inbox.contents import text_of
from warraq.inbox.matching import stems_of
from warraq.inbox.models import WireItem, WireText

# A search by words finds the newest so many, and the items that head them.
MOST_FOUND = 2_000

_FOUND = {
    "sqlite": "SELECT rowid FROM inbox_words WHERE inbox_words MATCH %s ORDER BY rowid DESC LIMIT %s",
    "postgresql": "SELECT item_id FROM inbox_wiretext WHERE vector @@ %s::tsquery ORDER BY item_id DESC LIMIT %s",
}
_AND = {"sqlite": " AND ", "postgresql": " & "}
_QUOTE = {"sqlite": '"', "postgresql": "'"}


def words_keep(item: WireItem) -> frozenset[str]:
    """Have the index hold what the item says now, and return its stems."""
    stems = stems_of(_said(item))
    WireText.objects.filter(pk=item.pk).delete()
    WireText.objects.create(item=item, stems=" ".join(stems))
    return frozenset(stems)


def _said(item: WireItem) -> str:
    """Return all that a desk may look for: headline, slug, place, keywords and text."""
    keywords = item.content.get("keywords", [])
    return "\n".join((item.headline, item.slug, item.dateline, *keywords, text_of(item.content)))


def stems_kept(item_id: int) -> frozenset[str]:
    """Return the stems that the index holds of an item."""
    row = WireText.objects.filter(pk=item_id).values_list("stems", flat=True).first()
    return frozenset((row or "").split())


def ids_with(stems: Sequence[str]) -> RawSQL:
    """Return the numbers of the newest items that say all of this, for `pk__in`; stems are letters and digits only."""
    quote = _QUOTE[connection.vendor]
    asked = _AND[connection.vendor].join(f"{quote}{stem}{quote}" for stem in stems)
    return RawSQL(_FOUND[connection.vendor], (asked, MOST_FOUND))  # noqa: S611 - our own statements


def heads_with(stems: Sequence[str]) -> RawSQL:
    """Return the numbers of these items, each by the one that heads it."""
    found = ids_with(stems)
    return RawSQL(  # noqa: S611 - our own statements
        f"SELECT COALESCE(folded_under_id, id) FROM inbox_wireitem WHERE id IN ({found.sql})",  # noqa: S608
        tuple(found.params),
    )
