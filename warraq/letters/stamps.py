"""The sender on a letter's envelope: an address of its own (VERP), so that what comes back says which letter it was.

It is `bounces+STAMP@host`. The stamp names the letter and its subscriber by their numbers and is signed, so that nobody
makes one, or makes another of it. It is written in letters that stay the same when a mail server changes capitals.
"""

from __future__ import annotations

import re
from base64 import b32decode, b32encode
from collections.abc import Iterator
from dataclasses import dataclass
from hmac import compare_digest
from itertools import islice

from django.conf import settings

from warraq.letters.models import Letter
from warraq.letters.sealing import mark_of

# 48 bits for each number and 104 for the signature: together 40 letters of base32, without filling. Of the 64 letters
# that may stand before the @ (RFC 5321, 4.5.3.1.1) they leave 23 to the setting.
_NUMBER, _SIGNATURE = 6, 13
LENGTH = 40
# So many are tried in one text, which may have been made to hold nothing else.
_MOST = 20
_STAMP = re.compile(rf"\+([a-z2-7]{{{LENGTH}}})@", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True)
class Stamp:
    """Which letter, and whose."""

    letter: int
    subscriber: int


def stamp_of(stamp: Stamp) -> str:
    """Return the stamp as it is written."""
    named = stamp.letter.to_bytes(_NUMBER, "big") + stamp.subscriber.to_bytes(_NUMBER, "big")
    return b32encode(named + _signature(named)).decode().lower()


def read_stamp(text: str) -> Stamp | None:
    """Return what a stamp says, whatever its capitals; None for one that we did not make."""
    try:
        data = b32decode(text, casefold=True)
    except ValueError:
        return None
    named, signature = data[: 2 * _NUMBER], data[2 * _NUMBER :]
    if len(named) < 2 * _NUMBER or not compare_digest(signature, _signature(named)):
        return None
    return Stamp(
        letter=int.from_bytes(named[:_NUMBER], "big"), subscriber=int.from_bytes(named[_NUMBER:], "big")
    )


def stamps_in(text: str) -> Iterator[str]:
    """Yield what may be a stamp in the addresses of a text."""
    return (found[1] for found in islice(_STAMP.finditer(text), _MOST))


def sender_of_letter(letter: Letter) -> str:
    """Return the address that a letter comes back to; "" without the setting."""
    if not settings.BOUNCE_ADDRESS:
        return ""
    local, _, host = settings.BOUNCE_ADDRESS.rpartition("@")
    stamp = Stamp(letter=letter.pk, subscriber=letter.subscriber_id)
    return f"{local}+{stamp_of(stamp)}@{host}"


def _signature(named: bytes) -> bytes:
    return bytes.fromhex(mark_of("stamp", named))[:_SIGNATURE]
