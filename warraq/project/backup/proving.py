"""`warraq backup --check FILE`, and what a restore unpacks: the archive read whole, its database opened."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from warraq.project.backup import contents, postgresql, sqlite
from warraq.project.backup.archive import read_about, read_archive
from warraq.project.backup.compression import Damaged
from warraq.project.backup.manifest import About, Missing

# Gives what hears of bytes that are done (`update`), as click's progress bar.
Bar = Callable[[int], Any]
_KINDS = (sqlite.KIND, postgresql.KIND)


@dataclass(frozen=True)
class Proof:
    """What an archive was found to be."""

    about: About
    missing: Missing


def backup_check(file: Path, *, bar: Bar) -> Proof:
    """Read an archive whole, prove each digest, open its database and count; Damaged when anything is wrong."""
    about = read_about(file)
    kept = database_member(about)
    with tempfile.TemporaryDirectory(prefix=".warraq-check-", dir=_folder_for(file)) as folder:
        database = Path(folder) / kept

        def take(name: str, size: int) -> IO[bytes]:
            return create(database, size=size) if name == kept else Path(os.devnull).open("wb")

        with bar(about.database_bytes + about.files_bytes) as told:
            about, missing = read_archive(file, take=take, tell=told.update)
        prove_database(about, database)
    return Proof(about=about, missing=missing)


def _folder_for(file: Path) -> Path | None:
    """Return the archive's folder, on whose disk there is room; None for the system's own where it can't be written."""
    return file.parent if os.access(file.parent, os.W_OK) else None


def database_member(about: About) -> str:
    """Return the name of an archive's database; Damaged for a kind that is not known here."""
    if about.database not in _KINDS:
        raise Damaged(f"The archive has a database of a kind that is not known here: {about.database}.")
    return contents.database_member(about.database)


def prove_database(about: About, file: Path) -> None:
    """Open an unpacked copy of the database and compare it with what the archive says; Damaged when it is not that."""
    if not file.exists():
        raise Damaged("The archive has no copy of a database.")
    if about.database == sqlite.KIND:
        sqlite.prove(file, counts=about.counts, query_of=contents.count_queries())
    else:
        postgresql.prove(file)


def create(path: Path, *, size: int, mode: int = 0o600) -> IO[bytes]:
    """Make a new file for so many bytes; Damaged when an archive has it twice or as a folder too."""
    contents.room_for(size, folder=path.parent)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, mode)
    except (FileExistsError, NotADirectoryError):
        raise Damaged(f"The archive has “{path.name}” twice.") from None
    os.fchmod(descriptor, mode)  # whatever the umask says
    return os.fdopen(descriptor, "wb")
