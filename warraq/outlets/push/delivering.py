"""One notice to one browser: encrypted for it alone (RFC 8291), signed by us (RFC 8292), sent (RFC 8030), judged.

`http_ece` and `py_vapid` do the cryptography: pywebpush is made of them. Its own sending would ask whatever address
somebody subscribed, a private one too; `warraq.fetching` does not.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from urllib.parse import urlsplit

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from py_vapid import Vapid02

from warraq.fetching.asking import Limits, NotFetched, ask, may_pass
from warraq.fetching.lines import Lines
from warraq.outlets.push.keys import decoded

# A notice that was not shown for so long is news no more.
TTL_SECONDS = 12 * 3600
# Push services take 4,096 bytes of what is encrypted, which is longer than what it holds.
MOST_PAYLOAD = 3_900
_LIMITS_SECONDS = 10.0
_MOST_ANSWER = 65_536
_GONE = frozenset({404, 410})
_LONGEST_PAUSE = 3600


class Outcome(Enum):
    """What became of a notice: taken, its reader gone, to be tried again, or refused."""

    ACCEPTED = "accepted"
    GONE = "gone"
    AGAIN = "again"
    FAILED = "failed"


@dataclass(frozen=True)
class Result:
    """An outcome, and the seconds that the push service asks to wait."""

    outcome: Outcome
    pause: int = 0


@dataclass(frozen=True)
class Browser:
    """Where a browser is told, and the keys that it alone can read with."""

    number: int
    endpoint: str
    p256dh: str
    auth: str


@dataclass(frozen=True)
class Notice:
    """What browsers are told: `content` is the JSON that the worker shows, `topic` has a newer notice replace it."""

    content: bytes
    topic: str
    is_urgent: bool = False


def notice_of(*, title: str, body: str, url: str, icon: str, tag: str, is_urgent: bool = False) -> Notice:
    """Return a notice within the size that push services take: the body is what can be spared."""
    told = {"title": title, "body": body, "url": url, "icon": icon, "tag": tag}
    content = json.dumps(told, ensure_ascii=False).encode()
    if len(content) > MOST_PAYLOAD:
        content = json.dumps(told | {"body": ""}, ensure_ascii=False).encode()
    return Notice(content=content, topic=tag, is_urgent=is_urgent)


class Signer:
    """Proves to push services who sends: one signature for each of them, good for as long as a notice."""

    def __init__(self, *, private_key: str, subject: str, now: Callable[[], float] = time.time) -> None:
        self._vapid = Vapid02.from_raw(private_key.encode())
        self._subject, self._now = subject, now
        self._signed: dict[str, str] = {}

    def authorization(self, endpoint: str) -> str:
        """Return the header for the push service of an endpoint."""
        parts = urlsplit(endpoint)
        service = f"{parts.scheme}://{parts.netloc}"
        if service not in self._signed:
            claims = {"aud": service, "sub": self._subject, "exp": int(self._now()) + TTL_SECONDS}
            self._signed[service] = self._vapid.sign(claims)["Authorization"]
        return self._signed[service]


def deliver(
    browser: Browser,
    notice: Notice,
    *,
    signer: Signer,
    lines: Lines | None = None,
    trusted: frozenset[str] = frozenset(),
) -> Result:
    """Send the notice, on a connection of `lines` if there are any, and say what became of it; raises nothing."""
    try:
        body = _encrypted(notice.content, browser=browser)
    except (ValueError, http_ece.ECEException):
        return Result(Outcome.FAILED)
    try:
        answer = ask(
            browser.endpoint,
            method="POST",
            body=body,
            headers={
                "Authorization": signer.authorization(browser.endpoint),
                "Content-Encoding": "aes128gcm",
                "Content-Type": "application/octet-stream",
                "TTL": str(TTL_SECONDS),
                "Urgency": "high" if notice.is_urgent else "normal",
                "Topic": notice.topic,
            },
            lines=lines,
            limits=Limits(seconds=_LIMITS_SECONDS, most_bytes=_MOST_ANSWER, redirects=0, trusted=trusted),
        )
    except NotFetched:
        return Result(Outcome.AGAIN)
    return Result(judged(answer.status), pause=_pause(answer.headers.get("retry-after", "")))


def judged(status: int) -> Outcome:
    """Return what an answer's status means."""
    if 200 <= status < 300:
        return Outcome.ACCEPTED
    if status in _GONE:
        return Outcome.GONE
    return Outcome.AGAIN if may_pass(status) else Outcome.FAILED


def _encrypted(content: bytes, *, browser: Browser) -> bytes:
    body: bytes = http_ece.encrypt(
        content,
        private_key=ec.generate_private_key(ec.SECP256R1()),
        dh=decoded(browser.p256dh),
        auth_secret=decoded(browser.auth),
        version="aes128gcm",
    )
    return body


def _pause(told: str) -> int:
    """Return the seconds of Retry-After, an hour at most; a date or nonsense asks for none."""
    return min(int(told), _LONGEST_PAUSE) if told.isascii() and told.isdigit() and len(told) < 10 else 0
