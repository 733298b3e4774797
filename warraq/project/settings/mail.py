"""Mail, through a server of the newsroom's; without one nothing is sent and no screen offers to."""

import os

from .environment import number

EMAIL_HOST = os.environ.get("WARRAQ_SMTP_HOST", "")
EMAIL_PORT = int(number("WARRAQ_SMTP_PORT", default=587))
EMAIL_HOST_USER = os.environ.get("WARRAQ_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("WARRAQ_SMTP_PASSWORD", "")
EMAIL_USE_SSL = EMAIL_PORT == 465
EMAIL_USE_TLS = not EMAIL_USE_SSL
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = os.environ.get("WARRAQ_MAIL_FROM", "warraq@localhost")
MAIL_IS_SET = bool(EMAIL_HOST)
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if MAIL_IS_SET
    else "django.core.mail.backends.dummy.EmailBackend"
)
