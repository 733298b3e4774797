"""SQLite in WAL mode by default; PostgreSQL when DATABASE_URL says so."""

import os
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from .environment import STATE_DIR

# WAL: readers never wait for the writer. FULL: an acknowledged save survives a power cut. Each connection may cache
# 8 MB; the busy time-out stands in for a queue; IMMEDIATE transactions fail at their start rather than at their end.
SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-8000;"
    " PRAGMA temp_store=MEMORY; PRAGMA journal_size_limit=67108864;"
)


def sqlite(path: str) -> dict[str, Any]:
    """Return the configuration of an SQLite file."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        # Opening costs more than most queries; and data_version can only be compared within one connection.
        "CONN_MAX_AGE": None,
        "OPTIONS": {"timeout": 2, "transaction_mode": "IMMEDIATE", "init_command": SQLITE_PRAGMAS},
    }


def from_url(url: str) -> dict[str, Any]:
    """Turn `postgresql://user:password@host:port/name?option=value` or `sqlite:///path` into Django's dict."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return sqlite(unquote(parts.path.removeprefix("/")) or ":memory:")
    if parts.scheme not in ("postgres", "postgresql"):
        raise ImproperlyConfigured(
            f"DATABASE_URL begins with “{parts.scheme}:”: Warraq knows postgresql: and sqlite:."
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": dict(parse_qsl(parts.query)),
    }


_url = os.environ.get("DATABASE_URL", "")
DATABASES = {"default": from_url(_url) if _url else sqlite(str(STATE_DIR / "warraq.sqlite3"))}
