"""Which stories a letter tells: always of the visible set, at the moment of asking."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from warraq.fronts.drawing import Subject, filled
from warraq.fronts.layouts import automatic_layout
from warraq.fronts.selectors import shown_front
from warraq.letters.models import Issue, Kind
from warraq.letters.selectors import stories_told
from warraq.network.models import Edition
from warraq.network.selectors import sections_of
from warraq.stories.models import Placement
from warraq.stories.selectors import listed, newest, on_edition

# A letter is read on the way to work.
LENGTH = 15
# What a letter looks back at where none was sent before, and at most.
USUAL_DAY, LONGEST_DAY = timedelta(days=1), timedelta(days=2)
# A story that stays on the front for days is told once.
NOT_AGAIN_WITHIN = timedelta(days=7)
_MOST_LOOKED_AT = 200


def ordered(front: Iterable[int], latest: Iterable[int], *, most: int = LENGTH) -> list[int]:
    """Return the new stories in the front's order, then the others newest first; nothing twice. Pure."""
    new = list(latest)
    among = frozenset(new)
    return list(dict.fromkeys([*(number for number in front if number in among), *new]))[:most]


def stories_of_day(edition: Edition, *, now: datetime) -> list[int]:
    """Return the stories of a daily letter at `now`: what appeared since the one before and no letter told yet."""
    rows = newest(on_edition(edition, now=now).filter(shown_at__gt=_since(edition, now=now)))
    told = stories_told(edition, since=now - NOT_AGAIN_WITHIN)
    latest = [
        number for number in rows.values_list("story_id", flat=True)[:_MOST_LOOKED_AT] if number not in told
    ]
    return ordered(front_stories(edition, now=now), latest) if latest else []


def _since(edition: Edition, *, now: datetime) -> datetime:
    last = (
        Issue.objects.filter(edition=edition, kind=Kind.DAILY, made_at__lt=now).order_by("-made_at").first()
    )
    return now - USUAL_DAY if last is None else max(last.made_at, now - LONGEST_DAY)


def front_stories(edition: Edition, *, now: datetime) -> list[int]:
    """Return the stories of the edition's home front as readers see it, in its order."""
    front = shown_front(edition)
    sections = [section.pk for section in sections_of(edition) if section.has_teasers]
    layout = front.layout if front is not None else automatic_layout(sections=sections)
    subject = Subject(edition, None, layout, number=front.number if front is not None else 0)
    parts = filled(subject, now=now)
    return [each.story_id for part in layout.parts for each in parts.get(part.number, ())]


def seen(edition: Edition, stories: Sequence[int], *, now: datetime) -> list[Placement]:
    """Return those of the stories that the public sees on the edition at `now`, in their order; one query."""
    found = {each.story_id: each for each in listed(on_edition(edition, now=now)).filter(story__in=stories)}
    return [found[number] for number in stories if number in found]
