"""A mail server of our own, which keeps what it takes and refuses what it is told to."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.utils import timezone

from warraq.letters.links import Wish
from warraq.letters.models import Kind, Newsletter, Subscriber
from warraq.letters.services import subscribe
from warraq.outlets.tests.conftest import make_picture  # noqa: F401 - a fixture of the whole room


@dataclass
class MailServer:
    """What came, in its order, as (address, letter); and what is answered to whom instead of taking it."""

    came: list[tuple[str, EmailMessage]] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    senders: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    answer: str = "250 OK"
    connections: int = 0

    @property
    def addresses(self) -> list[str]:
        """To whom letters came."""
        return [address for address, _ in self.came]

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.answer.startswith("250"):
            self.senders.append(envelope.mail_from)
            self.raw.append(envelope.content.replace(b"\r\n", b"\n"))
            letter = message_from_bytes(envelope.content, policy=policy.default)
            self.came += [(address, letter) for address in envelope.rcpt_tos]
        return self.answer


@pytest.fixture
def mail(settings: Any) -> Iterator[MailServer]:
    """A mail server that this installation sends through."""
    box = MailServer()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    running = Controller(box, hostname="127.0.0.1", port=port, enable_SMTPUTF8=False)
    running.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", port, False
    settings.DEFAULT_FROM_EMAIL = "news@network.example"
    settings.MAIL_IS_SET = True
    box.connections = 0  # the controller has looked whether it stands
    yield box
    running.stop()


@pytest.fixture
def newsletter(network) -> Newsletter:
    """The newsletter of the Moroccan site: daily at seven, and breaking."""
    return Newsletter.objects.create(
        edition=network.maghrib,
        daily=True,
        daily_at=time(7),
        breaking=True,
        postal_address="شارع النخيل 7، الرباط",
    )


@pytest.fixture
def subscribed(newsletter) -> Callable[..., Subscriber]:
    """Return a function that subscribes an address."""

    def make(
        address: str, *, kinds: tuple[str, ...] = (Kind.DAILY,), at: datetime | None = None
    ) -> Subscriber:
        wish = Wish(edition=newsletter.edition_id, address=address, kinds=kinds)
        return subscribe(wish, edition=newsletter.edition, now=at or timezone.now() - timedelta(days=30))

    return make


def part(letter: EmailMessage, kind: str) -> str:
    """The text of a letter's part."""
    body = letter.get_body(preferencelist=(kind,))
    assert body is not None
    return body.get_content()
