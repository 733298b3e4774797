"""The doctor's checks by name, and how they are made: each within its time, none without what it needs.

A check gives messages of Django's check framework: an error stands in the way, a warning will one day, an info is told
and counts for nothing. `hint` is the remedy.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.core.checks import CheckMessage, Error, Info
from django.db import DatabaseError, connection

from warraq.common.registry import Registry
from warraq.project.doctor.limits import TooLong, within

SECONDS = 5.0

Finder = Callable[[], Iterable[CheckMessage]]


@dataclass(frozen=True)
class Check:
    """A check, and the names of those that have to be without errors before it is of use."""

    find: Finder
    needs: tuple[str, ...] = ()


checks: Registry[Check] = Registry("doctor's check")


def check(name: str, *, needs: tuple[str, ...] = ()) -> Callable[[Finder], Finder]:
    """Register a check; what needs the database's tables names `migrations`."""

    def register(find: Finder) -> Finder:
        checks.register(name, Check(find=find, needs=needs))
        return find

    return register


def examine(names: Iterable[str], *, seconds: float = SECONDS) -> Iterator[CheckMessage]:
    """Make these checks one after the other, each within so many seconds; none whose needs failed before it."""
    failed: set[str] = set()
    for name in names:
        one = checks.get(name)
        if failed.intersection(one.needs):
            failed.add(name)
            continue
        for message in found_by(name, one.find, seconds=seconds):
            if message.level >= Error("").level:
                failed.add(name)
            yield message


def found_by(name: str, find: Finder, *, seconds: float = SECONDS) -> Iterator[CheckMessage]:
    """Make one check; when its time is over, what it found until then stands, and that it was cut is told."""
    found: list[CheckMessage] = []
    start = time.monotonic()
    try:
        with within(seconds):
            for message in find():
                found.append(message)
    except TooLong:
        found.append(_cut(name, seconds))
        if not connection.in_atomic_block:
            connection.close()  # it may be in the middle of a query
    except DatabaseError as problem:
        if time.monotonic() - start >= seconds:
            found.append(_cut(name, seconds))
        else:
            found.append(Error(f"“{name}” could not be examined: {_line(problem)}.", hint="See the log."))
    except OSError as problem:
        found.append(Error(f"“{name}” could not be examined: {problem}.", hint="Mend that first."))
    yield from found


def _cut(name: str, seconds: float) -> CheckMessage:
    return Info(f"“{name}” was cut after {seconds:g} s; the rest of it was not examined.")


def _line(problem: Exception) -> str:
    return " ".join(str(problem).split()).rstrip(".")
