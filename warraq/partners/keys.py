"""The key that a partner sends. Pure."""

from __future__ import annotations

from warraq.common.keys import bearer_key

LONGEST_KEY = 100


def key_in(header: str) -> str | None:
    """Return the key in an `Authorization: Bearer ...` header; None for anything that can't be one of ours."""
    key = bearer_key(header)
    return key if key.isascii() and 0 < len(key) <= LONGEST_KEY else None
