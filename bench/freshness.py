"""Freshness: how long after a commit an old page shows it, read over and over by readers of several processes."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench import load, servers
from bench.client import Reader
from bench.newsroom import Newsroom, newsroom
from bench.plan import WARRAQ_PORT, Address, Plan, read_addresses
from bench.processes import connections_of, running

WORKERS = 2
PAGES_EACH = 40
READERS = 8
GIVE_UP_SECONDS = 15.0


@dataclass
class Freshness:
    """Seconds from the commit until a page was right, a number for each page, by verb."""

    published: list[float] = field(default_factory=list)
    changed: list[float] = field(default_factory=list)
    withdrawn: list[float] = field(default_factory=list)
    sockets: list[int] = field(default_factory=list)


class Readers:
    """Several kept connections, used in turn, so that every serving process is asked."""

    def __init__(self, count: int) -> None:
        self._all = [Reader(WARRAQ_PORT) for _ in range(count)]
        self._turn = itertools.cycle(self._all)

    def text(self, address: Address) -> str:
        """Return a page's text."""
        return next(self._turn).get(address.host, address.path).text()

    def close(self) -> None:
        """Close them all."""
        for reader in self._all:
            reader.close()


def measure(plan: Plan, *, home: Path) -> Freshness:
    """Publish, change and withdraw a story for each lot of old pages, and see when they are right."""
    found = Freshness()
    server = servers.warraq(home, workers=WORKERS)
    pages = read_addresses(home / "tail.json")[: plan.old_pages]
    with running(server), newsroom(home) as desk:
        load.check(WARRAQ_PORT, pages)
        readers = Readers(READERS)
        for start in range(0, len(pages), PAGES_EACH):
            _one_story(desk, readers, pages[start : start + PAGES_EACH], found=found)
        found.sockets = [connections_of(pid) for pid in servers.serving_processes(server)]
        readers.close()
    return found


def _one_story(desk: Newsroom, readers: Readers, pages: Sequence[Address], *, found: Freshness) -> None:
    """Take a story through its life on all sites."""
    done = desk.ask("publish")
    first = done["headline"]
    found.published += until_right(
        pages, readers, committed_at=done["committed_at"], right=lambda text: first in text
    )
    done = desk.ask("change", story=done["story"])
    second = done["headline"]
    found.changed += until_right(
        pages,
        readers,
        committed_at=done["committed_at"],
        right=lambda text: second in text and first not in text,
    )
    done = desk.ask("withdraw", story=done["story"])
    found.withdrawn += until_right(
        pages, readers, committed_at=done["committed_at"], right=lambda text: second not in text
    )


def until_right(
    pages: Sequence[Address], readers: Readers, *, committed_at: float, right: Callable[[str], bool]
) -> list[float]:
    """Read pages in turn until each is right; returns the seconds that each took, GIVE_UP_SECONDS for one never."""
    took = []
    waiting = list(pages)
    while waiting and time.time() - committed_at < GIVE_UP_SECONDS:
        wrong = []
        for address in waiting:
            if right(readers.text(address)):
                took.append(time.time() - committed_at)
            else:
                wrong.append(address)
        waiting = wrong
    return took + [GIVE_UP_SECONDS] * len(waiting)
