"""How often a partner may ask. Pure.

A bucket holds the requests of one minute and fills evenly: whoever was silent may ask as often at once, and then goes
on at that rate. One moment says how full it is: when it will be full again.
"""

from __future__ import annotations

from datetime import datetime, timedelta

NOTHING = timedelta(0)
MINUTE = timedelta(minutes=1)


def full_again(free_at: datetime | None, *, per_minute: int, now: datetime) -> datetime:
    """Return when the bucket is full again after one more request; `free_at` is when it would be without."""
    each = MINUTE // max(per_minute, 1)
    return max(free_at or now, now) + each


def wait_for(free_at: datetime | None, *, per_minute: int, now: datetime) -> timedelta:
    """Return how long the partner has to wait before it may ask; nothing if it may ask now."""
    return max(full_again(free_at, per_minute=per_minute, now=now) - MINUTE - now, NOTHING)
