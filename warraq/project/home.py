"""Who uses this installation's state folder now: servers and backups share it, a restore has it alone.

The locks fall with their processes, however those end.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import click
from django.conf import settings

LOCK = "home.lock"
PRESSER_LOCK = "presser.lock"


@contextmanager
def used() -> Iterator[None]:
    """Use the folder beside others; a ClickException while a restore has it."""
    settings.STATE_DIR.mkdir(parents=True, exist_ok=True)
    with (settings.STATE_DIR / LOCK).open("a") as file:
        if not _locked(file, fcntl.LOCK_SH):
            raise click.ClickException("A backup is being restored here. Wait for its end.")
        yield


@contextmanager
def alone() -> Iterator[None]:
    """Have the folder alone; a ClickException while a server, a presser, a backup or a restore uses it."""
    settings.PRESS_DIR.mkdir(parents=True, exist_ok=True)
    with (
        (settings.STATE_DIR / LOCK).open("a") as file,
        (settings.PRESS_DIR / PRESSER_LOCK).open("a") as presser,
    ):
        if not (_locked(file, fcntl.LOCK_EX) and _locked(presser, fcntl.LOCK_EX)):
            raise click.ClickException(
                f"`warraq serve`, a backup or a restore uses {settings.STATE_DIR} now. End it, then try again."
            )
        yield


def presser_runs() -> bool:
    """Whether this node's presser holds its lock."""
    try:
        with (settings.PRESS_DIR / PRESSER_LOCK).open("a") as file:
            return not _locked(file, fcntl.LOCK_SH)
    except OSError:
        return False


def _locked(file: IO[str], kind: int) -> bool:
    """Take the lock until the file is closed; False when somebody else holds it."""
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def sync_folder(folder: Path) -> None:
    """Have the disk know the folder's new names."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
