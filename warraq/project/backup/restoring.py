"""`warraq restore FILE`: a backup takes the place of what is here, whole or not at all."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

import click
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection

from warraq import __version__
from warraq.project.backup import contents, postgresql, sqlite
from warraq.project.backup.archive import read_about, read_archive
from warraq.project.backup.compression import Damaged
from warraq.project.backup.manifest import About, Missing
from warraq.project.backup.proving import Bar, create, database_member, prove_database
from warraq.project.backup.swapping import (
    Decision,
    decide,
    finish,
    forget_new,
    new_beside,
    swap_for,
)
from warraq.project.home import alone


@dataclass(frozen=True)
class Restored:
    """What was restored, what had been missing from the backup, and where what was here stands now."""

    about: About
    missing: Missing
    kept: list[Path]


def backup_restore(file: Path, *, force: bool, bar: Bar, say: Callable[[str], object]) -> Restored:
    """Put a backup in the place of what is here; a ClickException when that can't be, and nothing has changed.

    With `force` even if there are stories; what was here stands beside it afterwards in any case.
    """
    about = read_about(file)
    _refuse_strange(about)
    with alone():
        if (stories := _stories_here()) and not force:
            raise click.ClickException(f"{stories} here. With --force they are set aside, not lost.")
        moment = datetime.now(tz=UTC)
        places = _Places(about, token=f"{moment:%Y%m%dT%H%M%S%f}")
        try:
            missing = _unpack(file, about=about, places=places, bar=bar)
            kept = places.keep_dump() if stories else []
        except BaseException:
            places.forget()
            raise
        say("Putting it in place…")
        kept += places.put()
        connection.close()
        call_command("migrate", verbosity=0, interactive=False)
    return Restored(about=about, missing=missing, kept=kept)


def _refuse_strange(about: About) -> None:
    kind = contents.database_kind()
    database_member(about)
    if about.database != kind:
        raise click.ClickException(
            f"The backup has the database of {about.database}, and the settings name {kind}."
            " Set DATABASE_URL to one of the same kind."
        )
    unknown = contents.unknown_migrations(about.migrations)
    if unknown or _numbers(about.version) > _numbers(__version__):
        reason = f" (it has {unknown[-1]})" if unknown else ""
        raise click.ClickException(
            f"The backup was made by Warraq {about.version}, which is newer than {__version__}{reason}. Update first."
        )


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdecimal())


def _stories_here() -> str:
    """Return a sentence's beginning on what a restore would replace; empty for an empty database or none."""
    if contents.database_kind() == sqlite.KIND:
        return _stories_in_file(contents.database_file())
    if others := postgresql.others():
        raise click.ClickException(f"{others} other connections use the database. End what uses it.")
    try:
        with connection.cursor() as cursor:
            cursor.execute(contents.count_queries()["stories"])
            number = int(cursor.fetchone()[0])
    except DatabaseError:
        if not connection.is_usable():
            raise
        return ""  # there is no such table
    return f"There are {number:,} stories" if number else ""


def _stories_in_file(database: Path) -> str:
    connection.close()
    if not database.exists() or not database.stat().st_size:
        return ""
    try:
        with closing(sqlite3.connect(f"{database.as_uri()}?mode=rw", uri=True)) as found:
            number = found.execute(contents.count_queries()["stories"]).fetchone()[0]
    except sqlite3.DatabaseError as problem:
        return (
            "" if "no such table" in str(problem) else f"There is a database that can't be read ({problem})"
        )
    return f"There are {number:,} stories" if number else ""


def _unpack(file: Path, *, about: About, places: _Places, bar: Bar) -> Missing:
    """Unpack into new places, and prove what was unpacked."""
    places.forget()
    places.check_room()
    with bar(about.database_bytes + about.files_bytes) as told:
        found, missing = read_archive(file, take=places.take, tell=told.update)
    if found != about:
        raise Damaged(f"{file} changed while it was read.")
    prove_database(about, places.database)
    for folder in places.folders.values():
        new_beside(folder).mkdir(exist_ok=True)
    return missing


class _Places:
    """Where the members of an archive go: beside what they are to replace."""

    def __init__(self, about: About, *, token: str) -> None:
        self.about, self.token = about, token
        self.folders = contents.folders()
        self._member = database_member(about)
        self._is_sqlite = about.database == sqlite.KIND
        # A dump has no place of its own: it goes into the server.
        self._target = contents.database_file() if self._is_sqlite else settings.STATE_DIR / self._member
        self.database = new_beside(self._target)

    def check_room(self) -> None:
        """Stop when the disks have no room for a second copy, or when a folder can't be exchanged."""
        contents.room_for(self.about.database_bytes, folder=self.database.parent)
        for folder in self.folders.values():
            contents.room_for(self.about.files_bytes, folder=folder)
            if folder.is_mount():
                raise click.ClickException(
                    f"{folder} is a disk of its own and can't be exchanged. Mount it elsewhere, make {folder} a link to"
                    " a folder on it, and try again."
                )

    def take(self, name: str, size: int) -> IO[bytes]:
        """Make the file that a member goes into."""
        if name == self._member:
            return create(self.database, size=size)
        top, _, rest = name.partition("/")
        if top not in self.folders or not rest:
            raise Damaged(f"The archive has “{name}”, which is no part of a backup.")
        # As uploads are written: a server in front hands pictures out as another user.
        mode = settings.FILE_UPLOAD_PERMISSIONS or 0o600
        return create(new_beside(self.folders[top]) / rest, size=size, mode=mode)

    def keep_dump(self) -> list[Path]:
        """Keep what a server has; the file of SQLite is kept as it is exchanged."""
        if self._is_sqlite:
            return []
        kept = settings.STATE_DIR / f"database.before-{self.token}.dump"
        postgresql.dump(kept)
        return [kept]

    def put(self) -> list[Path]:
        """Put everything in place; returns what was there and stands beside it now."""
        targets = [*self.folders.values(), *([self._target] if self._is_sqlite else [])]
        swaps = [swap_for(target, token=self.token) for target in targets]
        if self._is_sqlite:
            sqlite.settle(self._target)
            decide(Decision(token=self.token, swaps=swaps))
        else:
            decide(
                Decision(token=self.token, swaps=swaps, awaits=postgresql.KIND, spare=[str(self.database)])
            )
            self._put_dump()
        finish()
        return [old for old in (Path(swap.old) for swap in swaps) if old.exists()]

    def _put_dump(self) -> None:
        try:
            postgresql.put_in_place(
                self.database,
                token=self.token,
                counts=self.about.counts,
                query_of=contents.count_queries(),
            )
        except BaseException:
            # Whether it was committed or not, the folders follow.
            finish()
            raise

    def forget(self) -> None:
        """Remove what was unpacked and did not find its place."""
        for target in (self._target, *self.folders.values()):
            forget_new(target)
