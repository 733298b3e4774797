"""Putting what was restored into the place of what was there: all of it or nothing, whatever is killed.

What is new stands beside what is old, as NAME.restored. One small file, written in one step, is the decision: while it
stands, whoever starts a command of Warraq's first finishes what it says (`restore_finish`); every step of that may be
done twice. With PostgreSQL the decision falls with the database's own commit, and the file is written before it.
"""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import asdict, dataclass, field
from pathlib import Path

import click
from django.conf import settings

from warraq.project.backup import postgresql
from warraq.project.home import PRESSER_LOCK, alone, sync_folder

DECISION = "restore.json"
# SQLite's files beside a database's.
_BESIDE = ("-wal", "-shm", "-journal")


@dataclass(frozen=True)
class Swap:
    """What takes whose place, and where what was there goes. Paths of one disk."""

    new: str
    target: str
    old: str


@dataclass(frozen=True)
class Decision:
    """The swaps of one restore; `awaits` is a database whose commit decides, or empty; `spare` goes at the end."""

    token: str
    swaps: list[Swap]
    awaits: str = ""
    spare: list[str] = field(default_factory=list)


def swap_for(target: Path, *, token: str) -> Swap:
    """Return the swap for a file or folder; what is old ends with the restore's token."""
    return Swap(new=str(new_beside(target)), target=str(target), old=f"{target}.before-{token}")


def new_beside(target: Path) -> Path:
    """Return where what is to take the place of a file or folder is unpacked."""
    return target.with_name(f"{target.name}.restored")


def forget_new(target: Path) -> None:
    """Remove what a restore that was broken off left beside a file or folder."""
    remove(new_beside(target))


def remove(path: Path) -> None:
    """Remove a file or a folder, if there is one."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def decide(decision: Decision) -> None:
    """Write the decision, once everything that it names is on the disk."""
    os.sync()
    file = settings.STATE_DIR / DECISION
    new = file.with_suffix(".new")
    with new.open("w", encoding="utf-8") as written:
        json.dump(asdict(decision), written)
        written.flush()
        os.fsync(written.fileno())
    new.replace(file)
    sync_folder(file.parent)


def restore_finish() -> None:
    """Finish a restore that was killed after its decision, and undo one that was killed before its database's commit.

    Every command begins with this; it looks for one file. A ClickException while a restore is at work.
    """
    if (settings.STATE_DIR / DECISION).exists():
        with alone():
            finish()


def finish() -> None:
    """Do what the decision says, in the folder that this process has alone; afterwards the decision is gone."""
    file = settings.STATE_DIR / DECISION
    decision = _read(file)
    if decision is None:
        return
    if decision.awaits == postgresql.KIND and not postgresql.was_put_in_place(decision.token):
        for swap in decision.swaps:
            remove(Path(swap.new))
    else:
        for swap in decision.swaps:
            _do(swap)
        _drop_pages()
    for path in decision.spare:
        remove(Path(path))
    for folder in {Path(swap.target).parent for swap in decision.swaps}:
        sync_folder(folder)
    file.unlink(missing_ok=True)


def _read(file: Path) -> Decision | None:
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
        swaps = [Swap(**swap) for swap in told.pop("swaps")]
        return Decision(swaps=swaps, **told)
    except FileNotFoundError:
        return None
    except (ValueError, TypeError, KeyError):
        raise click.ClickException(
            f"{file} can't be read: a restore was broken off. Restore again after removing it."
        ) from None


def _do(swap: Swap) -> None:
    """Move what is old away and what is new into its place, or the rest of it."""
    new, target, old = Path(swap.new), Path(swap.target), Path(swap.old)
    if not new.exists():
        return
    # A database that comes must not find the write-ahead log of the one that goes.
    for ending in _BESIDE:
        beside = Path(f"{target}{ending}")
        if beside.exists():
            beside.replace(f"{old}{ending}")
    if target.exists():
        target.replace(old)
    new.replace(target)


def _drop_pages() -> None:
    """Remove the page store, and the position in an outbox that is another now: pages are pressed anew."""
    folder: Path = settings.PRESS_DIR
    for path in folder.iterdir() if folder.exists() else ():
        if path.name != PRESSER_LOCK:
            remove(path)
