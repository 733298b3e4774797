"""Wagtail's admin as Warraq's desk, and what the newsroom can tune."""

import os

from .network import PUBLIC_PORT, PUBLIC_SCHEME

WAGTAIL_SITE_NAME = "ورّاق"
WAGTAILADMIN_BASE_URL = f"{PUBLIC_SCHEME}://localhost" + (f":{PUBLIC_PORT}" if PUBLIC_PORT else "")
WAGTAILIMAGES_IMAGE_MODEL = "stories.Picture"
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 60_000_000
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "pdf", "pptx", "txt", "xlsx", "zip"]
WAGTAIL_I18N_ENABLED = False
WAGTAIL_ENABLE_UPDATE_CHECK = False  # no telemetry
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None  # no telemetry
WAGTAILADMIN_PERMITTED_LANGUAGES = [("ar", "العربية"), ("en", "English")]
WAGTAILADMIN_UNSAFE_PAGE_DELETION_LIMIT = 5
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database", "AUTO_UPDATE": False}}
LOGIN_URL = "wagtailadmin_login"

# Most read: after this many hours without readers a story's score is halved.
READS_HALF_LIFE_HOURS = float(os.environ.get("WARRAQ_READS_HALF_LIFE_HOURS", "6"))
