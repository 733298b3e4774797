"""The search page of an edition, and what its box proposes while one types."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlencode

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from warraq.common.numbers import whole
from warraq.network.models import Edition
from warraq.network.selectors import section_of, sections_of, sites
from warraq.pages import shells
from warraq.pages.shells import SearchForm, SearchPage
from warraq.pages.views import edition_of, respond
from warraq.search.finding import Filters
from warraq.search.query import MOST_CHARACTERS
from warraq.search.seats import RETRY_AFTER, NoSeat, seat
from warraq.search.selectors import Order, search, suggestions
from warraq.stories.models import Author, Placement, Topic
from warraq.stories.surfaces import surfaces

PAGE_LENGTH = 20
# What the next page of a search is asked with, beside its key.
_KEPT = ("q", "section", "site", "topic", "author", "from", "to", "order")


def search_paths(placement: Placement) -> list[str]:
    """Return the search that a placement's own headline would find it by."""
    return [f"/search?{urlencode({'q': placement.shown_headline})}"]


surfaces.register("search", search_paths)


@dataclass(frozen=True)
class Wish:
    """What a request asks for, as far as it can be understood."""

    form: SearchForm
    filters: Filters
    order: Order
    after: int | None


@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    """An edition's search page. Every query gets an answer; what can't be understood of the filters is left out."""
    edition, now = edition_of(request), timezone.now()
    try:
        with seat():
            wish = _wish(request.GET, edition=edition)
            results = search(
                wish.form.text,
                edition=edition,
                filters=wish.filters,
                order=wish.order,
                after=wish.after,
                now=now,
                limit=PAGE_LENGTH,
            )
            page = SearchPage(
                form=wish.form, results=results, older=_address_after(request.GET, results.following)
            )
            response = respond(request, shells.search_shell(edition, page=page), edition=edition, now=now)
    except (DatabaseError, NoSeat):
        return _away()
    return response


@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """What the text in the search box may become, as a JSON list; empty when there is no time for it."""
    try:
        with seat():
            found = suggestions(request.GET.get("q", ""), edition=edition_of(request), now=timezone.now())
    except (DatabaseError, NoSeat):
        found = []
    response = JsonResponse(found, safe=False, json_dumps_params={"ensure_ascii": False})
    response["Cache-Control"] = "public, max-age=60"
    return response


def _away() -> HttpResponse:
    """Say that the search is away for a moment; it asks nothing of the database."""
    response = HttpResponse(render_to_string("pages/search_away.html"), status=503)
    response["Retry-After"] = str(RETRY_AFTER)
    response["Cache-Control"] = "no-store"
    return response


def _wish(asked: QueryDict, *, edition: Edition) -> Wish:
    """Read a request."""
    text = " ".join(asked.get("q", "").replace("\0", " ").split())[:MOST_CHARACTERS]
    start, end = _day(asked.get("from", "")), _day(asked.get("to", ""))
    section = section_of(edition, slug=asked.get("section", "")) if asked.get("section") else None
    site = (
        next((each for each in sites() if each.slug == asked.get("site")), None) if edition.is_hub else None
    )
    topic = Topic.objects.filter(slug=asked["topic"]).first() if asked.get("topic") else None
    author = Author.objects.filter(slug=asked["author"]).first() if asked.get("author") else None
    order = Order.NEWEST if asked.get("order") == Order.NEWEST else Order.BEST
    key = asked.get("after", "")
    return Wish(
        form=SearchForm(
            text=text,
            section=section,
            site=site,
            topic=topic,
            author=author,
            start=start,
            end=end,
            is_newest_first=order is Order.NEWEST,
            sections=tuple(sections_of(edition)),
            sites=tuple(sites()) if edition.is_hub else (),
        ),
        filters=Filters(
            edition=site.pk if site else None,
            section=section.pk if section else None,
            topic=topic.pk if topic else None,
            author=author.pk if author else None,
            start=_beginning(start, edition=edition),
            end=_beginning(end, edition=edition, days=1),
        ),
        order=order,
        after=whole(key),
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _beginning(day: date | None, *, edition: Edition, days: int = 0) -> datetime | None:
    """Return the moment at which a day of the edition's calendar begins, some days later; None where there is none."""
    if day is None:
        return None
    try:
        return datetime.combine(day + timedelta(days=days), time.min, edition.zone).astimezone(UTC)
    except OverflowError:
        return None


def _address_after(asked: QueryDict, key: int | None) -> str:
    """Return the address of the next page of the same search; empty when there is none."""
    if key is None:
        return ""
    kept = {name: asked[name] for name in _KEPT if asked.get(name)}
    return f"/search?{urlencode({**kept, 'after': key})}"
