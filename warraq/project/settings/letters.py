"""Newsletters: the key that addresses are kept with."""

import os

from .security import SECRET_KEY

# Whoever changes it loses the addresses. A key of its own lets the secret key be changed.
NEWSLETTER_KEY = os.environ.get("WARRAQ_NEWSLETTER_KEY", "") or SECRET_KEY
