"""Is everything there that serving needs? Each fault is one sentence with its remedy."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import click
from django.conf import settings
from django.core.checks import run_checks
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from warraq.network.models import Edition
from warraq.stories import selectors
from warraq.stories.scheduling import Alarm, Verb

DATABASE_AWAY = "The database can't be used"


def faults() -> list[str]:
    """Return what stands in the way of serving; empty when nothing does."""
    found = [*_state_faults(), *_static_faults()]
    try:
        pending = _pending_migrations()
    except DatabaseError as problem:
        return [*found, f"{DATABASE_AWAY}: {str(problem).strip()}. Check DATABASE_URL."]
    if pending:
        return [*found, f"{pending} migrations are not applied. Run `warraq manage migrate`."]
    return [
        *found,
        *_network_faults(),
        *(str(message.msg) for message in run_checks() if message.is_serious()),
    ]


def alarms() -> list[str]:
    """Return what the newsroom must look at though serving goes on: schedules that are late or failed."""
    try:
        raised = selectors.alarms(now=timezone.now())
    except DatabaseError:
        return []  # `faults` tells of the database
    return [_alarm_sentence(alarm) for alarm in raised]


def _alarm_sentence(alarm: Alarm) -> str:
    key = alarm.due.key
    subject = selectors.scheduled_object(key)
    name = f"“{subject}” ({key.object_id})" if subject is not None else key.object_id
    done = "published" if key.verb is Verb.PUBLISH else "taken down"
    sentence = f"{name} should have been {done} at {alarm.due.due_at:%Y-%m-%d %H:%M:%S} UTC"
    if alarm.problem:
        return f"{sentence}; tried {alarm.tries} times, last: {alarm.problem}. Mend it, or unschedule it."
    return f"{sentence}. Is `warraq serve` running?"


def ready_to_serve(*, host: str, port: int) -> None:
    """Stop with the first fault, or when the port is taken.

    A database that is away is no reason to keep readers waiting for what was pressed before.
    """
    found = faults()
    if found and not (found[0].startswith(DATABASE_AWAY) and (settings.PRESS_DIR / "store.sqlite3").exists()):
        raise click.ClickException(found[0])
    if found:
        click.echo(f"{found[0]} Serving what was pressed before.", err=True)
    port_is_free(host=host, port=port)


def port_is_free(*, host: str, port: int) -> None:
    """Stop when something listens on the port already."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as problem:
            raise click.ClickException(
                f"Port {port} on {host} can't be used ({problem.strerror}). Choose another with --port or PORT=."
            ) from None


def _state_faults() -> list[str]:
    folder: Path = settings.STATE_DIR
    nearest = next(parent for parent in (folder, *folder.parents) if parent.exists())
    if not os.access(nearest, os.W_OK):
        return [f"The folder {folder} can't be written. Set WARRAQ_HOME to one that can."]
    return []


def _static_faults() -> list[str]:
    if settings.WHITENOISE_USE_FINDERS or (settings.STATIC_ROOT / "staticfiles.json").exists():
        return []
    return ["Static files are not collected. Run `warraq manage collectstatic --no-input`."]


def _network_faults() -> list[str]:
    without = [edition.name for edition in Edition.objects.filter(hosts=None)]
    return [f"The edition “{name}” has no host: nobody can reach it." for name in without]


def _pending_migrations() -> int:
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
