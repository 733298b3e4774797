"""Finding documents: engines give candidates, `ranking` their order. What may be shown of them is not asked here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from warraq.search.documents import (
    author_mark,
    edition_mark,
    moment_of,
    number_at,
    section_mark,
    topic_mark,
)
from warraq.search.index import Index, index
from warraq.search.models import Document
from warraq.search.query import Query, Term, all_words, any_two, any_word
from warraq.search.ranking import Candidate, Rarity, ranked
from warraq.search.vocabulary import rarity

# How many of the newest matches an engine ranks by itself, and how many of them we look at closely.
AMONG = 1_000
CANDIDATES = 200
# With fewer stories that hold every word, those that hold most of them are asked for too.
ENOUGH = 10
# The rarest words of a long query find its stories; the others only order them.
RAREST = 6
# A word of more than one document in so many finds too much to look for by itself.
_COMMON_SHARE = 0.05
_LARGEST_NUMBER = (1 << 62) - 1


@dataclass(frozen=True)
class Filters:
    """Within what is searched: numbers of rows, and moments (end excluded)."""

    edition: int | None = None
    section: int | None = None
    topic: int | None = None
    author: int | None = None
    start: datetime | None = None
    end: datetime | None = None

    @property
    def marks(self) -> tuple[str, ...]:
        """The marks that a story must bear."""
        wanted = (
            (self.edition, edition_mark),
            (self.section, section_mark),
            (self.topic, topic_mark),
            (self.author, author_mark),
        )
        return tuple(mark(number) for number, mark in wanted if number is not None)

    @property
    def low(self) -> int:
        """The least number of a document that came in time."""
        return number_at(self.start.timestamp()) if self.start else 0

    @property
    def high(self) -> int:
        """The greatest number of a document that came in time."""
        return number_at(self.end.timestamp()) - 1 if self.end else _LARGEST_NUMBER


def found_best(query: Query, *, filters: Filters, now: float) -> list[int]:
    """Return the numbers of up to 400 documents, the best first.

    Stories with every word come first; when they are few, those with any two of the rarest words, or with one, follow.
    """
    if not query:
        return []
    rare = rarity([term.stem for term in query.words])
    engine = index()
    numbers = dict.fromkeys(_with_all(engine, query, filters=filters))
    if len(numbers) < ENOUGH:
        numbers.update(dict.fromkeys(_with_most(engine, query, filters=filters, rare=rare)))
    if not query.words:
        return list(numbers)
    scored = ranked(query.words, candidates(list(numbers)[: 2 * CANDIDATES]), rarity=rare, now=now)
    return [number for _, number in scored]


def found_newest(query: Query, *, filters: Filters, before: int | None, limit: int) -> list[int]:
    """Return the numbers of documents with every word, the newest first, those before a number."""
    if not query:
        return []
    high = min(filters.high, before - 1) if before is not None else filters.high
    return index().newest(all_words(query, marks=filters.marks), low=filters.low, high=high, limit=limit)


def _with_all(engine: Index, query: Query, *, filters: Filters) -> list[int]:
    """Return documents that hold every word; those that do so in the headline are never crowded out by others."""
    bounds = {"low": filters.low, "high": filters.high}
    whole = engine.best(all_words(query, marks=filters.marks), **bounds, among=AMONG, limit=CANDIDATES)
    if len(whole) < CANDIDATES or not query.words:
        return whole
    in_headline = all_words(query, marks=filters.marks, in_headline=True)
    return engine.newest(in_headline, **bounds, limit=CANDIDATES // 2) + whole


def _with_most(engine: Index, query: Query, *, filters: Filters, rare: Rarity) -> list[int]:
    """Return documents that hold any two of the rarest words; or, where that is nothing, any of them."""
    rarest = sorted(query.words, key=lambda term: rare.documents.get(term.stem, 0))[:RAREST]
    uncommon = [
        term for term in rarest if rare.documents.get(term.stem, 0) <= max(1_000, _COMMON_SHARE * rare.total)
    ]
    found: list[int] = []
    for expression in (
        any_two(query, of=rarest, marks=filters.marks),
        any_word(query, of=uncommon or rarest[:1], marks=filters.marks),
    ):
        if expression is not None and len(found) < ENOUGH:
            found += engine.best(
                expression, low=filters.low, high=filters.high, among=2 * AMONG, limit=CANDIDATES
            )
    return found


def document_of(story_id: int) -> Candidate | None:
    """Return what the index holds of a published story, or None."""
    return next(_read(Document.objects.filter(story=story_id, number__gt=0)), None)


def holding_two(terms: Sequence[Term], *, filters: Filters, among: int, limit: int) -> Iterator[Candidate]:
    """Give up to `limit` documents that hold any two of these words, the engine's best of the `among` newest."""
    asked = any_two(Query(), of=terms, marks=filters.marks)
    if asked is None:
        return iter(())
    bounds = {"low": filters.low, "high": filters.high}
    # Where there are few an engine need not rank them, which costs more than finding them does.
    numbers = index().newest(asked, **bounds, limit=limit + 1)
    if len(numbers) > limit:
        numbers = index().best(asked, **bounds, among=among, limit=limit)
    return candidates(numbers)


def candidates(numbers: Sequence[int]) -> Iterator[Candidate]:
    """Give what the index holds under these numbers, in no order."""
    return _read(Document.objects.filter(number__in=numbers))


def _read(documents: QuerySet[Document]) -> Iterator[Candidate]:
    rows = documents.values_list(
        "number", "story_id", "headline_words", "headline_stems", "text_words", "text_stems"
    )
    for number, story_id, headline_words, headline_stems, text_words, text_stems in rows:
        yield Candidate(
            number=number,
            story_id=story_id,
            headline_words=headline_words,
            headline_stems=headline_stems,
            text_words=text_words,
            text_stems=text_stems,
            moment=moment_of(number),
        )
