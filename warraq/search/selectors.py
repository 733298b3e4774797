"""What readers find: the order of `finding`, through the one visible set, with the words marked that were typed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from warraq.arabic.text import fold
from warraq.network.models import Edition
from warraq.search.documents import full_text
from warraq.search.finding import ENOUGH, Filters, found_best, found_newest
from warraq.search.models import Document
from warraq.search.query import Query, read_query
from warraq.search.snippets import Piece, marked, passage
from warraq.search.vocabulary import completions, correction
from warraq.stories.models import Placement, Story
from warraq.stories.selectors import listed, visible_placements

# How often a page of the newest is filled up after what may not be seen was left out.
_MOST_ROUNDS = 4
_SPARE = 10
SUGGESTIONS = 8


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
    shown: dict[int, Placement] = {}
    # Hardly any is hidden: the rows of a page and a few more are read, not those of all that was found.
    step = limit + _SPARE
    for start in range(0, len(numbers), step):
        shown.update(_visible(numbers[start : start + step], edition=edition, now=now))
        if len(shown) > limit:
            break
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
