"""Seats: of the serving threads so many may search at a time, since readers of pages must never wait for a search."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

AT_ONCE = 3
WAIT_SECONDS = 1.0
# What who found no seat is told to wait, in seconds.
RETRY_AFTER = 5

_seats = threading.BoundedSemaphore(AT_ONCE)


class NoSeat(Exception):
    """As many searches are under way as may be."""


@contextmanager
def seat() -> Iterator[None]:
    """Hold a seat while one searches; raises NoSeat when none becomes free in time."""
    if not _seats.acquire(timeout=WAIT_SECONDS):
        raise NoSeat
    try:
        yield
    finally:
        _seats.release()
