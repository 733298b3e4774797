"""Newsletters: the key that addresses are kept with, and where letters come back to."""

import os
import re

from django.core.exceptions import ImproperlyConfigured

from warraq.fetching.asking import NotFetched
from warraq.fetching.mailbox import Address, address_in

from .security import SECRET_KEY
from .wires import MAILBOX_PASSWORDS

# Whoever changes it loses the addresses. A key of its own lets the secret key be changed.
NEWSLETTER_KEY = os.environ.get("WARRAQ_NEWSLETTER_KEY", "") or SECRET_KEY


# 64 letters may stand before the @; a stamp takes 40 of them and its + one (warraq/letters/stamps.py).
_LONGEST_LOCAL = 23
_PLAIN = re.compile(r"([A-Za-z0-9._-]+)@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")


def bounce_address(text: str) -> str:
    """Return the address that letters come back to; one without room for their stamps stops the start, by name."""
    if not text:
        return ""
    match = _PLAIN.fullmatch(text)
    if match is None or len(match[1]) > _LONGEST_LOCAL:
        raise ImproperlyConfigured(
            f"WARRAQ_BOUNCE_ADDRESS is “{text}”: give an address such as bounces@mail.example.org, with at most"
            f" {_LONGEST_LOCAL} letters before the @."
        )
    return text


def bounce_mailbox(text: str, *, address: str) -> Address | None:
    """Return the mailbox in which letters come back; one that can't be read so stops the start, by name."""
    if not text:
        return None
    if not address:
        raise ImproperlyConfigured(
            "WARRAQ_BOUNCE_MAILBOX: it needs WARRAQ_BOUNCE_ADDRESS, the address whose mail it gets."
        )
    try:
        found = address_in(text)
    except NotFetched as problem:
        raise ImproperlyConfigured(f"WARRAQ_BOUNCE_MAILBOX: {problem}") from None
    if not MAILBOX_PASSWORDS.get(found.password_name):
        raise ImproperlyConfigured(
            f"WARRAQ_BOUNCE_MAILBOX: WARRAQ_MAILBOX_PASSWORDS has no password for {found.password_name}."
        )
    return found


# The sender on letters' envelopes; each letter's has a stamp of its own before the @.
BOUNCE_ADDRESS = bounce_address(os.environ.get("WARRAQ_BOUNCE_ADDRESS", ""))
# Its mailbox, which `warraq serve` reads.
BOUNCE_MAILBOX = bounce_mailbox(os.environ.get("WARRAQ_BOUNCE_MAILBOX", ""), address=BOUNCE_ADDRESS)
