"""On which days a plan stands, and what is said of its moments, on its own edition's clock."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from warraq.desk.planning.days import by_day, moment_on, touches
from warraq.desk.planning.models import Plan
from warraq.network.models import Edition

RIYADH = Edition(name="مرافئ الخليج", time_zone="Asia/Riyadh")
RABAT = Edition(name="مرآة المغرب", time_zone="Africa/Casablanca")


def plan(starts: str, ends: str = "", *, edition: Edition = RIYADH, number: int = 1) -> Plan:
    """Return a plan with its moments in UTC, on the November days of 2026 that are named as «25 18:30»."""

    def moment(text: str) -> datetime:
        return datetime.strptime(f"2026-11-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=UTC)

    return Plan(
        pk=number,
        title=f"خطة {number}",
        edition=edition,
        starts_at=moment(starts),
        ends_at=moment(ends) if ends else None,
    )


def november(day: int) -> date:
    return date(2026, 11, day)


def test_a_late_evening_in_utc_is_the_next_day_in_riyadh_and_the_same_in_rabat():
    assert touches(plan("25 22:00"), november(26))
    assert not touches(plan("25 22:00"), november(25))
    assert touches(plan("25 22:00", edition=RABAT), november(25))


@pytest.mark.parametrize(
    ("starts", "ends", "days"),
    [
        ("25 09:00", "", [25]),
        ("25 09:00", "25 12:00", [25]),
        ("25 09:00", "27 08:00", [25, 26, 27]),
        # It ends at midnight in Riyadh: nothing of it is left for the next day.
        ("25 09:00", "25 21:00", [25]),
    ],
)
def test_a_plan_stands_on_each_day_that_it_touches(starts, ends, days):
    found = [day for day in range(20, 30) if touches(plan(starts, ends), november(day))]
    assert found == days


@pytest.mark.parametrize(
    ("starts", "ends", "day", "said"),
    [
        ("25 15:30", "", 25, "18:30"),
        ("25 15:30", "25 17:00", 25, "18:30 حتى 20:00"),
        ("25 15:30", "25 21:00", 25, "18:30 حتى 00:00"),
        ("25 15:30", "27 08:00", 25, "18:30 حتى 2026-11-27 11:00"),
        ("25 15:30", "27 08:00", 26, "طوال اليوم"),
        ("25 15:30", "27 08:00", 27, "حتى 11:00"),
        ("25 15:30", "26 21:00", 26, "طوال اليوم"),
    ],
)
def test_what_is_said_of_a_plan_on_one_of_its_days(starts, ends, day, said):
    assert moment_on(plan(starts, ends), november(day)) == said


def test_a_week_has_seven_days_the_empty_ones_too_each_in_the_order_of_its_moments():
    late, early = plan("26 12:00", number=1), plan("26 07:00", number=2)
    days = by_day([late, early], first=november(25))
    assert [day.day for day in days] == [november(number) for number in range(25, 32 - 1)] + [
        date(2026, 12, 1)
    ]
    assert [[entry.plan.pk for entry in day.entries] for day in days] == [[], [2, 1], [], [], [], [], []]
