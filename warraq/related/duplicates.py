"""Copies of a story: asking for them. Drafts and withdrawn stories are among them; doors to the public have the visible
set, the desk may see all.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db.models import Q

from warraq.related.models import Band, Likeness, Signature
from warraq.related.signatures import Alike, Overlap, Signed, alike, candidates, keys, likes, packed, shingles
from warraq.stories.models import Placement, Story

# What SQLite is given of numbers in one statement.
_AT_ONCE = 900
# What an editor is told of; the nearest come first.
MOST_TOLD = 5


@dataclass(frozen=True)
class Copy:
    """A story that is like another, and how. The overlap is told of the story that was asked about."""

    story: Story
    home: Placement | None
    overlap: Overlap
    alike: Alike

    @property
    def headline(self) -> str:
        """The headline as the desk has it: the draft's, where there is one."""
        draft = self.story.latest_revision if self.story.has_unpublished_changes else None
        return draft.object_str if draft is not None else self.story.headline

    @property
    def saved_at(self) -> datetime | None:
        """When somebody at the desk saved it last; None for what was only ever loaded."""
        return self.story.latest_revision.created_at if self.story.latest_revision is not None else None


def copies_of(story_ids: Collection[int]) -> dict[int, set[int]]:
    """Return the copies of each of these stories, by number, in one query. Stories without copies are left out."""
    asked = set(story_ids)
    found: dict[int, set[int]] = {}
    if not asked:
        return found
    # Each related list asks this, twice, while a reader waits: Django would take longer than the database.
    numbers = list(asked)
    places = ", ".join(["%s"] * len(numbers))
    sql = (
        f"SELECT earlier_id, later_id FROM related_likeness WHERE is_copy AND earlier_id IN ({places})"  # noqa: S608
        f" UNION SELECT earlier_id, later_id FROM related_likeness WHERE is_copy AND later_id IN ({places})"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*numbers, *numbers])
        pairs = cursor.fetchall()
    for earlier, later in pairs:
        for story, other in ((earlier, later), (later, earlier)):
            if story in asked:
                found.setdefault(story, set()).add(other)
    return found


def count_copies(story_ids: Collection[int]) -> int:
    """Return how many of these stories are copies of one that came in before them."""
    return sum(
        Likeness.objects.filter(later__in=part, is_copy=True).values("later").distinct().count()
        for part in _parts(list(story_ids))
    )


def copies_for_desk(story_id: int, *, limit: int = MOST_TOLD) -> list[Copy]:
    """Return what is told of a story: its copies and what is akin, drafts and withdrawn ones too, nearest first."""
    pairs = Likeness.objects.filter(Q(earlier=story_id) | Q(later=story_id))
    return _told((pair.seen_from(story_id) for pair in pairs), limit=limit)


def copies_of_text(text: str, *, on: date, without: int | None = None, limit: int = MOST_TOLD) -> list[Copy]:
    """Return the same of a text that comes on this day; nothing is stored.

    `without` is the story that the text belongs to.
    """
    own = shingles(text)
    (own_keys,) = keys([own])
    others = [other for other in candidates(members_of(own_keys).values()) if other != without]
    found = likes(Signed(packed(own), came_on=on), others=stored_signatures(others))
    return _told(((other, each) for other, (each, _) in found.items()), limit=limit)


def members_of(own_keys: Iterable[int]) -> dict[int, set[int]]:
    """Return the stories that each of these keys leads to; keys that lead nowhere are left out."""
    found: dict[int, set[int]] = {}
    # A loader asks this of some thousand keys at once: Django would take longer than the database.
    table = connection.ops.quote_name(Band._meta.db_table)
    for part in _parts(list(set(own_keys))):
        places = ", ".join(["%s"] * len(part))
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT key, story_id FROM {table} WHERE key IN ({places})", part)  # noqa: S608
            for key, story in cursor.fetchall():
                found.setdefault(key, set()).add(story)
    return found


def stored_signatures(story_ids: Collection[int]) -> dict[int, Signed]:
    """Return the signatures of those of these stories that have one."""
    rows = (
        row
        for part in _parts(list(story_ids))
        for row in Signature.objects.filter(pk__in=part).values_list("pk", "shingles", "came_on")
    )
    return {story: Signed(bytes(found), came_on=came_on) for story, found, came_on in rows}


def _told(found: Iterable[tuple[int, Overlap]], *, limit: int) -> list[Copy]:
    """Return what is told of pairs that are known to be copies."""
    nearest = sorted(found, key=lambda each: (-each[1].likeness, -each[0]))[:limit]
    numbers = [story for story, _ in nearest]
    stories = (
        Story.objects.select_related("latest_revision")
        .defer("body", "latest_revision__content")
        .in_bulk(numbers)
    )
    homes = {
        home.story_id: home
        for home in Placement.objects.filter(story__in=numbers, is_home=True).select_related("edition")
    }
    return [
        Copy(story=stories[number], home=homes.get(number), overlap=each, alike=verdict)
        for number, each in nearest
        # What passed as edited passed for its days too.
        if number in stories and (verdict := alike(each, days=0)) is not None
    ]


def _parts(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    return (numbers[start : start + _AT_ONCE] for start in range(0, len(numbers), _AT_ONCE))
