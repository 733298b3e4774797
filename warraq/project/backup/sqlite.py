"""Copying an SQLite database while others write, and proving a copy."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import click

from warraq.project.backup.compression import Damaged

KIND, MEMBER = "sqlite", "database.sqlite3"
# 8 MB a step: progress is told, and a kill is heard.
_PAGES = 2_000
_BUSY_SECONDS = 10.0


class SQLiteCopy:
    """A consistent copy in a file of its own."""

    def __init__(self, file: Path, connection: sqlite3.Connection) -> None:
        self.file = file
        self.version = sqlite3.sqlite_version
        self._connection = connection

    def rows(self, query: str) -> Iterator[tuple[Any, ...]]:
        """Return what stands in the copy."""
        yield from self._connection.execute(query)


@contextmanager
def copied(database: Path, *, into: Path, tell: Callable[[int], object]) -> Iterator[SQLiteCopy]:
    """Copy a database that others write to, examine the copy, and give it; `tell` hears of bytes.

    One read transaction is held from the first page to the last, so that the copy is of one moment and is not begun
    anew with each write. Writers of a WAL database go on meanwhile; the WAL grows until the copy is made.
    """
    into.unlink(missing_ok=True)
    into.touch(mode=0o600)
    with closing(_opened(database)) as source, closing(sqlite3.connect(into, isolation_level=None)) as target:
        source.execute("PRAGMA journal_mode=WAL")
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        page = source.execute("PRAGMA page_size").fetchone()[0]
        left = source.execute("PRAGMA page_count").fetchone()[0]

        def progress(_: int, remaining: int, total: int) -> None:
            nonlocal left
            tell((left - remaining) * page)
            left = remaining

        target.execute("PRAGMA synchronous=OFF")
        source.backup(target, pages=_PAGES, progress=progress, sleep=0)
        source.execute("ROLLBACK")
        # One file, without a WAL beside it.
        target.execute("PRAGMA journal_mode=DELETE")
        examine(target)
        yield SQLiteCopy(into, target)


def size_of(database: Path) -> int:
    """Return how many bytes a copy of the database may take."""
    wal = database.with_name(database.name + "-wal")
    return database.stat().st_size + (wal.stat().st_size if wal.exists() else 0)


def prove(file: Path, *, counts: Mapping[str, int], query_of: Mapping[str, str]) -> None:
    """Open a copy and compare what stands in it with what it should have; Damaged when it is not that."""
    try:
        with closing(_opened(file)) as connection:
            examine(connection)
            for name, query in query_of.items():
                found = connection.execute(query).fetchone()[0]
                if found != counts.get(name):
                    raise Damaged(f"The database's copy has {found} {name} instead of {counts.get(name)}.")
    except sqlite3.Error as problem:
        raise Damaged(f"The database's copy can't be used: {problem}.") from None


def examine(connection: sqlite3.Connection) -> None:
    """Have SQLite look at every page and index; a ClickException with what it finds."""
    found = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if found != "ok":
        raise Damaged(
            f"The database's copy is damaged: {found}. See `warraq doctor` for the database itself."
        )


def settle(database: Path) -> None:
    """Bring everything from the WAL into the file, so far as the file can be read."""
    if not database.exists():
        return
    try:
        with closing(_opened(database)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.Error as problem:
        click.echo(f"The old database can't be read ({problem}); it is set aside as it is.", err=True)


def _opened(database: Path) -> sqlite3.Connection:
    return sqlite3.connect(
        f"file:{quote(str(database))}?mode=rw", uri=True, isolation_level=None, timeout=_BUSY_SECONDS
    )
