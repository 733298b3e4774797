"""Secrets, sessions and headers."""

import os

from .environment import PRODUCTION, number, secret
from .mail import MAIL_IS_SET
from .network import PUBLIC_SCHEME

SECRET_KEY = secret("WARRAQ_SECRET_KEY", development="development-only-not-a-secret-0123456789abcdef")

_HTTPS = PUBLIC_SCHEME == "https"
SESSION_COOKIE_SECURE = _HTTPS
CSRF_COOKIE_SECURE = _HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "warraq.desk.safety.stale.stale_form"
# Each host has cookies of its own; the prefix has browsers refuse one that a neighbouring host would plant.
if _HTTPS:
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
# A forgotten password is asked for at most so often (warraq.desk.safety.throttle); without mail it is not offered.
WAGTAIL_PASSWORD_RESET_ENABLED = MAIL_IS_SET
WAGTAILADMIN_USER_PASSWORD_RESET_FORM = "warraq.desk.forms.DeskPasswordResetForm"  # noqa: S105
PASSWORD_RESET_TIMEOUT = 3600

# Documents are judged by what is in them, and readers' browsers keep them rather than show them.
WAGTAILDOCS_DOCUMENT_FORM_BASE = "warraq.desk.safety.documents.CheckedDocumentForm"
WAGTAILDOCS_INLINE_CONTENT_TYPES: list[str] = []
WAGTAILDOCS_MAX_UPLOAD_SIZE = 50 * 1024 * 1024
# The desk's sessions: so long at most, and so long with nobody before the window.
DESK_PREFIX = "/desk/"
SESSION_COOKIE_AGE = int(number("WARRAQ_DESK_SESSION_DAYS", default=14) * 24 * 3600)
DESK_IDLE_SECONDS = int(number("WARRAQ_DESK_IDLE_HOURS", default=10) * 3600)

# The second factor (docs/operations/safety.md). Our own pauses end; the package's would grow without end.
OTP_TOTP_THROTTLE_FACTOR = 0
OTP_STATIC_THROTTLE_FACTOR = 0
OTP_WEBAUTHN_ALLOW_PASSWORDLESS_LOGIN = False
OTP_WEBAUTHN_RP_NAME = "ورّاق"
OTP_WEBAUTHN_RP_ID_CALLABLE = "warraq.desk.safety.passkeys.relying_party"
OTP_WEBAUTHN_HELPER_CLASS = "warraq.desk.safety.passkeys.PasskeyHelper"
# The domain that passkeys are bound to, when the desk is used at several hosts of it; else each host has its own.
PASSKEY_DOMAIN = os.environ.get("WARRAQ_PASSKEY_DOMAIN", "")
# The package asks for a list; which origin is allowed follows from the request (PasskeyHelper), so none of it counts.
OTP_WEBAUTHN_ALLOWED_ORIGINS = [f"{PUBLIC_SCHEME}://localhost"]
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_HSTS_SECONDS = 31_536_000 if _HTTPS and PRODUCTION else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _HTTPS else None
X_FRAME_OPTIONS = "SAMEORIGIN"

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
