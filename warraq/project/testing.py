"""Settings of the test suite: a state folder of its own, plain static names, fast passwords."""

import atexit
import os
import shutil
import tempfile

os.environ["WARRAQ_STATIC"] = "plain"
_folder = tempfile.mkdtemp(prefix="warraq-tests-")
os.environ["WARRAQ_HOME"] = _folder
os.environ.pop("WARRAQ_PORT", None)
atexit.register(shutil.rmtree, _folder, ignore_errors=True)

from .settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
READS_FLUSH_SECONDS = 0  # Tests write reads by `flush_reads`, within their own transaction.
