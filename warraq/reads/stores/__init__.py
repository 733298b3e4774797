"""Where heats and marks are kept: in the database, or in Redis or Valkey. Both keep the same promises."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from warraq.reads.stores.base import ReadStore, StoreGone
from warraq.reads.stores.database import DatabaseStore

__all__ = ["ReadStore", "StoreGone", "read_store"]

# Valkey speaks Redis's protocol; its addresses are told apart by name only.
_REDIS_SCHEMES = {
    "redis": "redis",
    "rediss": "rediss",
    "valkey": "redis",
    "valkeys": "rediss",
    "unix": "unix",
}


def read_store() -> ReadStore:
    """Return the store that READS_URL names; raises ImproperlyConfigured for an address of another kind."""
    return _store_at(settings.READS_URL)


@cache
def _store_at(url: str) -> ReadStore:
    if not url:
        return DatabaseStore()
    scheme, _, rest = url.partition("://")
    if scheme not in _REDIS_SCHEMES or not rest:
        raise ImproperlyConfigured(
            f"WARRAQ_READS_URL begins with “{scheme}”: reads are counted in redis://, rediss://, valkey://, "
            "valkeys:// or unix://, or without it in the database."
        )
    # Redis's client takes 8 MB of memory, which a house without Redis need not pay.
    store: ReadStore = import_module("warraq.reads.stores.redis").RedisStore(
        f"{_REDIS_SCHEMES[scheme]}://{rest}"
    )
    return store
