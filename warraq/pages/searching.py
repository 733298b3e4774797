"""The search page of an edition, and what its box proposes while one types."""

from __future__ import annotations

from urllib.parse import urlencode

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from warraq.network.models import Edition
from warraq.network.requests import edition_of
from warraq.network.selectors import sections_of, sites
from warraq.pages import shells
from warraq.pages.shells import SearchForm, SearchPage
from warraq.pages.views import respond
from warraq.search.asking import Wish, kept_query, read_wish
from warraq.search.seats import RETRY_AFTER, NoSeat, seat
from warraq.search.selectors import Order, search, suggestions
from warraq.stories.models import Placement
from warraq.stories.surfaces import surfaces

PAGE_LENGTH = 20


def search_paths(placement: Placement) -> list[str]:
    """Return the search that a placement's own headline would find it by."""
    return [f"/search?{urlencode({'q': placement.shown_headline})}"]


surfaces.register("search", search_paths)


@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    """An edition's search page. Every query gets an answer; what can't be understood of the filters is left out."""
    edition, now = edition_of(request), timezone.now()
    try:
        with seat():
            wish = read_wish(request.GET, edition=edition)
            results = search(
                wish.text,
                edition=edition,
                filters=wish.filters(edition=edition),
                order=wish.order,
                after=wish.after,
                now=now,
                limit=PAGE_LENGTH,
            )
            page = SearchPage(
                form=_form(wish, edition=edition),
                results=results,
                older=_address_after(request.GET, results.following),
                feed_query=kept_query(request.GET) if results.query else "",
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


def _form(wish: Wish, *, edition: Edition) -> SearchForm:
    """Return the form as it was filled in, with what there is to choose from."""
    return SearchForm(
        text=wish.text,
        section=wish.section,
        site=wish.site,
        topic=wish.topic,
        author=wish.author,
        start=wish.start,
        end=wish.end,
        is_newest_first=wish.order is Order.NEWEST,
        sections=tuple(sections_of(edition)),
        sites=tuple(sites()) if edition.is_hub else (),
    )


def _address_after(asked: QueryDict, key: int | None) -> str:
    """Return the address of the next page of the same search; empty when there is none."""
    return "" if key is None else f"/search?{kept_query(asked, after=key)}"
