"""Folders: can they be written, and is there room; are static files collected."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning

from warraq.project.backup.contents import folders, in_megabytes
from warraq.project.doctor.checks import check

_FULL_BYTES, _NARROW_BYTES = 200_000_000, 2_000_000_000


def _nearest(folder: Path) -> Path:
    """Return the folder, or what stands where it would be made."""
    return next(parent for parent in (folder, *folder.parents) if parent.exists())


@check("state folder")
def state_folder() -> Iterator[CheckMessage]:
    """Whatever runs here writes below it."""
    yield from _unwritable(settings.STATE_DIR, hint="Set WARRAQ_HOME to one that can.")


@check("static files")
def static_files() -> Iterator[CheckMessage]:
    """Pages name them by hashes that are made as they are collected."""
    if not settings.WHITENOISE_USE_FINDERS and not (settings.STATIC_ROOT / "staticfiles.json").exists():
        yield Error("Static files are not collected.", hint="Run `warraq manage collectstatic --no-input`.")


@check("folders", needs=("state folder",))
def written_folders() -> Iterator[CheckMessage]:
    """Pictures, what agencies sent, and pressed pages are written by the server."""
    for folder in (*folders().values(), settings.PRESS_DIR):
        yield from _unwritable(folder, hint="Give it to the user that `warraq serve` runs as.")


@check("room")
def room() -> Iterator[CheckMessage]:
    """A full disk stops saving, then everything."""
    told: set[int] = set()
    for folder in (settings.STATE_DIR, *folders().values(), Path(tempfile.gettempdir())):
        nearest = _nearest(folder)
        device, free = nearest.stat().st_dev, shutil.disk_usage(nearest).free
        if device in told or free >= _NARROW_BYTES:
            continue
        told.add(device)
        kind = Error if free < _FULL_BYTES else Warning
        yield kind(
            f"The disk of {folder} has {in_megabytes(free)} left.", hint="Make room, or take a larger one."
        )


def _unwritable(folder: Path, *, hint: str) -> Iterator[CheckMessage]:
    try:
        # Tried, since permissions do not tell of disks that are read-only.
        with tempfile.TemporaryFile(dir=_nearest(folder)):
            pass
    except OSError as problem:
        yield Error(f"The folder {folder} can't be written ({problem.strerror}).", hint=hint)
