"""How stories stand for partners at a moment, as marks that are compared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from hashlib import blake2b
from typing import Any

from django.db.models import Max, TextField
from django.db.models.functions import Cast

from warraq.live.models import LiveBlog
from warraq.partners.deciding import DELETED, UNSEEN, WITHDRAWN, Place, State
from warraq.stories.models import Byline, Correction, Story, StoryTopic
from warraq.stories.selectors import visible_placements

# Of a story's own row what partners are told of; drafts and the desk's affairs are not.
_FIELDS = (
    "headline",
    "label",
    "standfirst",
    "dateline",
    "agency",
    "lead_picture",
    "lead_caption",
    "lead_credit",
    "lead_alt",
    "last_published_at",
)

Rows = dict[int, list[Any]]


def states_of(story_ids: Collection[int], *, now: datetime) -> dict[int, State]:
    """Return how each of the stories stands, deleted ones too; seven queries at most."""
    withdrawn = dict(Story.objects.filter(pk__in=story_ids).values_list("pk", "withdrawn_at"))
    places = _places(story_ids, now=now)
    marks = _marks(places)
    return {
        number: State(marks[number], frozenset(place for place, _ in places[number]))
        if number in marks
        else _unseen(number, withdrawn=withdrawn)
        for number in story_ids
    }


def _unseen(number: int, *, withdrawn: dict[int, datetime | None]) -> State:
    if number not in withdrawn:
        return DELETED
    return WITHDRAWN if withdrawn[number] is not None else UNSEEN


def _places(story_ids: Collection[int], *, now: datetime) -> Rows:
    places: Rows = defaultdict(list)
    for placement in (
        visible_placements(now=now)
        .filter(story__in=story_ids)
        .select_related("story")
        .only("edition", "section", "headline", "is_home", "shown_at", "ends_at", "story__headline")
        .order_by("pk")
    ):
        place = Place(placement.edition_id, placement.section_id, placement.shown_headline)
        places[placement.story_id].append((place, (placement.is_home, placement.shown_at, placement.ends_at)))
    return places


def _marks(places: Rows) -> dict[int, str]:
    if not places:
        return {}
    told: Rows = defaultdict(list)
    stories = Story.objects.filter(pk__in=places).annotate(text=Cast("body", TextField()))
    for number, *row in stories.values_list("pk", *_FIELDS, "text"):
        told[number].append(row)
    for model, name in ((Byline, "author"), (StoryTopic, "topic")):
        rows = model._default_manager.filter(story__in=places).order_by("sort_order", "pk")
        for number, other in rows.values_list("story", name):
            told[number].append((name, other))
    corrections = Correction.objects.filter(story__in=places).order_by("story")
    for number, newest in corrections.values_list("story").annotate(newest=Max("pk")):
        told[number].append(("correction", newest))
    for number, *row in LiveBlog.objects.filter(pk__in=places).values_list("pk", "sequence", "ended_at"):
        told[number].append(("live", row))
    return {number: _digest((places[number], told[number])) for number in places}


def _digest(told: object) -> str:
    return blake2b(repr(told).encode("utf-8", errors="surrogatepass"), digest_size=12).hexdigest()
