"""What readers see while the database is taken away: first locked for everybody, then gone from its place."""

from __future__ import annotations

import fcntl
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench import load, servers
from bench.client import Reader
from bench.freshness import GIVE_UP_SECONDS, Readers, until_right
from bench.load import Round
from bench.newsroom import newsroom
from bench.plan import WARRAQ_PORT, Address, Plan, read_addresses
from bench.processes import running

# SQLite's locks on the shared memory of a database in WAL mode: one byte each for writer, checkpointer, recovery and
# five readers (https://www.sqlite.org/walformat.html, "WAL locks"). Who holds them all shuts everybody else out.
_LOCKS_BEGIN = 120
_LOCKS = 8
_LEAD_SECONDS = 2


@dataclass
class Survival:
    """`load` is wrk's round on pressed pages, `unpressed` (status, seconds) of pages that were never pressed and asked
    for meanwhile, one each second; `caught_up` the seconds until a story was right that was published afterwards."""

    load: Round
    away: float
    unpressed: list[tuple[int, float]]
    caught_up: float


def measure(plan: Plan, *, home: Path) -> Survival:
    """Load pressed pages, take the database away under the load, and give it back."""
    database = home / "warraq.sqlite3"
    tail = load.long_tail("warraq", read_addresses(home / "tail.json"))
    never = list(reversed(read_addresses(home / "cold.json")))
    with running(servers.warraq(home)):
        load.check(WARRAQ_PORT, tail.addresses)
        seconds = plan.away_seconds + 2 * _LEAD_SECONDS
        wrk = load.start(WARRAQ_PORT, tail, seconds=seconds)
        time.sleep(_LEAD_SECONDS)
        begun = time.monotonic()
        with _asking(never) as unpressed:
            with _locked(database):
                time.sleep(plan.locked_seconds)
            with _gone(database):
                time.sleep(plan.away_seconds - plan.locked_seconds)
            away = time.monotonic() - begun
        measured = load.finish(wrk)
        caught_up = _catch_up(home, tail.addresses[:20])
    return Survival(load=measured, away=away, unpressed=unpressed, caught_up=caught_up)


def _catch_up(home: Path, pages: Sequence[Address]) -> float:
    with newsroom(home) as desk:
        readers = Readers(2)
        done = desk.ask("publish")
        headline = done["headline"]
        took = until_right(
            pages, readers, committed_at=done["committed_at"], right=lambda text: headline in text
        )
        readers.close()
    return max(took, default=GIVE_UP_SECONDS)


@contextmanager
def _locked(database: Path) -> Iterator[None]:
    with database.with_name(database.name + "-shm").open("r+b") as shared:
        fcntl.lockf(shared, fcntl.LOCK_EX, _LOCKS, _LOCKS_BEGIN)
        yield


@contextmanager
def _gone(database: Path) -> Iterator[None]:
    """Move the file away and put a folder in its place, which can't be opened as a database."""
    aside = database.with_name("taken-away.sqlite3")
    database.rename(aside)
    database.mkdir()
    try:
        yield
    finally:
        database.rmdir()
        aside.rename(database)


@contextmanager
def _asking(pages: Sequence[Address]) -> Iterator[list[tuple[int, float]]]:
    """Ask for one page each second that nobody asked for before, each time as a new reader."""
    over = threading.Event()
    answers: list[tuple[int, float]] = []
    threads = []

    def ask(address: Address) -> None:
        reader = Reader(WARRAQ_PORT, timeout=30)
        try:
            answer = reader.get(address.host, address.path)
            answers.append((answer.status, answer.seconds))
        except OSError:
            answers.append((0, 30.0))
        finally:
            reader.close()

    def go_on() -> None:
        for address in pages:
            if over.wait(1.0):
                return
            threads.append(threading.Thread(target=ask, args=(address,)))
            threads[-1].start()

    clock = threading.Thread(target=go_on)
    clock.start()
    yield answers
    over.set()
    clock.join()
    for thread in threads:
        thread.join()
