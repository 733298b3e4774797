"""The interface is Arabic; each edition chooses its own variety of Arabic for dates and digits."""

from .environment import PACKAGE_DIR

LANGUAGE_CODE = "ar"
LANGUAGES = [("ar", "العربية"), ("en", "English")]
USE_I18N = True
USE_TZ = True
# Our words before those of the packages that we use.
LOCALE_PATHS = [PACKAGE_DIR / "locale"]
FORMAT_MODULE_PATH = "warraq.desk.formats"
# Moments are kept in UTC; each edition shows them in its own zone.
TIME_ZONE = "UTC"
