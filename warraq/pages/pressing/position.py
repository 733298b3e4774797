"""How far this node's presser has come: a file of one line, for it to go on from and for the desk to look at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True)
class Position:
    """The number of the last change that was done, and the moment (aware) until which the clock was followed."""

    number: int
    moment: datetime


def read_position(file: Path) -> Position | None:
    """Return what the file says; None where there is none, or one that can't be read."""
    try:
        number, moment = file.read_text(encoding="ascii").split()
        position = Position(int(number), datetime.fromisoformat(moment))
    except (OSError, ValueError):
        return None
    return position if position.moment.tzinfo is not None else None


def write_position(file: Path, position: Position) -> None:
    """Write it in one step: a process that is killed leaves the line before, or this one."""
    written = file.with_suffix(".new")
    written.write_text(f"{position.number} {position.moment.isoformat()}", encoding="ascii")
    written.replace(file)
