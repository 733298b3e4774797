"""Wagtail's admin as Warraq's desk, and what the newsroom can tune."""

import os

from .environment import number
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
WAGTAILADMIN_USER_LOGIN_FORM = "warraq.desk.forms.DeskLoginForm"

# Most read (docs/reads.md): after this many hours a read weighs half.
READS_HALF_LIFE_HOURS = number("WARRAQ_READS_HALF_LIFE_HOURS", default=6)
# Where reads are counted: redis:// or valkey://; the database without it.
READS_URL = os.environ.get("WARRAQ_READS_URL", "")
# So many reads an hour count from one address at most.
READS_PER_ADDRESS = int(number("WARRAQ_READS_PER_ADDRESS", default=30))
# How often a process writes the reads that it took down; 0 for never by itself.
READS_FLUSH_SECONDS = number("WARRAQ_READS_FLUSH_SECONDS", default=2)
# How many proxies stand before Warraq, each adding to X-Forwarded-For whom it heard from.
TRUSTED_PROXIES = int(number("WARRAQ_TRUSTED_PROXIES", default=0))
