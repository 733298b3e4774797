"""Counting reads."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction

from warraq.network.models import Edition
from warraq.reads.decay import log_add, log_weight
from warraq.reads.models import ReadScore
from warraq.stories.selectors import on_edition


def read_count(edition: Edition, *, story_id: int, now: datetime) -> bool:
    """Count one read of a story that the public can see on the edition; False if it can't be seen."""
    if not on_edition(edition, now=now).filter(story_id=story_id).exists():
        return False
    weight = log_weight(now, half_life_hours=settings.READS_HALF_LIFE_HOURS)
    with transaction.atomic():
        row, created = ReadScore.objects.select_for_update().get_or_create(
            edition=edition, story_id=story_id, defaults={"log_score": weight, "last_read_at": now}
        )
        if not created:
            row.log_score = log_add(row.log_score, weight)
            row.last_read_at = now
            row.save(update_fields=["log_score", "last_read_at"])
    return True
