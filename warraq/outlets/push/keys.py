"""The pair of keys by which push services know who sends (VAPID, RFC 8292). No Django."""

from __future__ import annotations

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

_PRIVATE_BYTES = 32


class NotAKey(ValueError):
    """What is no private key; the message says why, in one sentence."""


def new_private_key() -> str:
    """Return a new private key: 32 bytes in base64url."""
    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return encoded(number.to_bytes(_PRIVATE_BYTES, "big"))


def public_key_of(private: str) -> str:
    """Return the public key that browsers are told: an uncompressed point in base64url. Raises NotAKey."""
    try:
        content = decoded(private)
        if len(content) != _PRIVATE_BYTES:
            raise ValueError
        key = ec.derive_private_key(int.from_bytes(content, "big"), ec.SECP256R1())
    except ValueError:
        raise NotAKey("A private key is 32 bytes in base64url, as “warraq push keys” prints it.") from None
    return encoded(key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


def encoded(content: bytes) -> str:
    """Return bytes in base64url, without what fills the end up."""
    return urlsafe_b64encode(content).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    """Return the bytes of base64url. Raises ValueError."""
    if not text.isascii() or not text.replace("-", "").replace("_", "").rstrip("=").isalnum():
        raise ValueError("That is no base64url.")
    try:
        return urlsafe_b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4))
    except binascii.Error:
        raise ValueError("That is no base64url.") from None
