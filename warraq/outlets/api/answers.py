"""Answers of the API: kept by the press like pages, read from everywhere, errors in one shape.

An answer is a shell without slots: the press keeps it compressed, answers from memory, and drops it by its tags.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import wraps
from hashlib import sha256
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.csrf import csrf_exempt
from pydantic import BaseModel

from warraq.outlets.api.schemas import Problem
from warraq.press.pages import DEFAULT_CACHE_CONTROL
from warraq.stories.models import Story

JSON_TYPE = "application/json; charset=utf-8"
RETRY_AFTER = 5
AWAY = Problem(code="away", detail="This can't be answered right now; ask again in a few seconds.")
METHODS = "GET, HEAD, OPTIONS"
# Seconds for which a browser remembers what it may ask from a page of another site.
_PREFLIGHT_SECONDS = 86_400
# As JSON these open no tag and no slot, wherever the answer comes to stand.
_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}

View = Callable[..., HttpResponse]


class NotThere(Exception):
    """What was asked for is not there, or not for readers; the message is the sentence that says so."""


class Elsewhere(Exception):
    """What was asked for is told at another address."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.address = address


class TakenBack(Exception):
    """What was asked for was withdrawn."""

    def __init__(self, story: Story, *, at: datetime) -> None:
        super().__init__(story.pk)
        self.story, self.at = story, at


def answer(
    request: HttpRequest, told: BaseModel, *, tags: Iterable[str] | None, status: int = 200
) -> HttpResponse:
    """Answer with JSON: to the press with the tags that it falls by, to anybody else with validators.

    Without tags the press keeps nothing, and caches keep it as briefly as a page.
    """
    return answer_text(request, told.model_dump_json(), tags=tags, status=status)


def answer_text(
    request: HttpRequest, text: str, *, tags: Iterable[str] | None, status: int = 200
) -> HttpResponse:
    """Answer with JSON that is written already; see `answer`."""
    body = text.translate(_ESCAPES).encode()
    response = HttpResponse(body, status=status, content_type=JSON_TYPE)
    if tags is not None and request.META.get("warraq.press") == "1":
        response["X-Warraq-Shell"] = "1"
        response["X-Warraq-Query"] = "ignore"
        response["Surrogate-Key"] = " ".join(dict.fromkeys(tags))
        return response
    response["Cache-Control"] = DEFAULT_CACHE_CONTROL
    if status != 200:
        return response
    # No Last-Modified: where a story is withdrawn the newest date goes back.
    etag = f'"{sha256(body).hexdigest()[:32]}"'
    response["ETag"] = etag
    return cast(HttpResponse, get_conditional_response(request, etag=etag, response=response))


def unavailable_answer() -> bytes:
    """Return what the press itself answers while Django can't: the same words as `away`."""
    return AWAY.model_dump_json().translate(_ESCAPES).encode()


def problem(code: str, detail: str, *, status: int) -> HttpResponse:
    """Answer that there is no answer, and why; nobody keeps it."""
    text = Problem(code=code, detail=detail).model_dump_json().translate(_ESCAPES)
    response = HttpResponse(text, status=status, content_type=JSON_TYPE)
    response["Cache-Control"] = "no-store"
    return response


def away() -> HttpResponse:
    """Answer that what is asked for can't be had for a moment; it asks nothing of the database."""
    response = problem(AWAY.code, AWAY.detail, status=503)
    response["Retry-After"] = str(RETRY_AFTER)
    return response


def opened(view: View) -> View:
    """Return a view for programs everywhere: GET, HEAD and OPTIONS alone, read by the pages of any site."""

    @csrf_exempt
    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = _by_method(view, request, *args, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "ETag, Retry-After"
        return response

    return answered


def _by_method(view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    if request.method == "OPTIONS":
        return _preflight()
    if request.method not in ("GET", "HEAD"):
        refused = problem("method_not_allowed", "This API is read with GET.", status=405)
        refused["Allow"] = METHODS
        return refused
    asked, request.method = request.method, "GET"
    try:
        return view(request, *args, **kwargs)
    finally:
        # The server leaves the body out of an answer to HEAD.
        request.method = asked


def _preflight() -> HttpResponse:
    """Answer which ways there are, to programs and to browsers (the Fetch standard's CORS preflight)."""
    response = HttpResponse(status=204)
    response["Allow"] = METHODS
    response["Access-Control-Allow-Methods"] = METHODS
    response["Access-Control-Allow-Headers"] = "If-None-Match"
    response["Access-Control-Max-Age"] = str(_PREFLIGHT_SECONDS)
    return response
