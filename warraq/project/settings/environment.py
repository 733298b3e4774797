"""Where this process runs: development, production or tests, and in which folder it keeps its state."""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

PRODUCTION = os.environ.get("WARRAQ_ENV", "development") == "production"
DEBUG = False  # Readers' error pages are ours in every environment; tracebacks go to the log.

PACKAGE_DIR = Path(__file__).resolve().parents[2]
# Everything that changes while running (database, pictures, page store) lives under one folder.
STATE_DIR = Path(os.environ.get("WARRAQ_HOME", "var")).resolve()


def secret(name: str, *, development: str) -> str:
    """Return the environment's secret `name`; production refuses to start without it, by name."""
    value = os.environ.get(name, "")
    if value:
        return value
    if PRODUCTION:
        raise ImproperlyConfigured(f"Set {name} in the environment: production does not start without it.")
    return development


def number(name: str, *, default: float) -> float:
    """Return the environment's number `name`; what is no number from 0 up stops the start, by name."""
    text = os.environ.get(name, "")
    try:
        value = float(text or default)
    except ValueError:
        value = -1
    if not 0 <= value < float("inf"):
        raise ImproperlyConfigured(f"{name} is “{text}”: it has to be a number, 0 or more.")
    return value
