"""A push service, and readers who subscribed there."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from warraq.outlets.push.keys import new_private_key, public_key_of
from warraq.outlets.push.tests.service import Phone, PushService, push_service
from warraq.outlets.push.views import forget_bounds


@pytest.fixture(autouse=True)
def _keys(settings: Any) -> None:
    settings.VAPID_PRIVATE_KEY = new_private_key()
    settings.PUSH_PUBLIC_KEY = public_key_of(settings.VAPID_PRIVATE_KEY)
    settings.VAPID_SUBJECT = "mailto:web@example.org"
    settings.PUSH_TRUSTED_HOSTS = frozenset({"127.0.0.1"})
    forget_bounds()


@pytest.fixture
def service() -> Iterator[PushService]:
    with push_service() as running:
        yield running


@pytest.fixture
def ask(client: Any) -> Callable[..., Any]:
    """Return a function that sends JSON as a page of the edition does."""

    def send(edition: Any, told: object, *, path: str = "/push/subscribe", **headers: str) -> Any:
        named = {"host": edition.host, "origin": f"https://{edition.host}", **headers}
        body = told if isinstance(told, str) else json.dumps(told)
        return client.post(path, body, content_type="application/json", headers=named)

    return send


@pytest.fixture
def subscribe(ask: Callable[..., Any]) -> Callable[..., Phone]:
    """Return a function that subscribes a browser at an edition."""

    def make(phone: Phone, edition: Any, **more: Any) -> Phone:
        answer = ask(edition, phone.subscription | more)
        assert answer.status_code == 204, answer.content
        return phone

    return make
