"""What runs beside the serving threads, over and over: it outlives its own faults and a database that is away."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from django.db import DatabaseError, connection
from django.utils import timezone


def take_turns(
    turn: Callable[[datetime], object],
    *,
    every: float,
    log: logging.Logger,
    go_on: Callable[[], bool],
    wait: Callable[[float], object],
) -> None:
    """Take a turn, given the moment, every so many seconds until `go_on` says no; `wait` sleeps in between.

    Nothing that a turn raises ends the turns: it is written into `log`, a database that is away in one line.
    """
    while go_on():
        try:
            turn(timezone.now())
        except DatabaseError as problem:
            log.warning("The database is waited for: %s", str(problem).strip() or type(problem).__name__)
            with suppress(Exception):
                connection.close()
        except Exception:
            log.exception("Something unforeseen was met; it goes on.")
        wait(every)
