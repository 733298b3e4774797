"""Tells the desk when readers' pages fall behind what the newsroom did."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings

from warraq.pages.pressing.position import read_position
from warraq.stories.alarms import Concern
from warraq.stories.models import Change

# A change is on every page within a second; a presser that is being restarted takes a few.
PATIENCE = timedelta(seconds=20)


def waiting_since() -> datetime | None:
    """Return when the oldest change was made that this node's presser has not read; None where no presser ever ran."""
    position = read_position(settings.PRESS_DIR / "position")
    if position is None:
        return None
    waiting = Change.objects.filter(pk__gt=position.number).order_by("pk").first()
    return waiting.made_at if waiting is not None else None


def pages_behind(now: datetime) -> Iterator[Concern]:
    """Tell of changes that this node's presser has not read for too long."""
    made_at = waiting_since()
    if made_at is not None and now - made_at > PATIENCE:
        minutes = (now - made_at) // timedelta(minutes=1)
        since = f"منذ {minutes} دقيقة" if minutes else "منذ لحظات"
        yield Concern(f"صفحات القراء متأخرة عن عمل التحرير {since}؛ هل يعمل warraq serve؟")
