"""A folder on this machine, which an agency's satellite receiver or FTP server writes to.

A file is read when nobody has written to it for some seconds, and then moved to `done/` beside it; one that can't be
read is moved to `failed/`. Only below the folders that the settings allow.
"""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from time import time

from django.conf import settings

from warraq.inbox.models import Source
from warraq.wires.formats.registry import LARGEST
from warraq.wires.ways.parcels import Bag, NotBrought, Parcel, ways

MOST_AT_ONCE = 200
# Whoever writes a file has finished with it by then.
RESTS_SECONDS = 2.0
DONE, FAILED = "done", "failed"


def bring(source: Source) -> Bag:
    """Read the oldest files that rest, at most MOST_AT_ONCE; those that are too large are moved aside."""
    folder = _allowed(Path(source.address))
    try:
        waiting = sorted(_waiting(folder), key=lambda entry: (entry.stat().st_mtime, entry.name))
    except OSError as problem:
        raise NotBrought(f"The folder can't be read: {problem.strerror}.") from None
    parcels, too_large = [], ""
    for entry in waiting[:MOST_AT_ONCE]:
        path = Path(entry.path)
        if entry.stat().st_size > LARGEST:
            _move(path, FAILED)
            too_large = f"{entry.name}: The file is larger than {LARGEST // 2**20} MB."
            continue
        try:
            data = path.read_bytes()
        except OSError:
            continue  # gone, or not ours to read yet
        parcels.append(Parcel(name=entry.name, data=data, settle=partial(_settle, path)))
    return Bag(parcels=parcels, problem=too_large)


def _allowed(folder: Path) -> Path:
    """Return the folder itself, without links. Raises NotBrought for one outside of what the settings allow."""
    real = folder.resolve()
    if not any(real.is_relative_to(allowed.resolve()) for allowed in settings.WIRE_FOLDERS):
        raise NotBrought("The folder is not one that WARRAQ_WIRE_FOLDERS allows.")
    return real


def _waiting(folder: Path) -> list[os.DirEntry[str]]:
    """Return the files that nobody writes to any more; links and hidden files are nobody's."""
    rested = time() - RESTS_SECONDS
    with os.scandir(folder) as entries:
        return [
            entry
            for entry in entries
            if entry.is_file(follow_symlinks=False)
            and not entry.name.startswith(".")
            and entry.stat().st_mtime <= rested
        ]


def _settle(path: Path, could_be_read: bool) -> None:
    _move(path, DONE if could_be_read else FAILED)


def _move(path: Path, name: str) -> None:
    """Move a file to the folder of that name beside it; a later file of the same name takes the earlier's place."""
    (path.parent / name).mkdir(exist_ok=True)
    path.replace(path.parent / name / path.name)


ways.register(Source.Way.FOLDER, bring)
