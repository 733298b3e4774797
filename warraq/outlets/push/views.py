"""What readers' browsers ask: to be told, to be told no more, and how to install the site."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.templatetags.static import static
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_POST, require_safe

from warraq.network.requests import edition_of
from warraq.notices.selectors import push_is_set
from warraq.outlets.push.asking import MOST_BYTES, NotASubscription, read_farewell, read_subscription
from warraq.outlets.push.bounds import Bounds
from warraq.outlets.push.installing import ICON_SIDES, icon, manifest, worker
from warraq.outlets.push.services import subscription_add, subscription_drop
from warraq.outlets.views import respond
from warraq.reads.readers import address_of, hour_of

_bounds = Bounds()
_PLAIN = "text/plain; charset=utf-8"
# The worker asks its own site alone.
_WORKER_POLICY = "default-src 'none'; connect-src 'self'"
# What pages look like by; each changes its address with its content.
_LOOKS = ("pages/site.css", "pages/page.js", "pages/live.js", "pages/push.js")

Answer = Callable[[HttpRequest], HttpResponse]


def forget_bounds() -> None:
    """Let everybody ask anew; for tests."""
    global _bounds
    _bounds = Bounds()


def from_our_pages(answer: Answer) -> Answer:
    """Take JSON from pages of the same host alone, and not too often from one address. No cookie is read or set."""

    @csrf_exempt
    @require_POST
    @wraps(answer)
    def view(request: HttpRequest) -> HttpResponse:
        if not push_is_set():
            raise Http404
        if request.content_type != "application/json" or not _is_same_origin(request):
            return _refusal("Only pages of this site may ask this, in JSON.", status=403)
        address = address_of(request.META, trusted_proxies=settings.TRUSTED_PROXIES)
        if address is None or not _bounds.admits(address, hour=hour_of(timezone.now())):
            return _refusal("That was asked too often from here; try again in an hour.", status=429)
        try:
            return answer(request)
        except NotASubscription as problem:
            return _refusal(str(problem), status=400)

    return view


def _is_same_origin(request: HttpRequest) -> bool:
    """Return whether a page of this host asks: browsers say so with every POST, and no page can say otherwise."""
    origin = request.headers.get("Origin", "")
    return urlsplit(origin).netloc.lower() == request.get_host().lower() != ""


def _refusal(sentence: str, *, status: int) -> HttpResponse:
    return HttpResponse(sentence, status=status, content_type=_PLAIN)


@from_our_pages
def subscribe(request: HttpRequest) -> HttpResponse:
    """Tell a browser of the edition's notices, or of a topic's."""
    asked = read_subscription(request.read(MOST_BYTES + 1), trusted=settings.PUSH_TRUSTED_HOSTS)
    subscription_add(edition_of(request), asked=asked, now=timezone.now())
    return HttpResponse(status=204)


@from_our_pages
def unsubscribe(request: HttpRequest) -> HttpResponse:
    """Tell a browser no more."""
    subscription_drop(asked=read_farewell(request.read(MOST_BYTES + 1)))
    return HttpResponse(status=204)


@gzip_page
@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """The edition's service worker."""
    looks = " ".join(static(name) for name in _LOOKS)
    body = worker(edition_of(request), looks=looks)
    response = respond(request, body, content_type="text/javascript; charset=utf-8")
    response["Content-Security-Policy"] = _WORKER_POLICY
    return response


@require_safe
def web_manifest(request: HttpRequest) -> HttpResponse:
    """The edition's manifest."""
    return respond(request, manifest(edition_of(request)), content_type="application/manifest+json")


@require_safe
def site_icon(request: HttpRequest, side: str) -> HttpResponse:
    """The edition's icon, drawn from its colours."""
    if int(side) not in ICON_SIDES:
        raise Http404
    edition = edition_of(request)
    return respond(request, icon(edition.colour, edition.accent, side=int(side)), content_type="image/png")
