"""The doors of partners: one story, or the feed of changes; each asks for a key first."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from warraq.common.numbers import whole
from warraq.outlets.partners.items import NewsItem
from warraq.outlets.partners.newsml_g2 import news_item, news_message
from warraq.outlets.partners.ninjs import VERSIONS, ninjs, ninjs_page
from warraq.outlets.partners.telling import items_for, provider
from warraq.partners.keys import key_in
from warraq.partners.models import Partner
from warraq.partners.rates import NOTHING
from warraq.partners.selectors import Page, partner_of_key, told_after, told_of
from warraq.partners.services import clock_follow, request_count

JSON = "application/json; charset=utf-8"
XML = "application/xml; charset=utf-8"


class Sentence(Exception):
    """A request that is answered with a status and one sentence."""

    def __init__(self, status: int, text: str, **headers: str) -> None:
        super().__init__(text)
        self.status = status
        self.headers = headers


@dataclass(frozen=True)
class Asked:
    """Who asks, and in which version of a format that has several."""

    partner: Partner
    version: str


def answers_partners(takes: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Let in who has a key, is switched on, takes the format (a field of Partner), and doesn't ask too often.

    No cache may keep an answer: the next who asks may be nobody.
    """

    def decorated(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, **words: str) -> HttpResponse:
            try:
                response = view(request, _asked(request, takes=takes), **words)
            except Sentence as problem:
                response = HttpResponse(
                    f"{problem}\n", status=problem.status, content_type="text/plain; charset=utf-8"
                )
                for name, value in problem.headers.items():
                    response[name.replace("_", "-")] = value
            response["Cache-Control"] = "private, no-store"
            patch_vary_headers(response, ["Authorization"])
            return response

        return gzip_page(require_safe(guarded))

    return decorated


def _asked(request: HttpRequest, *, takes: str) -> Asked:
    key = key_in(request.headers.get("Authorization", ""))
    partner = partner_of_key(key) if key is not None else None
    if partner is None:
        raise Sentence(
            401,
            "Send a valid key as “Authorization: Bearer <key>”.",
            WWW_Authenticate='Bearer realm="partners"',
        )
    if not partner.is_active:
        raise Sentence(403, "This key is switched off; ask the newsroom that gave it.")
    if not getattr(partner, takes):
        raise Sentence(403, "This key does not open this format; ask the newsroom that gave it.")
    version = request.GET.get("version", VERSIONS[0])
    if version not in VERSIONS:
        raise Sentence(400, f"The version is one of {', '.join(VERSIONS)}.")
    wait = request_count(partner, now=timezone.now())
    if wait > NOTHING:
        raise Sentence(
            429,
            f"At most {partner.per_minute} requests a minute; wait and ask again.",
            Retry_After=str(math.ceil(wait.total_seconds())),
        )
    return Asked(partner, version)


@answers_partners("takes_ninjs")
def story_ninjs(request: HttpRequest, asked: Asked, *, number: str) -> HttpResponse:
    """One story as ninjs."""
    return _json(ninjs(_one(asked.partner, number=number), version=asked.version))


@answers_partners("takes_newsml")
def story_newsml(request: HttpRequest, asked: Asked, *, number: str) -> HttpResponse:
    """One story as a NewsML-G2 news item."""
    return HttpResponse(news_item(_one(asked.partner, number=number)), content_type=XML)


def _one(partner: Partner, *, number: str) -> NewsItem:
    now = timezone.now()
    clock_follow(now=now)
    row = told_of(partner, story_id=int(number))
    if row is None:
        raise Sentence(404, "There is no such story for this key.")
    return items_for(partner, [row], sender=provider(), now=now)[0]


@answers_partners("takes_ninjs")
def feed_ninjs(request: HttpRequest, asked: Asked) -> HttpResponse:
    """A page of the changes as ninjs objects, with the address of the next."""
    page, items = _page(request, asked.partner)
    following = _address(request, after=page.following, version=asked.version)
    response = _json(ninjs_page(items, version=asked.version, following=following, has_more=page.has_more))
    response["Link"] = f'<{following}>; rel="next"'
    return response


@answers_partners("takes_newsml")
def feed_newsml(request: HttpRequest, asked: Asked) -> HttpResponse:
    """A page of the changes as a NewsML-G2 message; 204 where there are none, since no message is empty."""
    page, items = _page(request, asked.partner)
    if items:
        sender = provider()
        number = f"{sender.host}:{page.following}"
        body = news_message(items, sender=sender.host, sent_at=timezone.now(), number=number)
        response = HttpResponse(body, content_type=XML)
    else:
        response = HttpResponse(status=204)
    response["Link"] = f'<{_address(request, after=page.following)}>; rel="next"'
    return response


def _page(request: HttpRequest, partner: Partner) -> tuple[Page, list[NewsItem]]:
    now = timezone.now()
    after = None
    if "after" in request.GET:
        after = whole(request.GET["after"])
        if after is None:
            raise Sentence(400, "“after” is the number that the page before gave, or 0 to begin anew.")
    clock_follow(now=now)
    page = told_after(partner, after=after)
    return page, items_for(partner, page.rows, sender=provider(), now=now)


def _address(request: HttpRequest, *, after: int, version: str = VERSIONS[0]) -> str:
    """Return the address of a page, the version with it where it is not the newest."""
    told = f"&version={version}" if version != VERSIONS[0] else ""
    return f"{request.path}?after={after}{told}"


def _json(fields: dict[str, Any]) -> HttpResponse:
    return HttpResponse(json.dumps(fields, ensure_ascii=False), content_type=JSON)
