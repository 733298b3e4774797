"""Caches in front of this node, which are told what changed (warraq.pages.pressing.purges)."""

import json
import os
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured


def addresses(name: str) -> tuple[str, ...]:
    """Return the addresses in the environment's list `name`, apart by commas; a wrong one stops the start, by name."""
    found = tuple(text.strip() for text in os.environ.get(name, "").split(",") if text.strip())
    for url in found:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ImproperlyConfigured(
                f"{name} has “{url}”: it needs addresses such as http://127.0.0.1:6081."
            )
    return found


def caches(name: str) -> dict[str, dict[str, Any]]:
    """Return Wagtail's caches by name, from JSON; what is no JSON object stops the start, by name."""
    text = os.environ.get(name, "")
    try:
        found = json.loads(text or "{}")
    except ValueError:
        found = None
    if not isinstance(found, dict) or not all(isinstance(cache, dict) for cache in found.values()):
        raise ImproperlyConfigured(f"{name} is no JSON object with an object for each cache.")
    return found


# Varnish servers that are purged by surrogate key.
PURGE_URLS = addresses("WARRAQ_PURGE_URLS")
# Caches that are purged by address, as Wagtail writes them:
# {"cloudflare": {"BACKEND": "wagtail.contrib.frontend_cache.backends.CloudflareBackend", "ZONEID": …}}
WAGTAILFRONTENDCACHE = caches("WARRAQ_FRONTEND_CACHE")
