"""Keys that programs send in a header. Pure but for the randomness: long enough that a bare digest can't be guessed."""

from __future__ import annotations

from hashlib import sha256
from secrets import token_urlsafe

_BYTES = 32


def new_key() -> str:
    """Return a key that nobody has."""
    return token_urlsafe(_BYTES)


def key_digest(key: str) -> str:
    """Return what is kept of a key: 64 hexadecimal digits."""
    return sha256(key.encode("utf-8", errors="replace")).hexdigest()


def bearer_key(header: str) -> str:
    """Return the key in an `Authorization: Bearer ...` header (RFC 6750); "" for anything else."""
    scheme, _, key = header.strip().partition(" ")
    return key.strip() if scheme.lower() == "bearer" else ""
