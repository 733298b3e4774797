"""Waiting for the outbox without polling it: SQLite's data_version, PostgreSQL's LISTEN and NOTIFY."""

from __future__ import annotations

import time
from typing import Any, Protocol

from django.db import connection

CHANNEL = "warraq_changes"
# SQLite tells of others' commits only when asked; asking reads one page of shared memory.
_LOOK_SECONDS = 0.02


class Wakeups(Protocol):
    """Sleeps until something was committed."""

    def wait(self, seconds: float) -> bool:
        """Return True as soon as there may be news, False after `seconds` without any."""


class SqliteWakeups:
    """Watches `PRAGMA data_version`, which changes when another connection commits."""

    def __init__(self) -> None:
        self._version = self._look()

    def wait(self, seconds: float) -> bool:
        """Return True as soon as another connection has committed."""
        give_up_at = time.monotonic() + seconds
        while True:
            version = self._look()
            if version != self._version:
                self._version = version
                return True
            if time.monotonic() >= give_up_at:
                return False
            time.sleep(_LOOK_SECONDS)

    def _look(self) -> int:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA data_version")
            return int(cursor.fetchone()[0])


class PostgresWakeups:
    """Listens on the channel that `notify` speaks on."""

    def __init__(self) -> None:
        self._listening: object = None
        self._listen()

    def wait(self, seconds: float) -> bool:
        """Return True as soon as a notice came, or may have been missed because Django connected anew."""
        if self._listening is not connection.connection:
            self._listen()
            return True
        session: Any = connection.connection
        for _ in session.notifies(timeout=seconds, stop_after=1):
            return True
        return False

    def _listen(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"LISTEN {CHANNEL}")
        self._listening = connection.connection


def wakeups() -> Wakeups:
    """Return what fits the database, on this thread's connection."""
    connection.ensure_connection()
    return PostgresWakeups() if connection.vendor == "postgresql" else SqliteWakeups()


def in_commit_order() -> None:
    """Let rows written after this, in this transaction, be numbered in the order in which they are committed.

    Whoever reads the outbox by number would else miss a row that was numbered early and committed late. SQLite has
    one writer at a time anyhow. The notice is delivered at the commit.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtext(%s)), pg_notify(%s, '')", [CHANNEL, CHANNEL]
            )
