"""Time limits of what is done in the main thread of a process, in Python and in the database."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

from django.db import DatabaseError, connection

# SQLite asks after so many of its steps whether it is to go on: some milliseconds.
_STEPS = 20_000
# A database that ends its query in time leaves a connection that can be used.
_GRACE = 0.5


class TooLong(BaseException):
    """The time is over. No `except Exception` of what is cut swallows it."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Cut what is done inside after so many seconds, with TooLong or a DatabaseError."""
    with _alarm(seconds + _GRACE), _query_limit(seconds):
        yield


@contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def ring(_: int, __: FrameType | None) -> None:
        raise TooLong

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextmanager
def _query_limit(seconds: float) -> Iterator[None]:
    """Have the database end a query by itself; nothing where there is no connection yet."""
    if connection.connection is None:
        yield
    elif connection.vendor == "sqlite":
        end = time.monotonic() + seconds
        connection.connection.set_progress_handler(lambda: time.monotonic() > end, _STEPS)
        try:
            yield
        finally:
            if connection.connection is not None:
                connection.connection.set_progress_handler(None, 0)
    else:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('statement_timeout', %s, false)", [str(int(seconds * 1000))])
        try:
            yield
        finally:
            with suppress(DatabaseError), connection.cursor() as cursor:
                cursor.execute("SELECT set_config('statement_timeout', '0', false)")
