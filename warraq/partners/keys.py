"""Keys of partners. Pure but for the randomness: a key is long enough that its bare digest can't be guessed."""

from __future__ import annotations

import secrets
from hashlib import sha256

_KEY_BYTES = 32
LONGEST_KEY = 100


def new_key() -> str:
    """Return a key that nobody has."""
    return secrets.token_urlsafe(_KEY_BYTES)


def digest_of(key: str) -> str:
    """Return what is kept of a key: 64 hexadecimal digits."""
    return sha256(key.encode()).hexdigest()


def key_in(header: str) -> str | None:
    """Return the key in an `Authorization: Bearer ...` header (RFC 6750); None for anything else."""
    scheme, _, key = header.strip().partition(" ")
    key = key.strip()
    if scheme.lower() != "bearer" or not key.isascii() or not 0 < len(key) <= LONGEST_KEY:
        return None
    return key
