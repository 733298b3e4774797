"""The whole visit: every check in its order, and the lines that are told of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.core.checks import ERROR, WARNING, CheckMessage

from warraq.project.doctor import around, contents, database, places, safety, serving  # noqa: F401 - they register
from warraq.project.doctor.checks import examine

# In this order: what others need comes first.
SERVING = ("state folder", "static files", "database", "migrations", "hosts", "system")
BESIDES = (
    *("folders", "room", "write-ahead log", "integrity", "database server", "settings", "environment"),
    *("presser", "page store", "schedules", "queue", "placements", "pictures", "index"),
    *("caches", "mail", "clock", "backups"),
)


@dataclass
class Tally:
    """How much was found."""

    errors: int = 0
    warnings: int = 0

    def exit_code(self, *, strict: bool) -> int:
        """Return 2 with errors, 1 with warnings if those count, else 0."""
        return 2 if self.errors else 1 if strict and self.warnings else 0


def visit(tally: Tally) -> Iterator[str]:
    """Return a line for each finding as it is made, and what they come to."""
    for message in examine((*SERVING, *BESIDES)):
        tally.errors += message.level >= ERROR
        tally.warnings += WARNING <= message.level < ERROR
        yield f"{_sign(message)} {sentence(message)}"
    if tally.errors or tally.warnings:
        yield f"{_counted(tally.errors, 'error')}, {_counted(tally.warnings, 'warning')}."
    else:
        yield "All is well."


def serving_faults() -> list[str]:
    """Return what stands in the way of serving; empty when nothing does."""
    return [sentence(message) for message in examine(SERVING) if message.level >= ERROR]


def sentence(message: CheckMessage) -> str:
    """Return a finding in one line: what is wrong, and the remedy."""
    return " ".join(f"{message.msg} {message.hint or ''}".split())


def _sign(message: CheckMessage) -> str:
    return "✗" if message.level >= ERROR else "!" if message.level >= WARNING else "·"


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
