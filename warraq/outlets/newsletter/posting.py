"""Handing a letter to the mail server, step by step: at which step it fails says whether it may be handed over again.

What a server says may repeat the address, so none of its words are kept: codes alone.
"""

from __future__ import annotations

import re
import smtplib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.charset import BASE64, SHORTEST, Charset
from email.header import Header
from email.utils import formataddr, parseaddr
from enum import Enum
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection

from warraq.letters.models import Letter, Newsletter
from warraq.letters.stamps import sender_of_letter
from warraq.outlets.text import line
from warraq.queue.working import NoUse

# Arabic travels in seven bits, and takes a third more: quoted-printable would take three times as much.
_CHARSET = Charset("utf-8")
_CHARSET.body_encoding, _CHARSET.header_encoding = BASE64, SHORTEST

_ENHANCED = re.compile(rb"\A\s*([245])\.(\d{1,3})\.\d{1,3}\b")
# Answers to an address that say it takes no mail (RFC 5321, 4.2.3); 5.7 (RFC 3463) says that we may not send.
_NO_SUCH = frozenset({550, 551, 552, 553, 554})
_POLICY = b"7"


class Outcome(Enum):
    """What became of a letter."""

    SENT = "sent"
    LATER = "later"  # the server asks for patience
    BOUNCED = "bounced"  # the address takes no mail
    REFUSED = "refused"  # the letter, or we, are not wanted; the address may be right
    UNKNOWN = "unknown"  # the line broke after the letter was handed over: it must not be sent again


class ServerAway(Exception):
    """The mail server does not answer; nothing of this letter was handed over."""


@dataclass(frozen=True)
class Envelope:
    """From whom and to whom, for the server."""

    sender: str
    to: str


def sender_of(newsletter: Newsletter) -> str:
    """Return the bare address that the edition's letters come from."""
    return newsletter.sender or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def envelope_sender(newsletter: Newsletter, *, letter: Letter | None = None) -> str:
    """Return the address that a letter comes back to: its own where that is set.

    What is no letter of an issue, as a confirmation, comes back to the plain one, where it counts nothing.
    """
    own = sender_of_letter(letter) if letter is not None else settings.BOUNCE_ADDRESS
    return own or sender_of(newsletter)


def message_bytes(
    newsletter: Newsletter,
    *,
    to: str,
    subject: str,
    text: str,
    html: str,
    number: str,
    headers: Mapping[str, str] | None = None,
) -> bytes:
    """Return a letter as it travels; `number` names it, the same whenever it is made again."""
    edition = newsletter.edition
    message = EmailMultiAlternatives(
        subject=_encoded(subject, header="Subject"),
        body=text,
        from_email=formataddr((_encoded(line(edition.name), header="From"), sender_of(newsletter))),
        to=[to],
        headers={
            "Message-ID": f"<newsletter.{number}@{edition.host}>",
            "List-Id": f"<newsletter.{edition.host}>",
            "Auto-Submitted": "auto-generated",
            **(headers or {}),
        },
    )
    message.encoding = _CHARSET
    message.attach_alternative(html, "text/html")
    made: Any = message.message()  # Django's own kind, which takes the ends of lines
    letter: bytes = made.as_bytes(linesep="\r\n")
    # An address that fits on no line of 78 stays on the line of its name; a line may have 998 (RFC 5322, 2.1.1).
    return letter.replace(b": \r\n <", b": <")


def _encoded(words: str, *, header: str) -> str:
    """Return words for a header in encoded pieces of the right lengths (RFC 2047); Django leaves the first too long.

    A header that begins with an empty line is taken for damaged by some filters.
    """
    return " ".join(Header(words, _CHARSET, header_name=header).encode().split())


def outcome_of(code: int, said: bytes, *, to_address: bool) -> Outcome:
    """Return what an answer means; `to_address` for one that was given to the address alone. Pure."""
    if 200 <= code < 300:
        return Outcome.SENT
    if 400 <= code < 500:
        return Outcome.LATER
    enhanced = _ENHANCED.match(said)
    is_policy = enhanced is not None and enhanced[2] == _POLICY
    return Outcome.BOUNCED if to_address and code in _NO_SUCH and not is_policy else Outcome.REFUSED


@contextmanager
def mail_server() -> Iterator[smtplib.SMTP]:
    """Open one connection for many letters. Raises ServerAway, or NoUse where none is set."""
    connection = get_connection()
    try:
        connection.open()
    except smtplib.SMTPAuthenticationError as problem:
        raise ServerAway(f"The mail server refuses the log-in ({problem.smtp_code}).") from None
    except (OSError, smtplib.SMTPException) as problem:
        raise ServerAway(f"The mail server does not answer: {type(problem).__name__}.") from None
    server = getattr(connection, "connection", None)
    if not isinstance(server, smtplib.SMTP):
        raise NoUse("No mail server is set: WARRAQ_SMTP_HOST.")
    try:
        yield server
    finally:
        with suppress(OSError, smtplib.SMTPException):
            connection.close()


def hand_over(server: smtplib.SMTP, envelope: Envelope, message: bytes) -> Outcome:
    """Give one letter to the server. Raises ServerAway when the line breaks before the letter itself is given."""
    try:
        server.ehlo_or_helo_if_needed()
        outcome = outcome_of(*server.mail(envelope.sender), to_address=False)
        if outcome is Outcome.SENT:
            outcome = outcome_of(*server.rcpt(envelope.to), to_address=True)
        if outcome is not Outcome.SENT:
            server.rset()
            return outcome
    except (OSError, smtplib.SMTPException) as problem:
        raise ServerAway(f"The line to the mail server broke: {type(problem).__name__}.") from None
    try:
        return outcome_of(*server.data(message), to_address=False)
    except smtplib.SMTPDataError as problem:
        return outcome_of(problem.smtp_code, b"", to_address=False)
    except (OSError, smtplib.SMTPException):
        return Outcome.UNKNOWN
