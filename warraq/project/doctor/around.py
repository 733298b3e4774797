"""What stands around the installation: caches in front, the mail server, the clock, the last backup."""

from __future__ import annotations

import json
import smtplib
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core import mail
from django.core.checks import CheckMessage, Error, Warning
from django.utils import timezone

from warraq.project.backup.making import STAMP
from warraq.project.doctor.checks import check
from warraq.stories.models import Change, Story
from warraq.stories.troubles import troubles_named

_CONNECT_SECONDS = 2.0
# No Warraq ran before.
_EARLIEST = datetime(2026, 1, 1, tzinfo=UTC)
# Nodes that share a database may differ by seconds.
_AHEAD = timedelta(minutes=2)
BACKUP_DUE = timedelta(days=7)


@check("caches", needs=("migrations",))
def caches() -> Iterator[CheckMessage]:
    """What is not reached may show readers what was withdrawn."""
    silent = {url for url in settings.PURGE_URLS if not _listens(url)}
    noted = {name.removeprefix("cache/") for name in troubles_named("cache/")}
    for name in sorted(silent | noted):
        yield Warning(
            f"The cache {name} is not reached, or takes no purges.",
            hint="Start it, or set WARRAQ_PURGE_URLS and WARRAQ_FRONTEND_CACHE right (docs/operations/edge.md).",
        )


def _listens(url: str) -> bool:
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        with socket.create_connection((parts.hostname or "", port), timeout=_CONNECT_SECONDS):
            return True
    except OSError:
        return False


@check("mail")
def mail_server() -> Iterator[CheckMessage]:
    """The server that the settings name takes our log-in."""
    if not settings.MAIL_IS_SET:
        return
    connection = mail.get_connection(timeout=_CONNECT_SECONDS)
    try:
        connection.open()
        connection.close()
    except (OSError, smtplib.SMTPException) as problem:
        yield Warning(
            f"The mail server {settings.EMAIL_HOST}:{settings.EMAIL_PORT} takes no mail from us: {problem}.",
            hint="See WARRAQ_SMTP_HOST, _PORT, _USER and _PASSWORD.",
        )


@check("clock", needs=("migrations",))
def clock() -> Iterator[CheckMessage]:
    """Embargoes and schedules are kept by it."""
    now = timezone.now()
    newest = Change.objects.order_by("-pk").values_list("made_at", flat=True).first()
    if now < _EARLIEST:
        yield Error(f"The clock says {now:%Y-%m-%d %H:%M} UTC, which is long past.", hint="Set it right.")
    elif newest is not None and newest - now > _AHEAD:
        yield Error(
            f"The clock says {now:%Y-%m-%d %H:%M} UTC, and the newest change was made at {newest:%Y-%m-%d %H:%M}.",
            hint="Have the machine follow a time server (chrony, systemd-timesyncd).",
        )


@check("backups", needs=("migrations",))
def backups() -> Iterator[CheckMessage]:
    """Where there are stories, the last backup is no week old."""
    hint = "Run `warraq backup FILE`, and have it run daily (docs/operations/backups.md)."
    made_at = _last_backup()
    if made_at is None:
        if Story.objects.exists():
            yield Warning("No backup was made from here.", hint=hint)
        return
    age = timezone.now() - made_at
    if age > BACKUP_DUE:
        yield Warning(f"The last backup is {age.days} days old.", hint=hint)


def _last_backup() -> datetime | None:
    try:
        told = json.loads((settings.STATE_DIR / STAMP).read_text(encoding="utf-8"))
        return datetime.fromisoformat(told["made_at"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
