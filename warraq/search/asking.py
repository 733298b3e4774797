"""What a request asks of the search, read from its query string."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlencode

from django.http import QueryDict

from warraq.common.numbers import whole
from warraq.network.models import Edition, Section
from warraq.network.selectors import section_of, sites
from warraq.search.finding import Filters
from warraq.search.query import MOST_CHARACTERS
from warraq.search.selectors import Order
from warraq.stories.models import Author, Topic

# What says which search it is, beside the key of a page of it.
_KEPT = ("q", "section", "site", "topic", "author", "from", "to", "order")


@dataclass(frozen=True)
class Wish:
    """What a request asks for, as far as it can be understood; days are those of the edition's calendar."""

    text: str
    section: Section | None
    site: Edition | None
    topic: Topic | None
    author: Author | None
    start: date | None
    end: date | None
    order: Order
    after: int | None

    def filters(self, *, edition: Edition) -> Filters:
        """Return within what is searched."""
        return Filters(
            edition=self.site.pk if self.site else None,
            section=self.section.pk if self.section else None,
            topic=self.topic.pk if self.topic else None,
            author=self.author.pk if self.author else None,
            start=beginning_of(self.start, edition=edition),
            end=beginning_of(self.end, edition=edition, days=1),
        )


def read_wish(asked: QueryDict, *, edition: Edition) -> Wish:
    """Read a request; what can't be understood of it is left out."""
    return Wish(
        text=words_in(asked.get("q", ""))[:MOST_CHARACTERS],
        section=section_of(edition, slug=asked.get("section", "")) if asked.get("section") else None,
        site=(
            next((each for each in sites() if each.slug == asked.get("site")), None)
            if edition.is_hub
            else None
        ),
        topic=Topic.objects.filter(slug=asked["topic"]).first() if asked.get("topic") else None,
        author=Author.objects.filter(slug=asked["author"]).first() if asked.get("author") else None,
        start=_day(asked.get("from", "")),
        end=_day(asked.get("to", "")),
        order=Order.NEWEST if asked.get("order") == Order.NEWEST else Order.BEST,
        after=whole(asked.get("after", "")),
    )


def words_in(text: str) -> str:
    """Return what was typed on one line, without what databases refuse."""
    return " ".join(text.replace("\0", " ").split())


def kept_query(asked: QueryDict, **more: object) -> str:
    """Return the query string of the same search, with `more` beside it; what is longer than a search is cut."""
    kept = {name: asked[name][:MOST_CHARACTERS] for name in _KEPT if asked.get(name)}
    return urlencode({**kept, **more})


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def beginning_of(day: date | None, *, edition: Edition, days: int = 0) -> datetime | None:
    """Return the moment at which a day of the edition's calendar begins, some days later; None where there is none."""
    if day is None:
        return None
    try:
        return datetime.combine(day + timedelta(days=days), time.min, edition.zone).astimezone(UTC)
    except OverflowError:
        return None
