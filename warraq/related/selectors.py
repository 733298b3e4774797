"""Stories near a story: the same event first and what followed it, then shared topics, section and edition."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from warraq.related.duplicates import copies_of
from warraq.related.nearness import likeness, nearness, searched_for, telling, words_to_weigh
from warraq.search.documents import document, document_number
from warraq.search.finding import Filters, document_of, holding_two
from warraq.search.ranking import Candidate
from warraq.search.vocabulary import rarity
from warraq.stories.models import Placement, Story, StoryTopic
from warraq.stories.selectors import in_section, listed, newest, on_edition

# How many of the newest stories of each shared topic are weighed, of how many topics.
_CANDIDATES = 60
_TOPICS = 6
# An event and what follows it: how far from the story the same words are looked for.
_DAYS = timedelta(days=21)
# How far back an editor is offered what came before.
_BACKGROUND = timedelta(days=366)
# How many words are searched for, how many of the stories around the same days the engine ranks, and how many we read.
_WORDS = 7
_AMONG = 600
_READ = 40
# Beside those that are shown: some are copies of each other, or not to be seen.
_SPARE = 7
# What says less of what the story is about is near it by chance.
_LEAST_LIKENESS = 0.15


def related_stories(
    placement: Placement, *, now: datetime, limit: int, without: Collection[int] = ()
) -> list[Placement]:
    """Return up to `limit` visible placements of the same edition near the placement's story, nearest first.

    `without` are numbers of stories that stand on the page already; the story itself, its copies, and a second copy of
    what is chosen are always left out.
    """
    left_out = {*without, placement.story_id}
    chosen = _by_words(placement, now=now, limit=limit, without=left_out)
    if len(chosen) < limit:
        told = [placement.story_id, *(each.story_id for each in chosen)]
        left_out |= {*told, *(copy for copies in copies_of(told).values() for copy in copies)}
        chosen += _by_topics(placement, now=now, limit=limit - len(chosen), without=left_out)
    for pool in (in_section(placement.section, now=now), on_edition(placement.edition, now=now)):
        if len(chosen) < limit:
            left_out |= {each.story_id for each in chosen}
            chosen += _nearest_in_time(pool, placement, limit=limit - len(chosen), without=left_out)
    return chosen


def _by_words(
    placement: Placement, *, now: datetime, limit: int, without: Collection[int]
) -> list[Placement]:
    """Return stories that say what the story is about, as near in time as in words."""
    near = near_stories(placement.story_id, filters=Filters(edition=placement.edition_id))
    near = [story for story in near if story not in without][: limit + _SPARE]
    if not near:
        return []
    here = listed(on_edition(placement.edition, now=now)).filter(story__in=near)
    found = {each.story_id: each for each in here}
    copies = copies_of(near)
    ranked: list[int] = []
    for story in near:
        if story in found and not copies.get(story, set()).intersection(ranked):
            ranked.append(story)
    return [found[story] for story in ranked[:limit]]


def near_stories(story_id: int, *, filters: Filters) -> list[int]:
    """Return the numbers of published stories near a published story, the nearest first, within filters.

    Its copies are left out. The others are looked for in the weeks around it. What the public may see of them is for
    the caller to ask.
    """
    own = document_of(story_id)
    if own is None:
        return []
    copies = copies_of([story_id]).get(story_id, set())
    moment = datetime.fromtimestamp(own.moment, tz=UTC)
    around = replace(filters, start=moment - _DAYS, end=moment + _DAYS)
    return _near(own, filters=around, without={story_id, *copies})


def near_text(
    text: str, *, headline: str, now: datetime, filters: Filters, without: Collection[int] = ()
) -> list[int]:
    """Return the same for a text that somebody is writing: of a year, since it may tell what came before.

    `without` are the numbers of its own story and of the copies of it.
    """
    number = document_number(now, story_id=0)
    own = document(
        Story(pk=0, headline=headline, standfirst=text), number=number, placements=(), topics=(), authors=()
    )
    written = Candidate(
        number=number,
        story_id=0,
        headline_words=own.headline_words,
        headline_stems=own.headline_stems,
        text_words=own.text_words,
        text_stems=own.text_stems,
        moment=now.timestamp(),
    )
    before = replace(filters, start=now - _BACKGROUND, end=now)
    return _near(written, filters=before, without=set(without))


def _near(own: Candidate, *, filters: Filters, without: set[int]) -> list[int]:
    """Return the stories within filters that say what `own` is about, the nearest first."""
    counts = words_to_weigh(own)
    rare = rarity(counts.keys())
    # What is left out has the same words: those that nobody else has lead nowhere.
    about = telling(counts, rarity=rare, copies=len(without) - 1)
    terms = searched_for(about, rarity=rare, count=_WORDS)
    whole = likeness(about, own)
    scored: list[tuple[float, int]] = []
    for each in holding_two(terms, filters=filters, among=_AMONG, limit=_READ):
        alike = likeness(about, each) / whole
        if each.story_id not in without and alike >= _LEAST_LIKENESS:
            scored.append((nearness(alike, seconds_apart=each.moment - own.moment), each.story_id))
    return [story for _, story in sorted(scored, reverse=True)]


def _by_topics(
    placement: Placement, *, now: datetime, limit: int, without: Collection[int]
) -> list[Placement]:
    """Rank stories by how many topics they share, then the newest first: an old story leads to what came of it."""
    topics = list(
        StoryTopic.objects.filter(story=placement.story_id).values_list("topic_id", flat=True)[:_TOPICS]
    )
    shared: Counter[int] = Counter()
    came: dict[int, Any] = {}
    for story, moment in _newest_of_topics(topics, now=now):
        if story not in without:
            shared[story] += 1
            came[story] = moment
    # Of sister sites a story stands on a few: more are asked for than are shown.
    ranked = sorted(shared, key=lambda story: (shared[story], came[story], story), reverse=True)[:_CANDIDATES]
    here = listed(on_edition(placement.edition, now=now)).filter(story__in=ranked)
    found = {each.story_id: each for each in here} if ranked else {}
    return [found[story] for story in ranked if story in found][:limit]


def _newest_of_topics(topics: list[int], *, now: datetime) -> list[tuple[int, Any]]:
    """Return (story, moment) of the newest stories of each topic, in one query; moments compare with each other.

    Each topic's own index is walked; Django has no union of limited queries on SQLite.
    """
    if not topics:
        return []
    one = (
        "SELECT * FROM (SELECT story_id, published_at FROM stories_storytopic"  # noqa: S608 - a number of our own
        " WHERE topic_id = %s AND published_at <= %s"
        f" ORDER BY published_at DESC, story_id DESC LIMIT {_CANDIDATES}) AS of_topic"
    )
    moment = connection.ops.adapt_datetimefield_value(now)
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join([one] * len(topics)), [each for topic in topics for each in (topic, moment)]
        )
        return cursor.fetchall()


def _nearest_in_time(
    pool: QuerySet[Placement], placement: Placement, *, limit: int, without: Collection[int]
) -> list[Placement]:
    """Take what came in the pool just before the story, else the newest of the pool."""
    free = listed(pool).exclude(story__in=without)
    before = list(newest(free.filter(shown_at__lte=placement.shown_at))[:limit])
    if len(before) == limit:
        return before
    taken = {each.pk for each in before}
    return before + list(newest(free.exclude(pk__in=taken))[: limit - len(before)])
