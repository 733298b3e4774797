"""What is read of plans, each list with an end."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from warraq.desk.planning.days import WEEK, day_of, touches
from warraq.desk.planning.models import LONGEST, Plan, State
from warraq.desk.roles.asking import editions_for
from warraq.desk.roles.assignments import Assignment
from warraq.desk.roles.grants import roles_with
from warraq.desk.roles.verbs import Verb
from warraq.network.models import Edition

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser, User

MOST = 300
MOST_PEOPLE = 500
MOST_OWN = 8
# No clock is further from UTC: the day of one edition may be another's yesterday or tomorrow.
FARTHEST = timedelta(hours=14)


def plans_seen_by(user: User | AnonymousUser) -> QuerySet[Plan]:
    """Return the plans of the editions where the person plans, with all that lists print."""
    return (
        Plan.objects.filter(edition__in=editions_for(user, Verb.PLAN))
        .select_related("edition", "section__edition", "story")
        .prefetch_related("people", "story__placements")
        .order_by("starts_at", "pk")
    )


def week_of(
    user: User | AnonymousUser, *, first: date, edition: Edition | None = None, person: User | None = None
) -> list[Plan]:
    """Return what touches the seven days from `first` on, on its own edition's clock; one more than MOST at most."""
    plans = _between(plans_seen_by(user), first=first, days=WEEK)
    if edition is not None:
        plans = plans.filter(edition=edition)
    if person is not None:
        plans = plans.filter(people=person)
    days = [first + timedelta(days=number) for number in range(WEEK)]
    return [plan for plan in plans[: MOST + 1] if any(touches(plan, day) for day in days)]


def own_plans(user: User, *, now: datetime) -> list[tuple[Plan, date]]:
    """Return what the person covers today and tomorrow, each with the first of these days that it stands on."""
    plans = plans_seen_by(user).filter(people=user.pk).exclude(state=State.CALLED_OFF)
    yesterday = now.date() - timedelta(days=1)
    told = []
    for plan in _between(plans, first=yesterday, days=4)[:MOST]:
        today = day_of(now, plan.edition.zone)
        day = next((day for day in (today, today + timedelta(days=1)) if touches(plan, day)), None)
        if day is not None:
            told.append((plan, day))
    return told[:MOST_OWN]


def _between(plans: QuerySet[Plan], *, first: date, days: int) -> QuerySet[Plan]:
    begins = datetime.combine(first, time.min, tzinfo=UTC) - FARTHEST
    ends = datetime.combine(first + timedelta(days=days), time.min, tzinfo=UTC) + FARTHEST
    # The index on the beginning serves this: no plan lasts longer than LONGEST.
    near = plans.filter(starts_at__gte=begins - LONGEST, starts_at__lt=ends)
    return near.annotate(until=Coalesce("ends_at", "starts_at")).filter(until__gte=begins)


def planners(*editions: Edition) -> QuerySet[User]:
    """Return who may be sent by any of these editions: whoever sees its plans, by name, 500 at most."""
    held = Assignment.objects.filter(
        Q(edition__isnull=True) | Q(edition__in=editions), role__in=roles_with(Verb.PLAN)
    )
    people = get_user_model().objects.filter(
        Q(is_superuser=True) | Q(pk__in=held.values("user")), is_active=True
    )
    numbers = list(people.order_by("first_name", "username").values_list("pk", flat=True)[:MOST_PEOPLE])
    return get_user_model().objects.filter(pk__in=numbers).order_by("first_name", "username")


def plan_of_story(story: int) -> Plan | None:
    """Return the plan that a story was made from."""
    return Plan.objects.filter(story=story).select_related("edition").first()
