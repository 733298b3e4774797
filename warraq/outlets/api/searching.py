"""Searching for programs: the question as they ask it, and what was found as they are told it."""

from __future__ import annotations

from datetime import date, datetime
from typing import TypeVar
from urllib.parse import urlencode

from django.db.models import Model
from ninja import Schema
from pydantic import ConfigDict, Field

from warraq.network.models import Edition
from warraq.network.selectors import section_of, sites
from warraq.outlets.api.answers import NotThere
from warraq.outlets.api.schemas import SearchTold
from warraq.outlets.api.selectors import LIST_LENGTH
from warraq.outlets.api.telling import found_told
from warraq.search.asking import beginning_of, words_in
from warraq.search.finding import Filters
from warraq.search.query import MOST_CHARACTERS
from warraq.search.seats import seat
from warraq.search.selectors import Order, search
from warraq.stories.addresses import API, absolute
from warraq.stories.models import Author, Topic

_LONGEST_SLUG = 200
_Named = TypeVar("_Named", bound=Model)


class Asked(Schema):
    """A question: words, and within what they are looked for. Days are those of the site's calendar."""

    model_config = ConfigDict(populate_by_name=True)

    q: str = Field(min_length=1, max_length=MOST_CHARACTERS, description="The words that are looked for")
    site: str | None = Field(None, max_length=50, description="On the hub: a site's slug")
    section: str | None = Field(None, max_length=_LONGEST_SLUG, description="A section's slug")
    topic: str | None = Field(None, max_length=_LONGEST_SLUG, description="A topic's slug")
    author: str | None = Field(None, max_length=_LONGEST_SLUG, description="An author's slug")
    start: date | None = Field(None, alias="from", description="The first day")
    end: date | None = Field(None, alias="to", description="The last day")
    order: Order = Order.BEST
    after: int | None = Field(None, ge=1, lt=10**18, description="From the address in `next`")


def searched(asked: Asked, *, edition: Edition, now: datetime) -> SearchTold:
    """Return a page of what was found; raises NotThere for a filter that names nothing, NoSeat when all are taken."""
    text = words_in(asked.q)
    with seat():
        results = search(
            text,
            edition=edition,
            filters=_filters(asked, edition=edition),
            order=asked.order,
            after=asked.after,
            now=now,
            limit=LIST_LENGTH,
        )
        return SearchTold(
            query=text,
            meant=results.meant,
            found=[found_told(each) for each in results.found],
            next=_next(asked, edition=edition, after=results.following),
        )


def _filters(asked: Asked, *, edition: Edition) -> Filters:
    site = section = topic = author = None
    if asked.site is not None:
        site = _number(next((each for each in sites() if each.slug == asked.site), None), name="site")
    if asked.section is not None:
        section = _number(section_of(edition, slug=_clean(asked.section)), name="section")
    if asked.topic is not None:
        topic = _number(Topic.objects.filter(slug=_clean(asked.topic)).first(), name="topic")
    if asked.author is not None:
        author = _number(Author.objects.filter(slug=_clean(asked.author)).first(), name="author")
    return Filters(
        edition=site,
        section=section,
        topic=topic,
        author=author,
        start=beginning_of(asked.start, edition=edition),
        end=beginning_of(asked.end, edition=edition, days=1),
    )


def _clean(slug: str) -> str:
    """Return the slug without what databases refuse."""
    return slug.replace("\0", "")


def _number(found: _Named | None, *, name: str) -> int:
    if found is None:
        raise NotThere(f"There is no {name} with this slug.")
    number: int = found.pk
    return number


def _next(asked: Asked, *, edition: Edition, after: int | None) -> str | None:
    if after is None:
        return None
    kept = asked.model_dump(mode="json", by_alias=True, exclude_none=True)
    return absolute(edition, path=f"{API}/search?{urlencode({**kept, 'after': after})}")
