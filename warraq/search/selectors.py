"""Searching: engines give candidates, `ranking` their order, and the one visible set what may be shown of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from django.db.models import QuerySet

from warraq.arabic.text import fold
from warraq.network.models import Edition
from warraq.search.documents import (
    author_mark,
    edition_mark,
    full_text,
    moment_of,
    number_at,
    section_mark,
    topic_mark,
)
from warraq.search.index import Index, index
from warraq.search.models import Document
from warraq.search.query import Query, Term, all_words, any_two, any_word, read_query
from warraq.search.ranking import Candidate, Rarity, ranked
from warraq.search.snippets import Piece, marked, passage
from warraq.search.vocabulary import completions, correction, rarity
from warraq.stories.models import Placement, Story
from warraq.stories.selectors import listed, visible_placements

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
# How often a page of the newest is filled up after what may not be seen was left out.
_MOST_ROUNDS = 4
SUGGESTIONS = 8


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
    """Return the numbers of up to 200 documents, the best first.

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


# ---- what readers get ------------------------------------------------------------------------------------------------


class Order(StrEnum):
    """In which order stories are shown."""

    BEST = "best"
    NEWEST = "newest"


@dataclass(frozen=True)
class Found:
    """A story that was found, where it is shown, with the words that were looked for marked."""

    placement: Placement
    headline: tuple[Piece, ...]
    passage: tuple[Piece, ...]


@dataclass(frozen=True)
class Results:
    """A page of what was found. `following` is the key of the next page; `meant` another query that finds more."""

    query: Query
    found: tuple[Found, ...] = ()
    following: int | None = None
    meant: str = ""


def search(
    text: str,
    *,
    edition: Edition,
    filters: Filters,
    order: Order,
    after: int | None,
    now: datetime,
    limit: int,
) -> Results:
    """Search an edition, or from the hub the whole network, for what was typed; any text is a query.

    `after` is the key that the page before gave. On the hub a story is shown at its home.
    """
    query = read_query(text)
    where = filters if edition.is_hub else replace(filters, edition=edition.pk)
    if not query:
        return Results(query=query)
    shown, following = _page(
        query, edition=edition, filters=where, order=order, after=after, now=now, limit=limit
    )
    few = after is None and len(shown) < ENOUGH
    return Results(
        query=query,
        found=tuple(_marked(shown, query=query)),
        following=following,
        meant=_meant(text, query=query, edition=edition, filters=where, now=now) if few else "",
    )


def suggestions(text: str, *, edition: Edition, now: datetime) -> list[str]:
    """Return what the text that is being typed may become: its last word completed, each with a visible story."""
    words = text[:100].split()
    if not words or text[-1:].isspace():
        return []
    before, beginning = words[:-1], fold(words[-1])
    filters = Filters() if edition.is_hub else Filters(edition=edition.pk)
    proposed = (" ".join([*before, word]) for word in completions(beginning, limit=2 * SUGGESTIONS))
    answered = (
        each for each in proposed if _is_answered(read_query(each), edition=edition, filters=filters, now=now)
    )
    return [each for _, each in zip(range(SUGGESTIONS), answered, strict=False)]


def _page(
    query: Query,
    *,
    edition: Edition,
    filters: Filters,
    order: Order,
    after: int | None,
    now: datetime,
    limit: int,
) -> tuple[list[Placement], int | None]:
    """Return a page of visible placements in order, and the key of the next page."""
    if order is Order.NEWEST or not query.words:
        return _newest_page(query, edition=edition, filters=filters, before=after, now=now, limit=limit)
    numbers = found_best(query, filters=filters, now=now.timestamp())
    if after in numbers:
        numbers = numbers[numbers.index(after) + 1 :]
    elif after is not None:
        return [], None
    shown = _visible(numbers, edition=edition, now=now)
    page = list(shown)[: limit + 1]
    following = page[limit - 1] if len(page) > limit else None
    return [shown[number] for number in page[:limit]], following


def _newest_page(
    query: Query, *, edition: Edition, filters: Filters, before: int | None, now: datetime, limit: int
) -> tuple[list[Placement], int | None]:
    page: dict[int, Placement] = {}
    for _ in range(_MOST_ROUNDS):
        numbers = found_newest(query, filters=filters, before=before, limit=limit + 1)
        page.update(_visible(numbers, edition=edition, now=now))
        if len(page) > limit or len(numbers) <= limit:
            break
        before = numbers[-1]
    shown = list(page)[:limit]
    following = shown[-1] if len(page) > limit else None
    return [page[number] for number in shown], following


def _visible(numbers: Sequence[int], *, edition: Edition, now: datetime) -> dict[int, Placement]:
    """Return the visible placements behind these documents, in their order: on the edition, or from the hub at home."""
    stories = dict(Document.objects.filter(number__in=numbers).values_list("number", "story_id"))
    visible = visible_placements(now=now).filter(story__in=set(stories.values()))
    visible = visible.filter(is_home=True) if edition.is_hub else visible.filter(edition=edition)
    rows = listed(visible).select_related("edition").prefetch_related("edition__hosts")
    placements = {placement.story_id: placement for placement in rows}
    return {number: placements[story] for number in numbers if (story := stories.get(number)) in placements}


def _marked(placements: Sequence[Placement], *, query: Query) -> Iterator[Found]:
    stems = {term.stem for term in query.words}
    texts = Story.objects.only("standfirst", "dateline", "body").in_bulk(
        [each.story_id for each in placements]
    )
    for placement in placements:
        story = texts.get(placement.story_id)
        yield Found(
            placement=placement,
            headline=tuple(marked(placement.shown_headline, stems=stems)),
            passage=tuple(passage(full_text(story), stems=stems)) if story else (),
        )


def _meant(text: str, *, query: Query, edition: Edition, filters: Filters, now: datetime) -> str:
    """Return the text with its slips of the finger mended, if that finds something; else nothing."""
    mended = text
    for term in query.words:
        better = correction(term.folded)
        if better is not None:
            mended = " ".join(better if fold(word) == term.folded else word for word in mended.split())
    if mended == " ".join(text.split()):
        return ""
    return mended if _is_answered(read_query(mended), edition=edition, filters=filters, now=now) else ""


def _is_answered(query: Query, *, edition: Edition, filters: Filters, now: datetime) -> bool:
    """Whether a visible story holds all of the query: nothing is proposed that only a hidden one would say."""
    numbers = found_newest(query, filters=filters, before=None, limit=ENOUGH)
    return bool(_visible(numbers, edition=edition, now=now))
