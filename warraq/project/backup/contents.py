"""What a backup holds: the settings' database, counted and queried by its models, and the folders of its files."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import click
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.files.storage import FileSystemStorage, storages
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import FileField, Model
from wagtail.documents.models import Document

from warraq.network.models import Edition
from warraq.project.backup import postgresql, sqlite
from warraq.stories.models import Picture, Placement, Story


class Copy(Protocol):
    """A consistent copy of the database in one file."""

    file: Path
    version: str

    def rows(self, query: str) -> Iterator[tuple[Any, ...]]:
        """Return what stands in the copy."""


@dataclass(frozen=True)
class Found:
    """A file to be kept: its name in the archive, its path, its bytes."""

    name: str
    path: Path
    size: int


def database_kind() -> str:
    """Return what the settings' database is: `sqlite` or `postgresql`."""
    return connection.vendor


def database_file() -> Path:
    """Return the settings' SQLite file; a ClickException for one in memory."""
    name = str(connection.settings_dict["NAME"])
    if name == ":memory:" or name.startswith("file:"):
        raise click.ClickException("The database is kept in memory alone: there is nothing to keep.")
    return Path(name).absolute()


def database_member(kind: str) -> str:
    """Return the name that a database's copy has in an archive."""
    return sqlite.MEMBER if kind == sqlite.KIND else postgresql.MEMBER


def database_size() -> int:
    """Return how many bytes a copy of the database takes at most."""
    return sqlite.size_of(database_file()) if database_kind() == sqlite.KIND else postgresql.size_of()


def database_copy(*, into: Path, tell: Callable[[int], object]) -> AbstractContextManager[Copy]:
    """Copy the database as it is at one moment; `tell` hears of bytes."""
    if database_kind() == sqlite.KIND:
        return sqlite.copied(database_file(), into=into, tell=tell)
    return postgresql.copied(into=into, tell=tell)


def count_queries() -> dict[str, str]:
    """Return what is counted in a backup, each with its query."""
    counted: dict[str, type[Model]] = {
        "stories": Story,
        "placements": Placement,
        "pictures": Picture,
        "documents": Document,
        "editions": Edition,
        "users": get_user_model(),
    }
    return {name: f'SELECT count(*) FROM "{model._meta.db_table}"' for name, model in counted.items()}  # noqa: S608


def counts_of(copy: Copy) -> dict[str, int]:
    """Return how much of everything stands in a copy."""
    return {name: int(next(iter(copy.rows(query)))[0]) for name, query in count_queries().items()}


def migrations_of(copy: Copy) -> list[str]:
    """Return the migrations that a copy was brought to, as `app.name`."""
    table = MigrationRecorder.Migration._meta.db_table
    return sorted(f"{app}.{name}" for app, name in copy.rows(f'SELECT app, name FROM "{table}"'))  # noqa: S608


def folders() -> dict[str, Path]:
    """Return the folders whose files are kept, by their name in the archive."""
    return {name: _location(name) for name in ("media", "sent")}


def _location(name: str) -> Path:
    storage = storages["default" if name == "media" else name]
    if not isinstance(storage, FileSystemStorage):
        raise click.ClickException(
            f"The storage “{name}” is no folder: pictures that are kept elsewhere are to be backed up there."
        )
    # A folder may be a link to another disk.
    return Path(storage.location).resolve()


def files() -> Iterator[Found]:
    """Return every file of those folders that is there now."""
    for name, folder in folders().items():
        for path, size in _walked(folder, seen=set()):
            yield Found(name=f"{name}/{path.relative_to(folder).as_posix()}", path=path, size=size)


def _walked(folder: Path, *, seen: set[tuple[int, int]]) -> Iterator[tuple[Path, int]]:
    """Return the files of a folder, through links too, each folder once."""
    try:
        status = folder.stat()
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except FileNotFoundError:
        return
    if (status.st_dev, status.st_ino) in seen:
        return
    seen.add((status.st_dev, status.st_ino))
    for entry in entries:
        try:
            if entry.is_dir():
                yield from _walked(Path(entry.path), seen=seen)
            elif entry.is_file():
                yield Path(entry.path), entry.stat().st_size
        except FileNotFoundError:
            continue


def files_named(copy: Copy) -> Iterator[str]:
    """Return the files that a copy of the database names, by their names in the archive."""
    for name, query in _file_queries():
        yield from (f"{name}/{row[0]}" for row in copy.rows(query))


def _file_queries() -> Iterator[tuple[str, str]]:
    places = {path: name for name, path in folders().items()}
    for model in apps.get_models():
        for field in model._meta.local_fields:
            if isinstance(field, FileField) and isinstance(field.storage, FileSystemStorage):
                name = places.get(Path(field.storage.location).resolve())
                if name is not None:
                    column, table = field.column, model._meta.db_table
                    yield name, f'SELECT "{column}" FROM "{table}" WHERE "{column}" <> \'\''  # noqa: S608


def unknown_migrations(migrations: list[str]) -> list[str]:
    """Return those of an archive's migrations that this Warraq does not know."""
    loader = MigrationLoader(None)
    known = {f"{app}.{name}" for app, name in loader.disk_migrations}
    replaced = {
        f"{app}.{name}" for migration in loader.disk_migrations.values() for app, name in migration.replaces
    }
    return [name for name in migrations if name not in known | replaced]


def free_bytes(folder: Path) -> int:
    """Return how many bytes may still be written beside the files of a folder, which may not exist yet."""
    nearest = next(parent for parent in (folder, *folder.parents) if parent.exists())
    status = os.statvfs(nearest)
    return status.f_bavail * status.f_frsize


def room_for(needed: int, *, folder: Path) -> None:
    """Stop when the disk of a folder has not so many bytes left."""
    free = free_bytes(folder)
    if free < needed:
        raise click.ClickException(
            f"{folder} has {in_megabytes(free)} left; {in_megabytes(needed)} may be needed."
            " Make room, or take another disk."
        )


def in_megabytes(size: int) -> str:
    """Return a size for people: in MB (10^6 bytes)."""
    return f"{size / 1_000_000:,.1f} MB"
