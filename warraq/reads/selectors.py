"""Most read."""

from __future__ import annotations

from datetime import datetime

from warraq.network.models import Edition
from warraq.reads.models import ReadScore
from warraq.stories.models import Placement
from warraq.stories.selectors import listed, on_edition


def most_read(edition: Edition, *, now: datetime, limit: int) -> list[Placement]:
    """Return the edition's most read visible placements, best first, at most `limit`."""
    scores = list(
        ReadScore.objects.filter(edition=edition)
        .order_by("-log_score")
        .values_list("story_id", flat=True)[
            : limit
            * 3  # room for those that have been withdrawn or taken off since
        ]
    )
    found = {
        placement.story_id: placement
        for placement in listed(on_edition(edition, now=now)).filter(story__in=scores)
    }
    return [found[story] for story in scores if story in found][:limit]
