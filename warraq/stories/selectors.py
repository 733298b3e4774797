"""Reading stories. `visible_placements` is the one visible set: every door to the public goes through it.

A list is paged by key: the key of a row is its place in the order, so page 5,000 costs what page 2 costs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Self, TypeVar

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, Model, OuterRef, Prefetch, Q, QuerySet
from wagtail.models import DraftStateMixin, Page, Revision

from warraq.common.registry import Registry
from warraq.network.models import Edition, Section
from warraq.stories.models import (
    Attempt,
    Author,
    Byline,
    Clearance,
    Correction,
    FollowUp,
    Placement,
    Story,
    StoryTopic,
    Topic,
)
from warraq.stories.scheduling import Alarm, Due, ScheduleKey, Tried, Verb, alarms_of

# What a list never prints; deferring it keeps lists from reading the bodies.
UNPRINTED_IN_LISTS = (
    "story__body",
    "story__withdrawal_reason",
    "story__withdrawal_note",
    "story__source_url",
)

# One-to-one relations of stories to rows of upper rooms, which lists print too.
listed_relations: Registry[str] = Registry("relation of listed stories")

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_KEY = re.compile(r"([0-9]{1,17})-([0-9]{1,18})\Z")


Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Key:
    """A place in a list ordered by moment and number, newest first."""

    moment: datetime
    number: int

    def __str__(self) -> str:
        return f"{(self.moment - _EPOCH) // timedelta(microseconds=1)}-{self.number}"

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """Read what `str` wrote; None for anything else."""
        match = _KEY.match(text)
        if match is None:
            return None
        try:
            return cls(moment=_EPOCH + timedelta(microseconds=int(match[1])), number=int(match[2]))
        except OverflowError:
            return None


def from_key(rows: QuerySet[Row], *, after: Key | None, moment: str, number: str = "pk") -> QuerySet[Row]:
    """Order rows by a moment and a number, newest first, beginning after the row of key `after`.

    The bound by itself is what an index is entered by; neither database finds it in the alternative.
    """
    if after is not None:
        rows = rows.filter(
            Q(**{f"{moment}__lt": after.moment}) | Q(**{moment: after.moment, f"{number}__lt": after.number}),
            **{f"{moment}__lte": after.moment},
        )
    return rows.order_by(f"-{moment}", f"-{number}")


def visible_placements(*, now: datetime) -> QuerySet[Placement]:
    """Return what the public may see at `now`: the one visible set.

    Published, past its embargo, not withdrawn, and within the placement's own time.
    """
    return Placement.objects.filter(
        Q(story__embargo_until__isnull=True) | Q(story__embargo_until__lte=now),
        Q(ends_at__isnull=True) | Q(ends_at__gt=now),
        shown_at__lte=now,
        story__live=True,
        story__withdrawn_at__isnull=True,
    )


def listed(placements: QuerySet[Placement]) -> QuerySet[Placement]:
    """Return the placements with what a list prints, and without the bodies."""
    beside = [f"story__{listed_relations.get(name)}" for name in listed_relations]
    return (
        placements.select_related("story", "story__lead_picture", "section", *beside)
        .defer(*UNPRINTED_IN_LISTS)
        .prefetch_related("story__lead_picture__renditions")
    )


def newest(placements: QuerySet[Placement], *, after: Key | None = None) -> QuerySet[Placement]:
    """Order placements newest first, beginning after the row of key `after`."""
    return from_key(placements, after=after, moment="shown_at")


def on_edition(edition: Edition, *, now: datetime) -> QuerySet[Placement]:
    """Return the visible placements of an edition."""
    return visible_placements(now=now).filter(edition=edition)


def in_section(section: Section, *, now: datetime) -> QuerySet[Placement]:
    """Return the visible placements of a section (of its edition, since a section belongs to one)."""
    return visible_placements(now=now).filter(section=section)


def on_day(edition: Edition, *, start: datetime, end: datetime, now: datetime) -> QuerySet[Placement]:
    """Return the visible placements of an edition that came between two moments (end excluded)."""
    return on_edition(edition, now=now).filter(shown_at__gte=start, shown_at__lt=end)


def placement_key(placement: Placement) -> Key:
    """Return the placement's place in `newest`."""
    assert placement.shown_at is not None  # noqa: S101 - a visible placement has it
    return Key(moment=placement.shown_at, number=placement.pk)


def of_topic(
    topic: Topic, *, edition: Edition | None, now: datetime, limit: int, after: Key | None = None
) -> tuple[list[Placement], Key | None]:
    """Return one page of a topic's stories on an edition, and the key of the next page if there is one.

    Without an edition: of the whole network, each story at its home.
    """
    return _page_of_links(
        StoryTopic.objects.filter(topic=topic), edition=edition, now=now, limit=limit, after=after
    )


def of_author(
    author: Author, *, edition: Edition | None, now: datetime, limit: int, after: Key | None = None
) -> tuple[list[Placement], Key | None]:
    """Return one page of an author's stories on an edition, and the key of the next page if there is one.

    Without an edition: of the whole network, each story at its home.
    """
    return _page_of_links(
        Byline.objects.filter(author=author), edition=edition, now=now, limit=limit, after=after
    )


def _page_of_links(
    links: QuerySet[StoryTopic] | QuerySet[Byline],
    *,
    edition: Edition | None,
    now: datetime,
    limit: int,
    after: Key | None,
) -> tuple[list[Placement], Key | None]:
    """Walk the link's own index (topic or author, then moment) and keep what is visible here."""
    here = (
        visible_placements(now=now).filter(is_home=True) if edition is None else on_edition(edition, now=now)
    )
    links = links.filter(Exists(here.filter(story=OuterRef("story"))), published_at__lte=now)
    ordered = from_key(links, after=after, moment="published_at", number="story")
    rows = list(ordered.values_list("published_at", "story_id")[: limit + 1])
    page = rows[:limit]
    found = listed(here).filter(story__in=[story for _, story in page])
    placements = {placement.story_id: placement for placement in found}
    following = Key(moment=page[-1][0], number=page[-1][1]) if len(rows) > limit else None
    return [placements[story] for _, story in page if story in placements], following


def story_on(edition: Edition, *, story_id: int, now: datetime) -> Placement | None:
    """Return the story's visible placement on the edition with all that its page prints, or None."""
    return (
        on_edition(edition, now=now)
        .select_related("story", "story__agency", "story__lead_picture", "section", "section__parent")
        .prefetch_related(
            "story__lead_picture__renditions",
            Prefetch("story__bylines", Byline.objects.select_related("author").order_by("sort_order")),
            Prefetch(
                "story__story_topics", StoryTopic.objects.select_related("topic").order_by("sort_order")
            ),
        )
        .filter(story_id=story_id)
        .first()
    )


def placement_on(edition: Edition, *, story_id: int, now: datetime) -> Placement | None:
    """Return the story's visible placement on the edition with its section and body, in one query, or None."""
    found = on_edition(edition, now=now).select_related("story", "section").filter(story_id=story_id).first()
    if found is not None:
        found.edition = edition
    return found


def home_of(story: Story, *, now: datetime) -> Placement | None:
    """Return the story's home placement with its edition and hosts; None when the public can't see it there."""
    return (
        visible_placements(now=now)
        .filter(story=story, is_home=True)
        .select_related("edition", "section")
        .prefetch_related("edition__hosts")
        .first()
    )


def withdrawn_story(edition: Edition, *, story_id: int) -> Story | None:
    """Return the story if it was withdrawn after standing on the edition, or None."""
    return Story.objects.filter(
        pk=story_id,
        withdrawn_at__isnull=False,
        first_published_at__isnull=False,
        placements__edition=edition,
    ).first()


def ledger_of(story_id: int) -> list[Clearance]:
    """Return the ledger of the story's last withdrawal: each surface and the moment since when it is clean."""
    last = Clearance.objects.filter(story_id=story_id).order_by("-withdrawn_at").first()
    if last is None:
        return []
    return list(Clearance.objects.filter(story_id=story_id, withdrawn_at=last.withdrawn_at))


def see_also_ids(story: Story) -> set[int]:
    """Return the numbers of the stories that the body picks."""
    return {number for numbers in see_also_picks(story).values() for number in numbers}


def see_also_picks(story: Story) -> dict[int, list[int]]:
    """Return the numbers that each see-also block picks, by the block's place in the body; no query is made."""
    return {
        place: [
            pick
            for pick in (item["value"] if isinstance(item, dict) else item for item in block["value"])
            if isinstance(pick, int)
        ]
        for place, block in enumerate(story.body.raw_data)
        if block["type"] == "see_also"
    }


def begun_between(start: datetime, end: datetime) -> QuerySet[Placement]:
    """Return visible placements whose moment came after `start` and until `end`."""
    return visible_placements(now=end).filter(edition__in=Edition.objects.all(), shown_at__gt=start)


def ended_between(start: datetime, end: datetime) -> QuerySet[Placement]:
    """Return placements whose time ran out after `start` and until `end`."""
    return Placement.objects.filter(ends_at__gt=start, ends_at__lte=end, shown_at__isnull=False).order_by(
        "ends_at"
    )


def corrections_of(story: Story) -> list[Correction]:
    """Return the story's corrections, newest first; a story that was never saved has none."""
    if story.pk is None:
        return []
    return list(Correction.objects.filter(story=story).order_by("-made_at", "-pk"))


def corrections_on(
    edition: Edition, *, now: datetime, limit: int, after: Key | None = None
) -> tuple[list[tuple[Correction, Placement]], Key | None]:
    """Return one page of the corrections of stories that the public sees on an edition, newest first.

    Each with the story's placement there; and the key of the next page if there is one.
    """
    here = on_edition(edition, now=now)
    found = Correction.objects.filter(Exists(here.filter(story=OuterRef("story"))))
    rows = list(from_key(found, after=after, moment="made_at")[: limit + 1])
    page = rows[:limit]
    shown = listed(here).filter(story__in={row.story_id for row in page})
    placements = {placement.story_id: placement for placement in shown}
    following = Key(moment=page[-1].made_at, number=page[-1].pk) if len(rows) > limit else None
    return [(row, placements[row.story_id]) for row in page if row.story_id in placements], following


def follow_up_ids(story: Story) -> list[int]:
    """Return the numbers of the stories that go on with this one, seen by the public or not.

    A story that was never saved has none.
    """
    if story.pk is None:
        return []
    return list(FollowUp.objects.filter(earlier=story).values_list("story_id", flat=True))


def schedules_due(*, now: datetime) -> list[Due]:
    """Return every schedule whose moment has come and that has not fired: of stories and of standing pages."""
    return [*_publications_due(now), *_expiries_due(now)]


def _publications_due(now: datetime) -> list[Due]:
    rows = Revision.objects.filter(approved_go_live_at__lte=now)
    return [
        Due(key=ScheduleKey(Verb.PUBLISH, kind, number), due_at=due_at, revision=pk)
        for pk, kind, number, due_at in rows.values_list(
            "pk", "base_content_type", "object_id", "approved_go_live_at"
        )
    ]


def _expiries_due(now: datetime) -> list[Due]:
    return [
        Due(
            key=ScheduleKey(Verb.EXPIRE, ContentType.objects.get_for_model(model).pk, str(number)),
            due_at=due_at,
        )
        for model in _scheduled_models()
        for number, due_at in model._default_manager.filter(live=True, expire_at__lte=now).values_list(
            "pk", "expire_at"
        )
    ]


def _scheduled_models() -> list[type[DraftStateMixin]]:
    """Return the models that Wagtail's schedules know: pages by their common table, others by their own."""
    others = [
        model
        for model in apps.get_models()
        if issubclass(model, DraftStateMixin) and not issubclass(model, Page)
    ]
    return [Page, *others]


def schedules_tried() -> dict[ScheduleKey, Tried]:
    """Return what was tried for schedules that have not fired."""
    return {
        ScheduleKey(Verb(row.verb), row.content_type_id, row.object_id): tried_of(row)
        for row in Attempt.objects.all()
    }


def tried_of(row: Attempt) -> Tried:
    """Return the row as decisions read it."""
    return Tried(due_at=row.due_at, tries=row.tries, next_try_at=row.next_try_at, problem=row.problem)


def alarms(*, now: datetime) -> list[Alarm]:
    """Return the schedules that are late or failed, oldest first; empty while all is well."""
    dues = schedules_due(now=now)
    return alarms_of(dues, tried=schedules_tried(), now=now) if dues else []


def scheduled_object(key: ScheduleKey) -> DraftStateMixin | None:
    """Return the story or page of a schedule; None when it was deleted."""
    model: Any = ContentType.objects.get_for_id(key.content_type).model_class()
    found = model._base_manager.filter(pk=key.object_id).first()
    return found.specific if isinstance(found, Page) else found
