"""What the start page shows, each list with an end."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.contenttypes.models import ContentType
from django.db.models import Prefetch, QuerySet
from wagtail.admin.utils import get_user_display_name
from wagtail.models import Revision, WorkflowState

from warraq.arabic.dates import format_moment
from warraq.arabic.digits import Digits
from warraq.desk.roles.asking import editions_for, scopes_of
from warraq.desk.roles.seeing import stories_seen_by
from warraq.desk.roles.verbs import Verb
from warraq.desk.stories.standing import scheduled_ids, standing_of, waiting_ids
from warraq.desk.workflow.waiting import steps_waiting_for, story_of
from warraq.inbox.models import Source
from warraq.inbox.selectors import wire_warnings
from warraq.network.models import Edition
from warraq.network.selectors import sites
from warraq.reads.selectors import most_read
from warraq.stories.alarms import Concern
from warraq.stories.models import Placement, Story
from warraq.stories.scheduling import Alarm
from warraq.stories.scheduling import Verb as Scheduled
from warraq.stories.selectors import alarms, scheduled_object

if TYPE_CHECKING:
    from django.contrib.auth.models import User

LENGTH = 8
# A network has fewer stories than this waiting for their moment.
MOST_COMING = 500
# A source that failed so often in a row is no passing trouble.
FAILURES = 3


@dataclass(frozen=True)
class Row:
    """One story of a list: what is said beside its headline, and below it."""

    story: int
    headline: str
    said: str = ""
    below: str = ""
    moment: datetime | None = None


def own_stories(user: User, *, now: datetime) -> list[Row]:
    """Return the person's newest stories, how each stands, and what whoever handed one back wrote."""
    stories = list(_light(Story.objects.filter(owner=user.pk)).order_by("-id")[:LENGTH])
    ids = [story.pk for story in stories]
    waiting, scheduled, words = waiting_ids(ids), scheduled_ids(ids), _handed_back(ids)
    return [
        Row(
            story=story.pk,
            headline=_headline(story),
            said="أُعيدت إليك"
            if story.pk in words
            else str(standing_of(story, now=now, waiting=waiting, scheduled=scheduled).label),
            below=words.get(story.pk, ""),
        )
        for story in stories
    ]


def _handed_back(ids: Iterable[int]) -> dict[int, str]:
    """Return what was written to the stories of these that wait for changes."""
    states = WorkflowState.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Story),
        object_id__in=[str(number) for number in ids],
        status=WorkflowState.STATUS_NEEDS_CHANGES,
    ).select_related("current_task_state")
    return {
        int(state.object_id): state.current_task_state.comment if state.current_task_state else ""
        for state in states
    }


def waiting_for(user: User) -> list[Row]:
    """Return the stories whose step the person may pass, those that wait longest first."""
    states = steps_waiting_for(user, limit=LENGTH)
    stories = _light(Story.objects.filter(pk__in=[story_of(state) for state in states])).in_bulk()
    told = []
    for state in states:
        story = stories.get(story_of(state))
        if story is not None:
            who = get_user_display_name(state.workflow_state.requested_by)
            told.append(
                Row(
                    story.pk,
                    _headline(story),
                    said=str(state.task),
                    below=f"أرسلها {who}" if who else "",
                    moment=state.started_at,
                )
            )
    return told


def going_out(user: User, *, now: datetime) -> list[Row]:
    """Return what goes out next by itself, of what the person sees: schedules and ends of embargoes."""
    moments = _moments_to_come(now)
    # Seen first and cut then: what others wait for must not push out what this person waits for.
    seen = set(stories_seen_by(user, now=now).filter(pk__in=moments).values_list("pk", flat=True))
    coming = sorted((moment, number, said) for number, (moment, said) in moments.items() if number in seen)
    coming = coming[:LENGTH]
    stories = _light(Story.objects.filter(pk__in=[number for _, number, _ in coming]))
    found = stories.prefetch_related(
        Prefetch("placements", Placement.objects.select_related("edition", "section"))
    ).in_bulk()
    return [
        Row(
            number,
            _headline(found[number]),
            said=said,
            below=_in_time_of(found[number], moment),
            moment=moment,
        )
        for moment, number, said in coming
        if number in found
    ]


def _moments_to_come(now: datetime) -> dict[int, tuple[datetime, str]]:
    """Return the next moments of the whole network by story, at most MOST_COMING of each kind, and what they are."""
    revisions = Revision.objects.filter(
        approved_go_live_at__isnull=False, base_content_type=ContentType.objects.get_for_model(Story)
    )
    scheduled = revisions.order_by("approved_go_live_at").values_list("object_id", "approved_go_live_at")
    embargoed = Story.objects.filter(embargo_until__gt=now, live=True, withdrawn_at__isnull=True)
    ending = embargoed.order_by("embargo_until").values_list("pk", "embargo_until")
    moments = {int(number): (moment, "نشر مجدول") for number, moment in scheduled[:MOST_COMING]}
    for number, moment in ending[:MOST_COMING]:
        moments.setdefault(number, (moment, "نهاية حظر"))
    return moments


def _in_time_of(story: Story, moment: datetime) -> str:
    """Say a moment in the time of the story's home."""
    home = story.home_placement()
    if home is None:
        return f"{format_moment(moment, locale='ar-SA', digits=Digits.LATIN)} بالتوقيت العالمي"
    said = format_moment(story.at_home(moment), locale=home.edition.locale, digits=Digits.LATIN)
    return f"{said} بتوقيت {home.edition.name}"


def read_now(user: User, *, now: datetime) -> list[Row]:
    """Return what is read most now on the person's only edition, or on the network."""
    edition = _edition_of(user)
    placements = most_read(edition, now=now, limit=LENGTH) if edition is not None else []
    return [
        Row(placement.story_id, placement.shown_headline, said=str(place))
        for place, placement in enumerate(placements, start=1)
    ]


def _edition_of(user: User) -> Edition | None:
    """Return the person's edition if they have one alone, else the hub, else the first site."""
    numbers = {scope.edition for scope in scopes_of(user)}
    if len(numbers) == 1 and None not in numbers:
        return Edition.objects.filter(pk__in=numbers).first()
    return Edition.objects.filter(kind="hub").first() or next(iter(sites()), None)


def late_schedules(now: datetime) -> list[Concern]:
    """Tell of schedules that are late or failed."""
    return [_late(alarm) for alarm in alarms(now=now)]


def _late(alarm: Alarm) -> Concern:
    subject = scheduled_object(alarm.due.key)
    what = "نُشرت" if alarm.due.key.verb is Scheduled.PUBLISH else "رُفعت"
    name = f"«{subject}»" if subject is not None else alarm.due.key.object_id
    why = f" آخر محاولة: {alarm.problem[:200]}" if alarm.problem else ""
    number = int(alarm.due.key.object_id) if isinstance(subject, Story) else None
    when = (
        _in_time_of(subject, alarm.due.due_at)
        if isinstance(subject, Story)
        else f"{alarm.due.due_at:%Y-%m-%d %H:%M} UTC"
    )
    return Concern(f"كان يجب أن تكون {name} قد {what} في {when}." + why, story=number)


def silent_wires(now: datetime) -> list[Concern]:
    """Tell of sources that fail again and again, and of items that their agency killed after a story was made."""
    failing = Source.objects.filter(is_active=True, failures__gte=FAILURES).order_by("name")[:LENGTH]
    told = [
        Concern(f"المصدر «{source.name}» لا يجيب منذ {source.failures} محاولات: {source.problem}")
        for source in failing
    ]
    for item in wire_warnings().defer("content").select_related("story")[:LENGTH]:
        what = "ألغت الوكالة البرقية" if item.status == "canceled" else "غيّرت الوكالة البرقية"
        told.append(Concern(f"{what} التي أُخذت منها «{item.story}».", story=item.story_id))
    return told


def writes_somewhere(user: User) -> bool:
    """Return whether the person may begin a story."""
    return editions_for(user, Verb.WRITE).exists()


def _headline(story: Story) -> str:
    """Return the headline of the newest draft; the row keeps what was saved first, or what readers have."""
    draft = story.latest_revision
    return (draft.object_str if draft is not None else "") or str(story)


def _light(stories: QuerySet[Story]) -> QuerySet[Story]:
    """Leave out what no list prints, and have the name of the newest draft at hand."""
    return stories.select_related("latest_revision").defer(
        "body", "standfirst", "source_url", "latest_revision__content"
    )
