"""The database: reached, migrated, kept as it should be."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.core.checks import CheckMessage, Error, Warning
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from warraq.project.doctor.checks import check

DATABASE_AWAY = "The database can't be used"
# What Debian 12 has and the tests run on; Django itself refuses what is older than 14.
_TESTED_POSTGRESQL = 15
_CLOCKS_APART = timedelta(seconds=5)


@check("database", needs=("state folder",))
def reached() -> Iterator[CheckMessage]:
    """Without it the desk is closed, and readers get what was pressed before."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as problem:
        yield Error(f"{DATABASE_AWAY}: {str(problem).strip()}.", hint="Check DATABASE_URL.")


@check("migrations", needs=("database",))
def migrated() -> Iterator[CheckMessage]:
    """Code and tables have to be of one version."""
    executor = MigrationExecutor(connection)
    pending = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if pending:
        yield Error(f"{pending} migrations are not applied.", hint="Run `warraq manage migrate`.")


@check("write-ahead log", needs=("database",))
def written_ahead() -> Iterator[CheckMessage]:
    """With another journal of SQLite's readers and writers shut each other out."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        mode = cursor.fetchone()[0]
    if mode not in ("wal", "memory"):
        yield Warning(
            f"SQLite keeps the journal “{mode}” instead of a write-ahead log.",
            hint="Put the database on a local disk (no network folder), end what has it open, and start again.",
        )


@check("integrity", needs=("database",))
def whole() -> Iterator[CheckMessage]:
    """SQLite looks at each page of its file."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA quick_check(1)")
        found = cursor.fetchone()[0]
    if found != "ok":
        yield Error(
            f"The database is damaged: {' '.join(found.split())}.",
            hint="End `warraq serve`, look at the disk, and `warraq restore` the last backup.",
        )


@check("database server", needs=("database",))
def server() -> Iterator[CheckMessage]:
    """PostgreSQL's version and clock."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int / 10000, clock_timestamp()")
        version, moment = cursor.fetchone()
    if version < _TESTED_POSTGRESQL:
        yield Warning(
            f"PostgreSQL {version} is older than what Warraq is tested with.",
            hint=f"Move to {_TESTED_POSTGRESQL} or newer.",
        )
    apart = abs(moment - timezone.now())
    if apart > _CLOCKS_APART:
        yield Error(
            f"The clocks of this machine and of the database's differ by {apart.total_seconds():.0f} s.",
            hint="Have both follow a time server (chrony, systemd-timesyncd).",
        )
