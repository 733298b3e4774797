"""How long whoever failed has to wait. Pure.

Nobody is locked out for good: a pause ends, and what is an hour old is forgotten. Failures at an account from all the
world's addresses slow down strangers alone: a browser from which the account's owner once logged in is counted apart.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

# Failures are forgotten so long after the last one.
FORGOTTEN_AFTER = timedelta(hours=1)
NOTHING = timedelta(0)


class Kind(StrEnum):
    """What a key stands for."""

    ACCOUNT = "account"  # a user name, whether it exists or not, for browsers that are not known
    ADDRESS = "address"
    BROWSER = "browser"  # a browser from which the account's owner logged in before
    CODE = "code"  # the second step of one account: who comes here had the password
    MAIL = "mail"  # a mail address that asks for a new password
    MAILER = "mailer"  # an address from which new passwords are asked for


@dataclass(frozen=True)
class Limit:
    """So many failures are free; then pauses double from two seconds up to the longest."""

    free: int
    longest: timedelta


LIMITS = {
    # Short, as strangers can bring it about for anybody.
    Kind.ACCOUNT: Limit(free=5, longest=timedelta(minutes=1)),
    # A newsroom may sit behind one address.
    Kind.ADDRESS: Limit(free=20, longest=timedelta(minutes=15)),
    Kind.BROWSER: Limit(free=10, longest=timedelta(minutes=15)),
    Kind.CODE: Limit(free=5, longest=timedelta(minutes=15)),
    Kind.MAIL: Limit(free=3, longest=timedelta(minutes=30)),
    Kind.MAILER: Limit(free=10, longest=timedelta(minutes=30)),
}


@dataclass(frozen=True)
class Past:
    """What a key has behind it."""

    failures: int
    last_at: datetime


def failures_now(past: Past, *, now: datetime) -> int:
    """Return how many of the failures still count."""
    return 0 if now - past.last_at >= FORGOTTEN_AFTER else past.failures


def wait_for(past: Past, *, limit: Limit, now: datetime) -> timedelta:
    """Return how long this key has to wait still; nothing if it may try."""
    over = failures_now(past, now=now) - limit.free
    if over < 0:
        return NOTHING
    # Two to the twelfth is longer than any limit.
    pause = min(timedelta(seconds=2 ** min(over + 1, 12)), limit.longest)
    return max(past.last_at + pause - now, NOTHING)


def longest_wait(waits: Iterable[timedelta]) -> timedelta:
    """Return the longest of the waits."""
    return max(waits, default=NOTHING)
