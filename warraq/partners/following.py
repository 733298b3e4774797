"""Numbering what the clock changes, beside `warraq serve`; and for the first partner what stood before."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from warraq.partners.services import clock_follow, is_followed
from warraq.stories.turns import take_turns

_log = logging.getLogger(__name__)

LOOK_SECONDS = 5.0
# Then others may write for a while.
MOST_AT_ONCE = 10


def turn(now: datetime) -> None:
    """Follow the clock, a bounded number of steps."""
    if is_followed():
        for _ in range(MOST_AT_ONCE):
            if clock_follow(now=now):
                break


def run(*, go_on: Callable[[], bool], wait: Callable[[float], object]) -> None:
    """Follow the clock until `go_on` says no; `wait` sleeps for so many seconds."""
    take_turns(turn, every=LOOK_SECONDS, log=_log, go_on=go_on, wait=wait)
