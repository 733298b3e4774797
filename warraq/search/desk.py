"""The desk's search: over all that was written, published or not.

Drafts, and stories that were taken back, stand in the index under negative numbers, which no reader's search asks for.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from warraq.arabic.text import fold
from warraq.search.finding import Filters, candidates, found_best, found_newest
from warraq.search.models import Document
from warraq.search.query import Query, read_query
from warraq.search.ranking import Candidate, ranked
from warraq.search.vocabulary import completions, rarity

# Of a word that is still being typed, so many continuations are looked for.
CONTINUATIONS = 5
_SMALLEST_NUMBER = -(1 << 62)


@dataclass(frozen=True)
class _Unpublished(Filters):
    """Bounds of what readers may not meet."""

    @property
    def low(self) -> int:
        return _SMALLEST_NUMBER

    @property
    def high(self) -> int:
        return -1


def stories_found(text: str, *, now: datetime) -> list[int]:
    """Return the numbers of up to some 400 stories that hold what was typed, the best first; any text is a query.

    When no story holds it all, its last word is taken for the beginning of one, as it is while somebody types.
    """
    found = (_best(query, now=now.timestamp()) for query in _readings(text))
    return list(dict.fromkeys(story for stories in found for story in stories))


def stories_holding(text: str, *, limit: int) -> list[int]:
    """Return the numbers of the `limit` newest stories and of `limit` drafts that hold every word, for any order.

    The last word is read as in `stories_found`.
    """
    numbers = [number for query in _readings(text) for number in _newest(query, limit=limit)]
    return list(dict.fromkeys(Document.objects.filter(number__in=numbers).values_list("story_id", flat=True)))


def _readings(text: str) -> list[Query]:
    query = read_query(text)
    if not query or text[-1:].isspace() or _newest(query, limit=1):
        return [query]
    before, _, beginning = text.rstrip().rpartition(" ")
    continued = (read_query(f"{before} {word}") for word in completions(fold(beginning), limit=CONTINUATIONS))
    return [each for each in continued if _newest(each, limit=1)] or [query]


def _newest(query: Query, *, limit: int) -> list[int]:
    """Return the numbers of documents that hold all of the query, published ones first."""
    return [
        number
        for filters in (Filters(), _Unpublished())
        for number in found_newest(query, filters=filters, before=None, limit=limit)
    ]


def _best(query: Query, *, now: float) -> list[int]:
    """Return the numbers of stories, the best first; those of both kinds are ranked together."""
    numbers = [
        number
        for filters in (Filters(), _Unpublished())
        for number in found_best(query, filters=filters, now=now)
    ]
    found = {each.number: _dated(each, now=now) for each in candidates(numbers)}
    if query.words:
        rare = rarity([term.stem for term in query.words])
        numbers = [number for _, number in ranked(query.words, found.values(), rarity=rare, now=now)]
    return [found[number].story_id for number in numbers]


def _dated(candidate: Candidate, *, now: float) -> Candidate:
    """Take what is not published for something of today: its number has no date."""
    return candidate if candidate.number > 0 else replace(candidate, moment=now)
