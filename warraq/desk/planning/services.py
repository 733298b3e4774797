"""What is done with plans: made, changed, and a story begun from one. Each is kept in Wagtail's log."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from wagtail.log_actions import log

from warraq.desk.planning.models import Plan, State
from warraq.network.models import Edition, Section
from warraq.stories.models import Story
from warraq.stories.services import placement_add

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, User

# What the form of a plan may change; its story is `plan_begin`'s alone.
CHANGED = ("title", "edition_id", "section_id", "place", "starts_at", "ends_at", "notes", "state")


class NotBegun(ValueError):
    """No story can be made of the plan; the message says why, in Arabic."""


def plan_add(
    title: str,
    *,
    edition: Edition,
    section: Section | None = None,
    starts_at: datetime,
    people: Iterable[User] = (),
    by: AbstractBaseUser | None = None,
) -> Plan:
    """Put something on the agenda. Raises django's ValidationError for what makes no sense."""
    plan = Plan(
        title=title,
        edition=edition,
        section=section,
        starts_at=starts_at,
        made_by_id=by.pk if by is not None else None,
    )
    plan.full_clean()
    with transaction.atomic():
        plan.save()
        plan.people.set(people)
        log(plan, "warraq.plan_add", user=by, data={"starts_at": starts_at.isoformat()})
    return plan


def plan_change(plan: Plan, *, people: Iterable[User], by: AbstractBaseUser | None = None) -> None:
    """Keep the plan as it has been set, and in the log what it was before. Nothing changed is nothing logged."""
    with transaction.atomic():
        kept = Plan.objects.select_for_update().get(pk=plan.pk)
        before = {name: getattr(kept, name) for name in CHANGED}
        changed = [name for name in CHANGED if before[name] != getattr(plan, name)]
        had = set(kept.people.values_list("pk", flat=True))
        wanted = {person.pk for person in people}
        if not changed and had == wanted:
            return
        plan.save(update_fields=changed)
        plan.people.set(wanted)
        told: dict[str, object] = {name: _plain(before[name]) for name in changed}
        if had != wanted:
            told["people"] = sorted(had)
        log(plan, "warraq.plan_change", user=by, data={"before": told})


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value


def plan_begin(plan: Plan, *, by: AbstractBaseUser) -> Story:
    """Make a draft of the plan, whose owner is who asks for it, and return it.

    One plan makes one story. Raises NotBegun for a plan that has its story, and for one that was called off.
    """
    with transaction.atomic():
        row = Plan.objects.select_for_update().get(pk=plan.pk)
        if row.story_id is not None:
            raise NotBegun("بدأت قصة هذه الخطة من قبل.")
        if row.state == State.CALLED_OFF:
            raise NotBegun("أُلغيت هذه الخطة؛ غيّر حالها أولًا.")
        story = Story.objects.create(headline=row.title, dateline=row.place, owner_id=by.pk, live=False)
        if row.section is not None:
            placement_add(story, edition=row.edition, section=row.section, is_home=True)
        story = Story.objects.get(pk=story.pk)
        story.save_revision(user=by, clean=False, log_action="wagtail.create")
        row.story = story
        row.state = State.RUNNING if row.state == State.PLANNED else row.state
        row.save(update_fields=["story", "state"])
        log(row, "warraq.plan_begin", user=by, data={"story": story.pk})
        log(story, "warraq.plan_story", user=by, data={"plan": row.pk})
    return story
