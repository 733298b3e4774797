"""When a daily letter is due. Pure."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

# A morning's letter is not sent in the afternoon, after a server that was away comes back.
LATEST_AFTER = timedelta(hours=3)


def due_at(day: date, *, at: time, zone: ZoneInfo) -> datetime:
    """Return the moment (UTC) of an hour on a day's clock.

    An hour that the clock jumps over comes as much later; of one that it shows twice, the first is meant.
    """
    return datetime.combine(day, at, zone).astimezone(UTC)


def day_due(now: datetime, *, at: time, zone: ZoneInfo) -> date | None:
    """Return the day whose letter is due at `now` (aware), or None.

    One of late evening may still be due after midnight.
    """
    today = now.astimezone(zone).date()
    for day in (today, today - timedelta(days=1)):
        if timedelta(0) <= now - due_at(day, at=at, zone=zone) < LATEST_AFTER:
            return day
    return None


def day_began(now: datetime, *, zone: ZoneInfo) -> datetime:
    """Return the moment (UTC) at which the day on the zone's clock began."""
    return due_at(now.astimezone(zone).date(), at=time.min, zone=zone)
