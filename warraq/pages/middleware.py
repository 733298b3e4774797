"""Which edition a request is for."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound

from warraq.network.models import Edition
from warraq.network.selectors import edition_of_host, hub
from warraq.pages.errors import unknown_host_page

_HOST = re.compile(r"(?P<name>[a-z0-9.-]{1,253}?)\.?(:[0-9]{1,5})?", re.IGNORECASE)


def host_name(request: HttpRequest) -> str:
    """Return the request's host in lowercase without its port; empty for nonsense."""
    match = _HOST.fullmatch(request.META.get("HTTP_HOST", ""))
    return match["name"].lower() if match else ""


class EditionMiddleware:
    """Put the host's edition on the request; a host that nobody owns gets a plain 404, or the hub if so set."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        edition = self._edition(host_name(request))
        if edition is None:
            return HttpResponseNotFound(unknown_host_page())
        request.edition = edition  # type: ignore[attr-defined]
        return self.get_response(request)

    def _edition(self, host: str) -> Edition | None:
        edition = edition_of_host(host) if host else None
        if edition is None and settings.UNKNOWN_HOST == "hub":
            return hub()
        return edition
