"""Stories that hold a text, in the order of the archive's own index."""

from __future__ import annotations

from django.db.models import Case, QuerySet, Value, When
from django.utils import timezone

from warraq.search.desk import stories_found
from warraq.stories.models import Story


def best_first(stories: QuerySet[Story], *, text: str) -> QuerySet[Story]:
    """Keep of these stories what holds the text, the best first."""
    found = stories_found(text, now=timezone.now())
    kept = stories.filter(pk__in=found)
    places = (When(pk=number, then=Value(place)) for place, number in enumerate(found))
    # No database orders by a Case without branches.
    return kept.order_by(Case(*places)) if found else kept
