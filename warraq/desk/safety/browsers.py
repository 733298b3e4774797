"""Browsers from which somebody logged in before: a signed cookie says whose, so that no stranger slows them down."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

COOKIE = "warraq_browser"
_SALT = "warraq.desk.safety.browsers"
_SECONDS = 180 * 24 * 3600
# Colleagues share a machine; the cookie remembers the last of them.
_MOST_PEOPLE = 8


@dataclass(frozen=True)
class Browser:
    """A browser that has a cookie of ours: its own number, and who logged in with it, the latest first."""

    number: str
    people: tuple[int, ...] = ()

    def knows(self, user: int | None) -> bool:
        """Return whether this person logged in here before."""
        return user in self.people


def browser_of(request: HttpRequest) -> Browser:
    """Return the browser that asks; a new one, which knows nobody, for a cookie that is missing, forged or old."""
    try:
        told: Any = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=_SECONDS)
        return Browser(str(told["number"]), tuple(int(person) for person in told["people"]))
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        return Browser(secrets.token_urlsafe(9))


def remember(response: HttpResponse, *, browser: Browser, user: int) -> None:
    """Have the browser know this person."""
    people = [user, *(person for person in browser.people if person != user)][:_MOST_PEOPLE]
    response.set_cookie(
        COOKIE,
        signing.dumps({"number": browser.number, "people": people}, salt=_SALT),
        max_age=_SECONDS,
        path=reverse("wagtailadmin_home"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )
