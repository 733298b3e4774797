"""`warraq backup FILE`: while the server runs and editors write."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import IO, Any

import click
from django.conf import settings

from warraq import __version__
from warraq.project.backup import contents
from warraq.project.backup.archive import Writer, writing
from warraq.project.backup.manifest import MOST_NAMED, About, Missing
from warraq.project.home import sync_folder, used

STAMP = "backup.stamp"
# What headers, the manifest and the server beside us may want.
_SPARE_BYTES = 64_000_000

# For so many bytes of work, gives what hears of those that are done (`update`), as click's progress bar.
Bar = Callable[[int], Any]


@dataclass(frozen=True)
class Made:
    """A backup that stands: what it is, what was missing, its bytes."""

    about: About
    missing: Missing
    size: int


@dataclass(frozen=True)
class Sizes:
    """How many bytes there are to keep."""

    database: int
    files: int

    @property
    def work(self) -> int:
        """Bytes that are copied or written until all is done."""
        return 2 * self.database + self.files

    @property
    def room(self) -> int:
        """Bytes on the disk: the database's copy, and an archive of it, of half its size at most, and of the files."""
        return self.database + self.database // 2 + self.files + _SPARE_BYTES


def backup_make(file: Path, *, force: bool, bar: Bar) -> Made:
    """Write a backup to FILE.new and move it to FILE; a ClickException when that can't be, and nothing has changed.

    With `force` a FILE that stands already is replaced.
    """
    file = file.absolute()
    if not file.parent.is_dir():
        raise click.ClickException(f"There is no folder {file.parent}.")
    _refuse_to_overwrite(file, force=force)
    with used(), _new_file(file) as new:
        sizes = Sizes(database=contents.database_size(), files=sum(found.size for found in contents.files()))
        contents.room_for(sizes.room, folder=file.parent)
        about, missing = _write(new, file=file, sizes=sizes, bar=bar)
        new.flush()
        os.fsync(new.fileno())
        _refuse_to_overwrite(file, force=force)
        size = os.fstat(new.fileno()).st_size
        _new_name(file).replace(file)
        sync_folder(file.parent)
    _write_stamp(file, about=about, size=size)
    return Made(about=about, missing=missing, size=size)


def _write(new: IO[bytes], *, file: Path, sizes: Sizes, bar: Bar) -> tuple[About, Missing]:
    copy_file = file.with_name(f"{file.name}.copy")
    notes = _Notes()
    try:
        with bar(sizes.work) as told:
            moment = datetime.now(tz=UTC)
            with contents.database_copy(into=copy_file, tell=told.update) as copy:
                about = _about(copy, moment=moment, sizes=sizes)
                missing = partial(notes.missing, copy)
                with writing(new, about=about, missing=missing, tell=told.update) as writer:
                    writer.add_path(contents.database_member(about.database), copy_file)
                    notes.add_files(writer)
    finally:
        copy_file.unlink(missing_ok=True)
    return about, notes.found


def _about(copy: contents.Copy, *, moment: datetime, sizes: Sizes) -> About:
    return About(
        version=__version__,
        made_at=moment.isoformat(timespec="seconds"),
        database=contents.database_kind(),
        database_version=copy.version,
        migrations=contents.migrations_of(copy),
        counts=contents.counts_of(copy),
        database_bytes=copy.file.stat().st_size,
        files_bytes=sizes.files,
    )


class _Notes:
    """Which files were written, and which of those that the database names were not."""

    def __init__(self) -> None:
        # Numbers rather than names: an archive may have millions.
        self._written: set[int] = set()
        self.found = Missing(count=0, names=[])

    def add_files(self, writer: Writer) -> None:
        """Write every file that is still there when its turn comes."""
        for found in contents.files():
            try:
                is_whole = writer.add_path(found.name, found.path)
            except FileNotFoundError:
                continue
            if is_whole:
                self._written.add(hash(found.name))

    def missing(self, copy: contents.Copy) -> Missing:
        """Return what the database names and was not written whole."""
        count, names = 0, []
        for name in contents.files_named(copy):
            if hash(name) not in self._written:
                count += 1
                names += [name] if count <= MOST_NAMED else []
        self.found = Missing(count=count, names=names)
        return self.found


def _refuse_to_overwrite(file: Path, *, force: bool) -> None:
    if file.is_dir():
        raise click.ClickException(f"{file} is a folder.")
    if file.exists() and not force:
        raise click.ClickException(f"{file} stands already. Choose another name, or add --force.")


def _new_name(file: Path) -> Path:
    return file.with_name(f"{file.name}.new")


@contextmanager
def _new_file(file: Path) -> Iterator[IO[bytes]]:
    """Open FILE.new for this process alone and for nobody else's eyes; it goes when something fails."""
    path = _new_name(file)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    with open(descriptor, "r+b") as new:
        try:
            fcntl.flock(new, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise click.ClickException(f"Another backup is being written to {file}.") from None
        # What a killed one left.
        new.truncate()
        os.fchmod(new.fileno(), 0o600)
        try:
            yield new
        except BaseException:
            path.unlink(missing_ok=True)
            raise


def _write_stamp(file: Path, *, about: About, size: int) -> None:
    """Note for `warraq doctor` that a backup was made."""
    stamp = settings.STATE_DIR / STAMP
    new = stamp.with_suffix(".new")
    new.write_text(json.dumps({"made_at": about.made_at, "file": str(file), "bytes": size}), encoding="utf-8")
    new.replace(stamp)
