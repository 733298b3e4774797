"""Which stories are offered beside a text."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from warraq.network.models import Edition
from warraq.related.duplicates import copies_of, copies_of_text
from warraq.related.selectors import near_text
from warraq.search.finding import Filters
from warraq.stories.models import Placement
from warraq.stories.selectors import listed, on_edition

# What an editor looks through; more are found by searching.
MOST = 6


def offered(
    text: str,
    *,
    headline: str,
    edition: Edition,
    now: datetime,
    story: int | None = None,
    picked: Collection[int] = (),
) -> list[Placement]:
    """Return up to six stories near the text that readers of the edition have, nearest first.

    Left out are the story that the text belongs to, its copies, copies of each other, and what is picked already.
    """
    without = _own(text, story=story, now=now)
    near = near_text(text, headline=headline, now=now, filters=Filters(edition=edition.pk), without=without)
    wanted = [number for number in near if number not in picked]
    found = {each.story_id: each for each in listed(on_edition(edition, now=now)).filter(story__in=wanted)}
    copies = copies_of(wanted)
    chosen: list[int] = []
    for number in wanted:
        if number in found and not copies.get(number, set()).intersection(chosen):
            chosen.append(number)
    return [found[number] for number in chosen[:MOST]]


def _own(text: str, *, story: int | None, now: datetime) -> set[int]:
    """Return the numbers of the story at hand and of its copies, saved or just pasted."""
    pasted = copies_of_text(text, on=now.date(), without=story)
    own = {each.story.pk for each in pasted}
    if story is not None:
        own |= {story, *copies_of([story]).get(story, set())}
    return own
