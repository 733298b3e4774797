"""Mail addresses as they are kept (docs/decisions/011-newsletter-addresses.md)."""

from __future__ import annotations

import hmac
import re
from base64 import urlsafe_b64encode
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

LONGEST = 254
# Plain addresses alone: quoted names and letters beyond ASCII before the @ are taken by few servers.
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")


class NotAnAddress(ValueError):
    """The text is no mail address that we can write to."""


class Unsealable(ValueError):
    """What was sealed with another key, or never was."""


def read_address(text: str) -> str:
    """Return the address as it is written to: its host in small letters, as DNS has it. Raises NotAnAddress."""
    local, sign, host = text.strip().rpartition("@")
    try:
        host = host.lower().encode("idna").decode()
    except UnicodeError:
        raise NotAnAddress from None
    labels = host.split(".")
    is_host = len(labels) > 1 and all(_LABEL.fullmatch(label) for label in labels)
    if not sign or not _LOCAL.fullmatch(local) or len(local) > 64 or not is_host:
        raise NotAnAddress
    address = f"{local}@{host}"
    if len(address) > LONGEST:
        raise NotAnAddress
    return address


def digest_of(address: str) -> str:
    """Return what an address is found by; capitals make no other address."""
    return mark_of("address", address.lower().encode())


def mark_of(purpose: str, what: bytes) -> str:
    """Return a digest that nobody without the key can make or test."""
    return hmac.new(_key("digest"), purpose.encode() + b":" + what, sha256).hexdigest()


def seal(text: str) -> str:
    """Return the text encrypted, as letters that may stand in an address."""
    return _fernet().encrypt(text.encode()).decode()


def unseal(sealed: str, *, now: int | None = None, seconds: int = 0) -> str:
    """Return what was sealed; with `now` (seconds since 1970) only what is at most `seconds` old.

    Raises Unsealable.
    """
    try:
        if now is None:
            return _fernet().decrypt(sealed.encode()).decode()
        return _fernet().decrypt_at_time(sealed.encode(), seconds, now).decode()
    except (InvalidToken, UnicodeError):
        raise Unsealable from None


def _fernet() -> Fernet:
    return Fernet(urlsafe_b64encode(_key("seal")))


def _key(purpose: str) -> bytes:
    """Return a key of its own for each purpose."""
    return hmac.new(settings.NEWSLETTER_KEY.encode(), f"warraq.letters.{purpose}".encode(), sha256).digest()
