"""Who is told when a story appears, changes or goes; nobody without these settings."""

import os

from django.core.exceptions import ImproperlyConfigured

# WebSub hubs, with spaces between them.
WEBSUB_HUBS = tuple(os.environ.get("WARRAQ_WEBSUB_HUBS", "").split())
for _hub in WEBSUB_HUBS:
    if not _hub.startswith(("https://", "http://")):
        raise ImproperlyConfigured(f"WARRAQ_WEBSUB_HUBS: “{_hub}” is no address of a hub.")

# 8 to 128 letters, digits and dashes: IndexNow reads it at /KEY.txt of each site.
INDEXNOW_KEY = os.environ.get("WARRAQ_INDEXNOW_KEY", "")
if INDEXNOW_KEY and not (
    8 <= len(INDEXNOW_KEY) <= 128 and INDEXNOW_KEY.isascii() and INDEXNOW_KEY.replace("-", "").isalnum()
):
    raise ImproperlyConfigured("WARRAQ_INDEXNOW_KEY: give 8 to 128 letters, digits and dashes.")
INDEXNOW_URL = os.environ.get("WARRAQ_INDEXNOW_URL", "https://api.indexnow.org/indexnow")
