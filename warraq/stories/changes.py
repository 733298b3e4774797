"""Writing and reading the outbox."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from warraq.stories.models.changes import Change
from warraq.stories.wakeups import in_commit_order

if TYPE_CHECKING:
    from warraq.stories.models import Story

# Every reader of the outbox has long read what is older; a node that slept longer begins anew.
KEPT = timedelta(days=2)
# Rows that one look takes at most.
BATCH = 500


@dataclass(frozen=True)
class Place:
    """Where a story stood: numbers of edition and section, its path there, the day it is filed under (ISO)."""

    edition: int
    section: int
    path: str
    day: str
    shown_at: float


@dataclass(frozen=True)
class Standing:
    """A story as the public could meet it at one moment.

    `corrections` counts its notes; `follows` is the number of the earlier story that it goes on with, if any.
    """

    is_published: bool
    is_withdrawn: bool
    places: tuple[Place, ...]
    topics: tuple[int, ...]
    authors: tuple[int, ...]
    corrections: int = 0
    follows: int | None = None

    @classmethod
    def read(cls, facts: dict[str, Any]) -> Standing:
        """Read what `asdict` wrote and JSON kept."""
        return cls(
            is_published=facts["is_published"],
            is_withdrawn=facts["is_withdrawn"],
            places=tuple(Place(**place) for place in facts["places"]),
            topics=tuple(facts["topics"]),
            authors=tuple(facts["authors"]),
            # Rows that an earlier version wrote have neither.
            corrections=facts.get("corrections", 0),
            follows=facts.get("follows"),
        )


NOWHERE = Standing(is_published=False, is_withdrawn=False, places=(), topics=(), authors=())


def standing_of(story: Story) -> Standing:
    """Return how the story stands in the database (not in memory)."""
    row = type(story).objects.filter(pk=story.pk).first() if story.pk else None
    if row is None or row.first_published_at is None:
        return NOWHERE
    placements = row.placements.get_live_queryset().select_related("story", "section", "edition")
    return Standing(
        is_published=row.live,
        is_withdrawn=row.is_withdrawn,
        places=tuple(
            Place(
                edition=placement.edition_id,
                section=placement.section_id,
                path=placement.path,
                day=placement.shown_at.astimezone(placement.edition.zone).date().isoformat(),
                shown_at=placement.shown_at.timestamp(),
            )
            for placement in placements
            if placement.shown_at is not None
        ),
        topics=tuple(row.story_topics.get_live_queryset().values_list("topic_id", flat=True)),
        authors=tuple(row.bylines.get_live_queryset().values_list("author_id", flat=True)),
        corrections=row.corrections.count(),
        follows=type(story).objects.filter(follow_ups__story=row.pk).values_list("pk", flat=True).first(),
    )


def note_story(
    story_id: int, *, before: Standing, after: Standing, within: dict[str, Any] | None = None
) -> None:
    """Write that a story changed; nothing if the public met it neither before nor after.

    `within` says that no more changed than a part which an upper room keeps of it: what, in words of that room.
    """
    if before != NOWHERE or after != NOWHERE:
        facts = {"before": asdict(before), "after": asdict(after), **({"within": within} if within else {})}
        _write(Change(kind=Change.Kind.STORY, story_id=story_id, facts=facts))


def note_editions(editions: Iterable[int], *, within: dict[str, Any] | None = None) -> None:
    """Write that editions changed as a whole: their sections, style or many of their stories at once.

    `within` says that no more changed than a part which an upper room keeps of them: what, in words of that room.
    """
    numbers = sorted(set(editions))
    if numbers:
        facts = {"editions": numbers, **({"within": within} if within else {})}
        _write(Change(kind=Change.Kind.EDITION, facts=facts))


def _write(change: Change) -> None:
    change.made_at = timezone.now()
    with transaction.atomic():
        in_commit_order()
        change.save()


def newest_number() -> int:
    """Return the number of the newest change; 0 when there is none."""
    return Change.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def changes_after(number: int) -> list[Change]:
    """Return the next changes after a number, oldest first, at most BATCH."""
    return list(Change.objects.filter(pk__gt=number).order_by("pk")[:BATCH])


def forget_old(*, now: datetime) -> None:
    """Delete what every reader has read."""
    Change.objects.filter(made_at__lt=now - KEPT).delete()
