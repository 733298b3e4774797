"""Which plans stand on which day, and what is said of their moments. Pure: each plan has its own edition's clock."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from warraq.desk.planning.models import Plan

WEEK = 7


@dataclass(frozen=True)
class Entry:
    """A plan on one of its days."""

    plan: Plan
    moment: str


@dataclass(frozen=True)
class Day:
    """A day and what stands on it, in the order of its moments."""

    day: date
    entries: tuple[Entry, ...]


def day_of(moment: datetime, zone: ZoneInfo) -> date:
    """Return the day of a moment on a clock."""
    return moment.astimezone(zone).date()


def touches(plan: Plan, day: date) -> bool:
    """Return whether the plan goes on on that day of its edition; one that ends at midnight leaves the next day."""
    zone = plan.edition.zone
    first = day_of(plan.starts_at, zone)
    last = day_of(plan.ends_at - timedelta.resolution, zone) if plan.ends_at is not None else first
    return first <= day <= last


def by_day(plans: Iterable[Plan], *, first: date, days: int = WEEK) -> list[Day]:
    """Return so many days from the first on, the empty ones too."""
    held = sorted(plans, key=lambda plan: (plan.starts_at, plan.pk))
    wanted = [first + timedelta(days=number) for number in range(days)]
    return [
        Day(day, tuple(Entry(plan, moment_on(plan, day)) for plan in held if touches(plan, day)))
        for day in wanted
    ]


def moment_on(plan: Plan, day: date) -> str:
    """Say when the plan is on, on one of its days: «18:30», «18:30 حتى 20:00», «طوال اليوم»."""
    zone = plan.edition.zone
    begins = plan.starts_at.astimezone(zone)
    if plan.ends_at is None:
        return f"{begins:%H:%M}"
    ends = plan.ends_at.astimezone(zone)
    midnight = datetime.combine(day + timedelta(days=1), time.min, tzinfo=zone)
    if begins.date() < day:
        return "طوال اليوم" if ends >= midnight else f"حتى {ends:%H:%M}"
    if ends > midnight:
        return f"{begins:%H:%M} حتى {ends:%Y-%m-%d %H:%M}"
    return f"{begins:%H:%M} حتى {ends:%H:%M}"
