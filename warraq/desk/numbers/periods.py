"""The times over which numbers are shown, pure: what each is made of, and what its steps are called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from warraq.reads.spans import Span, start_of


@dataclass(frozen=True)
class Period:
    """A time up to now. `back` counts its steps; a month's and a week's steps are days of the edition's own clock.

    `stories` says by which spans, and how many, stories are ranked (None: not at all, as a year has millions of
    numbers); `origin_days` of how many days origins are told.
    """

    name: str
    title: str
    step: str
    back: int
    span: Span
    stories: tuple[Span, int] | None
    origin_days: int
    by_local_days: bool = False


PERIODS: Mapping[str, Period] = {
    period.name: period
    for period in (
        Period("hour", "آخر ساعة", "الدقيقة", 60, Span.MINUTE, (Span.MINUTE, 60), 1),
        Period("day", "آخر 24 ساعة", "الساعة", 24, Span.HOUR, (Span.HOUR, 24), 2),
        Period("week", "آخر 7 أيام", "اليوم", 7, Span.HOUR, (Span.DAY, 7), 7, by_local_days=True),
        Period("month", "آخر 30 يومًا", "اليوم", 30, Span.HOUR, (Span.DAY, 30), 30, by_local_days=True),
        Period("year", "آخر سنة", "اليوم (UTC)", 365, Span.DAY, None, 31),
    )
}


@dataclass(frozen=True)
class Step:
    """One step of a period: when it is, shortly for an axis and in full, and how often was read."""

    short: str
    full: str
    reads: int


def spans_back(period: Period, *, now: datetime, zone: ZoneInfo) -> int:
    """Return how many spans are asked for, the current one included."""
    if not period.by_local_days:
        return period.back
    first_day = now.astimezone(zone).date() - timedelta(days=period.back - 1)
    began = datetime.combine(first_day, time.min, tzinfo=zone)
    return int(now.timestamp() // 3600) - int(began.timestamp() // 3600) + 1


def steps_of(period: Period, numbers: Mapping[int, int], *, zone: ZoneInfo) -> list[Step]:
    """Return a period's steps, oldest first, of what was read in each of its spans."""
    if period.by_local_days:
        days: dict[str, int] = {}
        for place, number in numbers.items():
            day = f"{start_of(place, span=period.span).astimezone(zone):%Y-%m-%d}"
            days[day] = days.get(day, 0) + number
        return [Step(_short_day(day), day, number) for day, number in days.items()][-period.back :]
    if period.span is Span.DAY:
        written = {place: f"{start_of(place, span=Span.DAY):%Y-%m-%d}" for place in numbers}
        return [Step(_short_day(day), day, numbers[place]) for place, day in written.items()]
    moments = {place: start_of(place, span=period.span).astimezone(zone) for place in numbers}
    return [
        Step(f"{moment:%H:%M}", f"{moment:%Y-%m-%d %H:%M}", numbers[place])
        for place, moment in moments.items()
    ]


def _short_day(day: str) -> str:
    return f"{int(day[8:])}/{int(day[5:7])}"
