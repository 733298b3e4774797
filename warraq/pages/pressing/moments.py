"""What the clock changes without anybody writing to the outbox."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from warraq.fronts.selectors import editions_of_ends
from warraq.network.models import Edition
from warraq.pages.touches import Touches, edition_touches, front_touches, story_touches
from warraq.stories.changes import standing_of
from warraq.stories.models import Story
from warraq.stories.selectors import begun_between, ended_between

# Stories that begin or end in one look; for more of them all pages of all editions are made anew.
MOST = 500


def moments_between(start: datetime, end: datetime) -> Touches | None:
    """Return what follows from what began or ended after `start` and until `end`; None for nothing.

    Placements begin and end; pins of fronts and strips end.
    """
    begun = set(begun_between(start, end).values_list("story_id", flat=True)[: MOST + 1])
    ended = set(ended_between(start, end).values_list("story_id", flat=True)[: MOST + 1])
    if len(begun) > MOST or len(ended) > MOST:
        everything = edition_touches(Edition.objects.values_list("pk", flat=True))
        return replace(everything, stories=frozenset(begun | ended))
    editions = editions_of_ends(start, end)
    if not begun and not ended and not editions:
        return None
    touches = front_touches(editions, paths=())
    for story in Story.objects.filter(pk__in=begun | ended).defer("body"):
        standing = standing_of(story)
        hidden = replace(standing, is_published=False)
        before, after = (standing, hidden) if story.pk in ended else (hidden, standing)
        found = story_touches(story.pk, before=before, after=after, now=end.timestamp())
        # Which placements of the story are shown now is the views' to say: all are asked for.
        touches |= replace(found, press=found.press | found.gone) if story.pk in ended else found
    return touches
