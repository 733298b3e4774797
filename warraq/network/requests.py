"""What a reader's request is about."""

from __future__ import annotations

from django.http import HttpRequest

from warraq.network.models import Edition


def edition_of(request: HttpRequest) -> Edition:
    """Return the edition that the middleware found by the request's host."""
    edition: Edition = request.edition  # type: ignore[attr-defined]
    return edition
