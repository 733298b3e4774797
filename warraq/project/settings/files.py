"""Static files (hashed names, served by WhiteNoise) and uploaded pictures."""

import os

from .environment import PACKAGE_DIR, STATE_DIR

STATIC_URL = "/static/"
STATIC_ROOT = STATE_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = STATE_DIR / "media"
LOCALE_PATHS = [PACKAGE_DIR / "locale"]

# Tests use plain names, so that they need no collectstatic; everything else uses hashed names and far expiry.
_HASHED = os.environ.get("WARRAQ_STATIC", "hashed") == "hashed"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # What agencies sent and no story has taken yet; nothing serves it.
    "sent": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": STATE_DIR / "sent"},
    },
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if _HASHED
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not _HASHED
WHITENOISE_KEEP_ONLY_HASHED_FILES = False
# Wagtail's own bundles name source maps that it does not ship; a missing one is no reason to stop.
WHITENOISE_MANIFEST_STRICT = False

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # a story with a long StreamField body has many
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "warraq.pages.finders.StylesFinder",
]
