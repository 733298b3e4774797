"""When schedules fire: pure decisions. What is due and what was tried in, what to try now and what to raise out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

# A schedule that is later than this has failed somebody, whatever the reason.
GRACE = timedelta(seconds=10)
_FIRST_PAUSE = timedelta(seconds=1)
_LONGEST_PAUSE = timedelta(minutes=5)


class Verb(StrEnum):
    """What a schedule does."""

    PUBLISH = "publish"
    EXPIRE = "expire"


@dataclass(frozen=True)
class ScheduleKey:
    """Which schedule: an object has one of each verb at most. `content_type` and `object_id` are Django's."""

    verb: Verb
    content_type: int
    object_id: str


@dataclass(frozen=True)
class Due:
    """A schedule whose moment has come; `revision` is the one to publish, None for an expiry."""

    key: ScheduleKey
    due_at: datetime
    revision: int | None = None


@dataclass(frozen=True)
class Tried:
    """What was tried already for the schedule of that moment."""

    due_at: datetime
    tries: int
    next_try_at: datetime
    problem: str = ""


@dataclass(frozen=True)
class Alarm:
    """A schedule that somebody must look at: it is late, or it failed."""

    due: Due
    tries: int = 0
    problem: str = ""


def pause_after(tries: int) -> timedelta:
    """Return how long to wait after so many tries: 1, 2, 4... seconds, five minutes at most."""
    return min(_FIRST_PAUSE * 2 ** min(tries - 1, 16), _LONGEST_PAUSE)


def tries_of(due: Due, tried: Tried | None) -> int:
    """Return how often this schedule was tried; tries for another moment are another schedule's."""
    return tried.tries if tried is not None and tried.due_at == due.due_at else 0


def may_try(due: Due, tried: Tried | None, *, now: datetime) -> bool:
    """Whether the schedule is not within its pause."""
    return tried is None or tries_of(due, tried) == 0 or tried.next_try_at <= now


def to_fire(dues: Iterable[Due], *, tried: Mapping[ScheduleKey, Tried], now: datetime) -> list[Due]:
    """Return what to try now: those that never failed first, and among them the oldest."""
    ready = [due for due in dues if may_try(due, tried.get(due.key), now=now)]
    return sorted(ready, key=lambda due: (tries_of(due, tried.get(due.key)), due.due_at))


def alarms_of(dues: Iterable[Due], *, tried: Mapping[ScheduleKey, Tried], now: datetime) -> list[Alarm]:
    """Return what is late or has failed, oldest first."""
    found = []
    for due in sorted(dues, key=lambda due: due.due_at):
        tries = tries_of(due, tried.get(due.key))
        problem = tried[due.key].problem if tries else ""
        if problem or now - due.due_at > GRACE:
            found.append(Alarm(due=due, tries=tries, problem=problem))
    return found
