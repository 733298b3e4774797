"""Where wires may come from."""

import json
import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def passwords(name: str) -> dict[str, str]:
    """Return the environment's passwords `name`, from JSON; anything else stops the start, by name."""
    try:
        found = json.loads(os.environ.get(name, "") or "{}")
    except ValueError:
        found = None
    if not isinstance(found, dict) or not all(isinstance(each, str) for each in found.values()):
        raise ImproperlyConfigured(f"{name} is no JSON object with a password for each mailbox.")
    return found


# Folders that sources may be told to watch, with `:` between them; none without.
WIRE_FOLDERS = [Path(path) for path in os.environ.get("WARRAQ_WIRE_FOLDERS", "").split(os.pathsep) if path]
# Hosts within a private network that may be asked all the same (a feed of a sister house), with spaces between them.
FETCH_TRUSTED_HOSTS = frozenset(os.environ.get("WARRAQ_FETCH_TRUSTED_HOSTS", "").lower().split())
# Passwords of mailboxes by whose and where they are: {"wires@imap.example.org": "…"}. The desk chooses a mailbox by its
# address and never sees a password; one of another host is not sent there, whatever an address says.
MAILBOX_PASSWORDS = passwords("WARRAQ_MAILBOX_PASSWORDS")
