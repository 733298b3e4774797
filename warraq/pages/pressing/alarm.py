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


def pages_behind(now: datetime) -> Iterator[Concern]:
    """Tell of changes that this node's presser has not read for too long; nothing where no presser ever ran."""
    position = read_position(settings.PRESS_DIR / "position")
    if position is None:
        return
    waiting = Change.objects.filter(pk__gt=position.number).order_by("pk").first()
    if waiting is not None and now - waiting.made_at > PATIENCE:
        minutes = (now - waiting.made_at) // timedelta(minutes=1)
        since = f"منذ {minutes} دقيقة" if minutes else "منذ لحظات"
        yield Concern(f"صفحات القراء متأخرة عن عمل التحرير {since}؛ هل يعمل warraq serve؟")
