"""Which edition a request is for."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound

from warraq.network.models import Edition
from warraq.network.selectors import edition_of_host, hub
from warraq.pages.errors import unknown_host_page

_HOST = re.compile(r"(?P<name>[a-z0-9.-]{1,253}?)\.?(:[0-9]{1,5})?", re.IGNORECASE)

# Seconds for which a process remembers whose a host is, and hosts that it remembers.
REMEMBERED = 2.0
MOST_REMEMBERED = 1000
_remembered: dict[str, tuple[Edition, float]] = {}


def forget_hosts() -> None:
    """Let the next request of each host ask the database; for tests, which make networks anew."""
    _remembered.clear()


def host_name(request: HttpRequest) -> str:
    """Return the request's host in lowercase without its port; empty for nonsense."""
    match = _HOST.fullmatch(request.META.get("HTTP_HOST", ""))
    return match["name"].lower() if match else ""


class EditionMiddleware:
    """Put the host's edition on the request; a host that nobody owns gets a plain 404, or the hub if so set."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        host = host_name(request)
        # What is pressed stays: it is never drawn from what this process remembers.
        edition = self._edition(host) if request.META.get("warraq.press") else self._remembered(host)
        if edition is None:
            return HttpResponseNotFound(unknown_host_page())
        request.edition = edition  # type: ignore[attr-defined]
        return self.get_response(request)

    def _remembered(self, host: str) -> Edition | None:
        """Return the host's edition, asked of the database at most every REMEMBERED seconds.

        While the database is away what was remembered goes on.
        """
        edition, until = _remembered.get(host, (None, 0.0))
        if edition is not None and time.monotonic() < until:
            return edition
        try:
            found = self._edition(host)
        except DatabaseError:
            if edition is None:
                raise
            return edition
        if found is not None and len(_remembered) < MOST_REMEMBERED:
            _remembered[host] = (found, time.monotonic() + REMEMBERED)
        return found

    def _edition(self, host: str) -> Edition | None:
        edition = edition_of_host(host) if host else None
        if edition is None and settings.UNKNOWN_HOST == "hub":
            return hub()
        return edition
