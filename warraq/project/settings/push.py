"""Notices to readers' browsers; without a key nobody is offered any."""

import os

from django.core.exceptions import ImproperlyConfigured

from warraq.outlets.push.keys import NotAKey, public_key_of

# As `warraq push keys` prints it. With another key all subscriptions are lost.
VAPID_PRIVATE_KEY = os.environ.get("WARRAQ_VAPID_PRIVATE_KEY", "")
# Whom push services turn to when something is wrong with what we send.
VAPID_SUBJECT = os.environ.get("WARRAQ_VAPID_SUBJECT", "")
try:
    PUSH_PUBLIC_KEY = public_key_of(VAPID_PRIVATE_KEY) if VAPID_PRIVATE_KEY else ""
except NotAKey as problem:
    raise ImproperlyConfigured(f"WARRAQ_VAPID_PRIVATE_KEY: {problem}") from None
if PUSH_PUBLIC_KEY and not VAPID_SUBJECT.startswith(("mailto:", "https://")):
    raise ImproperlyConfigured(
        "WARRAQ_VAPID_SUBJECT: give an address that push services can write to, such as mailto:web@example.org."
    )
# Hosts of push services within a private network, which may speak http, with spaces between them.
PUSH_TRUSTED_HOSTS = frozenset(os.environ.get("WARRAQ_PUSH_TRUSTED_HOSTS", "").lower().split())
