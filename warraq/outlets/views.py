"""What machines ask a site for: feeds, sitemaps and robots.txt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from hashlib import sha256
from typing import Any, cast

from django.conf import settings
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from warraq.network.models import Edition
from warraq.network.requests import edition_of
from warraq.network.selectors import edition_of_host, section_of, sections_of, sellers_of, sites
from warraq.outlets.embeds import EMBED_FORMS, Embedded, EmbedWish, embedded, place_of, read_embed
from warraq.outlets.feeds import WRITERS
from warraq.outlets.items import channel_of, item_of
from warraq.outlets.selectors import (
    FEED_LENGTH,
    feed_placements,
    in_full,
    news_files,
    news_paths,
    news_placements,
    sitemap_numbers,
    sitemap_placements,
    standing_pages,
)
from warraq.outlets.sitemaps import Entry, NewsEntry, news_url_set, sitemap_index, url_set
from warraq.search.asking import kept_query, read_wish
from warraq.search.seats import RETRY_AFTER, NoSeat, seat
from warraq.search.selectors import Order, search
from warraq.stories.addresses import (
    FEED_FORMS,
    SEARCH_PATH,
    absolute,
    author_path,
    feed_path,
    section_path,
    story_path,
    topic_path,
)
from warraq.stories.models import Author, Placement, Topic
from warraq.stories.selectors import in_section, of_author, of_topic, on_edition, story_on
from warraq.stories.tags import edition_tag, list_tag

TEXT = "text/plain; charset=utf-8"
XML = "application/xml; charset=utf-8"
# Seconds that a cache may give an answer without asking: a withdrawn story must not outlive it for long.
MAX_AGE = 60


View = Callable[..., HttpResponse]


def outlet(view: View) -> View:
    """Let a view be asked by GET and HEAD alone, and compress what it answers to anybody but the press."""
    safe: View = require_safe(view)
    zipped: View = gzip_page(safe)

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return (safe if _asked_by_the_press(request) else zipped)(request, *args, **kwargs)

    return answer


def _asked_by_the_press(request: HttpRequest) -> bool:
    return request.META.get("warraq.press") == "1"


def respond(
    request: HttpRequest, body: bytes, *, content_type: str, tags: Sequence[str] = ()
) -> HttpResponse:
    """Answer with the body, or with 304 for a reader that holds the same bytes.

    What has tags is handed to the press, which keeps it until a change finds it by one of them, and answers from then
    on (`warraq.press.backend` names the headers). What it does not keep is told without Last-Modified: where a story is
    withdrawn the newest date goes back, and a reader that asks by date would keep the story.
    """
    response = HttpResponse(body, content_type=content_type)
    if tags and _asked_by_the_press(request):
        response["X-Warraq-Shell"] = "1"
        response["X-Warraq-Query"] = "ignore"
        response["Surrogate-Key"] = " ".join(tags)
        return response
    etag = f'"{sha256(body).hexdigest()[:32]}"'
    response["ETag"] = etag
    patch_cache_control(response, public=True, max_age=MAX_AGE)
    patch_vary_headers(response, ["Accept-Encoding"])
    return cast(HttpResponse, get_conditional_response(request, etag=etag, response=response))


@outlet
def edition_feed(request: HttpRequest, ending: str) -> HttpResponse:
    """The newest of an edition."""
    edition = edition_of(request)
    placements = feed_placements(on_edition(edition, now=timezone.now()))
    tag = list_tag("edition", edition.pk, is_first=True)
    return _feed(request, placements, ending=ending, title=edition.name, path="/", tag=tag)


@outlet
def section_feed(request: HttpRequest, slug: str, ending: str) -> HttpResponse:
    """The newest of a section."""
    section = section_of(edition_of(request), slug=slug)
    if section is None:
        raise Http404
    placements = feed_placements(in_section(section, now=timezone.now()))
    return _feed(
        request,
        placements,
        ending=ending,
        title=_title(section.name, request=request),
        path=section_path(section),
        tag=list_tag("section", section.pk, is_first=True),
    )


@outlet
def topic_feed(request: HttpRequest, slug: str, ending: str) -> HttpResponse:
    """The newest of a topic on an edition."""
    topic, now = get_object_or_404(Topic, slug=slug), timezone.now()
    found, _ = of_topic(topic, edition=edition_of(request), now=now, limit=FEED_LENGTH)
    return _feed(
        request,
        in_full(found, now=now),
        ending=ending,
        title=_title(topic.name, request=request),
        path=topic_path(topic),
        tag=list_tag("topic", topic.pk, is_first=True),
    )


@outlet
def author_feed(request: HttpRequest, slug: str, ending: str) -> HttpResponse:
    """The newest by an author on an edition."""
    author, now = get_object_or_404(Author, slug=slug), timezone.now()
    found, _ = of_author(author, edition=edition_of(request), now=now, limit=FEED_LENGTH)
    return _feed(
        request,
        in_full(found, now=now),
        ending=ending,
        title=_title(author.name, request=request),
        path=author_path(author),
        tag=list_tag("author", author.pk, is_first=True),
    )


@outlet
def search_feed(request: HttpRequest, ending: str) -> HttpResponse:
    """The newest that a search finds, asked as the search page is; no hub can be told when it changes."""
    edition, now = edition_of(request), timezone.now()
    try:
        with seat():
            wish = read_wish(request.GET, edition=edition)
            results = search(
                wish.text,
                edition=edition,
                filters=wish.filters(edition=edition),
                order=Order.NEWEST,
                after=None,
                now=now,
                limit=FEED_LENGTH,
            )
            placements = in_full([each.placement for each in results.found], now=now)
    except (DatabaseError, NoSeat):
        return _away()
    return _feed(
        request,
        placements,
        ending=ending,
        title=_title(f"نتائج البحث عن «{wish.text}»" if wish.text else "البحث", request=request),
        path=SEARCH_PATH,
        query=kept_query(request.GET),
    )


def _title(name: str, *, request: HttpRequest) -> str:
    return f"{name} | {edition_of(request).name}"


def _feed(
    request: HttpRequest,
    placements: Sequence[Placement],
    *,
    ending: str,
    title: str,
    path: str,
    query: str = "",
    tag: str = "",
) -> HttpResponse:
    """Answer with a feed of placements of the edition, or on the hub of its sites; `tag` is that of their list."""
    edition = edition_of(request)
    editions = {each.pk: each for each in sites()} if edition.is_hub else {}
    form = next(form for form in FEED_FORMS if form.ending == ending)
    channel = channel_of(
        edition,
        title=title,
        path=f"{path}?{query}" if query else path,
        feed_path=feed_path(path, form=form, query=query),
        hubs=() if path == SEARCH_PATH else settings.WEBSUB_HUBS,
    )
    items = [item_of(each, edition=editions.get(each.edition_id, edition)) for each in placements]
    return respond(
        request,
        WRITERS[ending](channel, items),
        content_type=f"{form.media_type}; charset=utf-8",
        tags=[tag, edition_tag(edition.pk)] if tag else (),
    )


def _away() -> HttpResponse:
    """Say that the search is away for a moment."""
    response = HttpResponse("The search is away; ask again soon.", status=503, content_type=TEXT)
    response["Retry-After"] = str(RETRY_AFTER)
    response["Cache-Control"] = "no-store"
    return response


@outlet
def oembed(request: HttpRequest) -> HttpResponse:
    """How to show a story of the network within a page of another site (oEmbed 1.0); any site may ask for any."""
    wish = read_embed(request.GET)
    if not wish.address:
        response = HttpResponse("Give the address of a story as url.", status=400, content_type=TEXT)
    elif wish.form not in EMBED_FORMS:
        response = HttpResponse("The formats are json and xml.", status=501, content_type=TEXT)
    elif (told := _embedded(wish)) is None:
        response = HttpResponse("No story is at this address.", status=404, content_type=TEXT)
    else:
        write, content_type = EMBED_FORMS[wish.form]
        response = respond(request, write(told), content_type=content_type)
    # Pages that embed may ask from their readers' browsers; nothing here is anybody's own.
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _embedded(wish: EmbedWish) -> Embedded | None:
    """Return what is told of the story at the address, if the public sees it there."""
    place = place_of(wish.address)
    edition = edition_of_host(place.host) if place else None
    if place is None or edition is None:
        return None
    placement = story_on(edition, story_id=place.story_id, now=timezone.now())
    return embedded(placement, edition=edition, wish=wish) if placement else None


@outlet
def index(request: HttpRequest) -> HttpResponse:
    """The index of an edition's sitemap files, with the files of the news sitemap after its first.

    Without `lastmod`: when a file last changed (a story withdrawn from it, too) can't be told from the stories
    that it holds now, and a wrong date keeps crawlers away.
    """
    edition, now = edition_of(request), timezone.now()
    names = ["pages", *(str(number) for number in sitemap_numbers(edition, now=now))]
    paths = [*(f"/sitemaps/{name}.xml" for name in names), *news_paths(news_files(edition, now=now))[1:]]
    body = sitemap_index(Entry(address=absolute(edition, path=path)) for path in paths)
    return respond(request, body, content_type=XML, tags=_tags(edition))


@outlet
def story_sitemap(request: HttpRequest, number: str) -> HttpResponse:
    """The stories of one range that are at home here."""
    edition = edition_of(request)
    placements = sitemap_placements(edition, number=int(number), now=timezone.now())
    entries = [
        Entry(address=_address(placement, edition=edition), changed_at=placement.story.modified_at)
        for placement in placements.iterator()
    ]
    if not entries:
        raise Http404
    return respond(request, url_set(entries), content_type=XML, tags=_tags(edition))


@outlet
def page_sitemap(request: HttpRequest) -> HttpResponse:
    """The pages that are not stories: home, sections, standing pages."""
    edition = edition_of(request)
    paths = ["/", *(section_path(section) for section in sections_of(edition))]
    entries = [
        *(Entry(address=absolute(edition, path=path)) for path in paths),
        *(Entry(address=page.address, changed_at=page.changed_at) for page in standing_pages(edition)),
    ]
    return respond(request, url_set(entries), content_type=XML)


@outlet
def news_sitemap(request: HttpRequest, number: str = "1") -> HttpResponse:
    """The stories of the last two days that are at home here: the newest thousand, or a thousand before them."""
    edition = edition_of(request)
    entries = [
        NewsEntry(
            address=_address(placement, edition=edition),
            published_at=placement.shown_at,
            title=placement.shown_headline,
        )
        for placement in news_placements(edition, now=timezone.now(), number=int(number))
        if placement.shown_at is not None
    ]
    if int(number) > 1 and not entries:
        raise Http404
    body = news_url_set(entries, publication=edition.name)
    return respond(request, body, content_type=XML, tags=_tags(edition))


@outlet
def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers may read (RFC 9309), and where the sitemaps are."""
    edition = edition_of(request)
    lines = [
        "User-agent: *",
        "Disallow: /desk/",
        "",
        *(f"Sitemap: {absolute(edition, path=path)}" for path in ("/sitemap.xml", "/news-sitemap.xml")),
        "",
    ]
    return respond(request, "\n".join(lines).encode(), content_type=TEXT)


@outlet
def ads(request: HttpRequest) -> HttpResponse:
    """Who may sell the edition's advertising, as the desk typed it; 404 when nobody was named."""
    told = sellers_of(edition_of(request))
    if not told.strip():
        raise Http404
    lines = "".join(f"{line.rstrip()}\n" for line in told.splitlines())
    return respond(request, lines.encode(), content_type=TEXT)


@outlet
def indexnow_key(request: HttpRequest, key: str) -> HttpResponse:
    """The key that proves to search engines whose the host is."""
    if not settings.INDEXNOW_KEY or key != settings.INDEXNOW_KEY:
        raise Http404
    return respond(request, key.encode(), content_type=TEXT)


def _tags(edition: Edition) -> list[str]:
    """What is made of all stories of an edition."""
    return [list_tag("edition", edition.pk, is_first=True), edition_tag(edition.pk)]


def _address(placement: Placement, *, edition: Edition) -> str:
    return absolute(edition, path=story_path(placement))
