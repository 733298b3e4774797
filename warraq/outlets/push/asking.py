"""What a browser sends to be told, or to be told no more: read, bounded and checked. Pure.

A subscription is as PushSubscription.toJSON() gives it (https://www.w3.org/TR/push-api/): `endpoint` and `keys` with
`p256dh` (a point of P-256) and `auth` (16 bytes), in base64url. Beside it: `topic`, the number of a topic, for who
wants no more than that; `instead`, the endpoint that this one takes the place of.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from warraq.common.numbers import whole
from warraq.fetching.guard import NotAllowedAddress, checked, is_public
from warraq.outlets.push.keys import decoded

MOST_BYTES = 4_096
LONGEST_ENDPOINT = 1_000
_AUTH_BYTES = 16


class NotASubscription(ValueError):
    """What can't be taken; the message says why, in one sentence."""


@dataclass(frozen=True)
class Asked:
    """Whom to tell, and of what: of all that is pushed, or of the topic of this number."""

    endpoint: str
    p256dh: str = ""
    auth: str = ""
    topic: int | None = None
    instead: str = ""


def read_subscription(body: bytes, *, trusted: Collection[str] = ()) -> Asked:
    """Return what was asked for. Raises NotASubscription. Hosts in `trusted` may be private and speak http."""
    told = _object(body)
    keys = told.get("keys")
    if not isinstance(keys, dict):
        raise NotASubscription("The keys of the subscription are missing.")
    return Asked(
        endpoint=_endpoint(told.get("endpoint"), trusted=trusted),
        p256dh=_point(keys.get("p256dh")),
        auth=_secret(keys.get("auth")),
        topic=_topic(told.get("topic")),
        instead=_text(told.get("instead", "")),
    )


def read_farewell(body: bytes) -> Asked:
    """Return who wants to be told no more, and of what. Raises NotASubscription."""
    told = _object(body)
    endpoint = _text(told.get("endpoint"))
    if not endpoint:
        raise NotASubscription("The endpoint is missing.")
    return Asked(endpoint=endpoint, topic=_topic(told.get("topic")))


def _object(body: bytes) -> dict[str, Any]:
    if len(body) > MOST_BYTES:
        raise NotASubscription(f"A subscription has {MOST_BYTES} bytes at most.")
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        raise NotASubscription("The body is no JSON object.")
    return told


def _text(told: object) -> str:
    if not isinstance(told, str) or len(told) > LONGEST_ENDPOINT:
        raise NotASubscription(f"An endpoint is an address of {LONGEST_ENDPOINT} letters at most.")
    return told


def _topic(told: object) -> int | None:
    if told is None:
        return None
    number = whole(str(told)) if isinstance(told, str | int) else None
    if number is None:
        raise NotASubscription("A topic is told by its number.")
    return number


def _endpoint(told: object, *, trusted: Collection[str]) -> str:
    """Return the address of a push service. Where its name leads is asked when a notice is sent, not now."""
    endpoint = _text(told)
    if not endpoint.isascii() or not endpoint.isprintable():
        raise NotASubscription("The endpoint can't be read.")
    try:
        parts = checked(endpoint)
    except NotAllowedAddress as refusal:
        raise NotASubscription(str(refusal)) from None
    host = (parts.hostname or "").lower()
    if host in trusted:
        return endpoint
    if parts.scheme != "https":
        raise NotASubscription("The endpoint is no https address.")
    if not _may_be_public(host):
        raise NotASubscription("The endpoint leads to a private network.")
    return endpoint


def _may_be_public(host: str) -> bool:
    """Return whether a host is a name of the public internet, or one of its numbers."""
    try:
        return is_public(ip_address(host))
    except ValueError:
        return "." in host.rstrip(".") and not host.rstrip(".").endswith(
            (".localhost", ".local", ".internal")
        )


def _point(told: object) -> str:
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _key(told))
    except ValueError:
        raise NotASubscription("The key p256dh is no point of P-256 in base64url.") from None
    return str(told)


def _secret(told: object) -> str:
    try:
        content = _key(told)
    except ValueError:
        content = b""
    if len(content) != _AUTH_BYTES:
        raise NotASubscription(f"The key auth is not {_AUTH_BYTES} bytes in base64url.")
    return str(told)


def _key(told: object) -> bytes:
    if not isinstance(told, str) or len(told) > 100:
        raise ValueError("That is no key.")
    content = decoded(told)
    if len(content) not in (_AUTH_BYTES, 65):
        raise ValueError("That is no key.")
    return content
