"""What is done to the network: each fault is begun while editors work and readers read."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass

from tests.hold.databases import Database, Postgres
from tests.hold.house import House, kill
from tests.serving.servers import ROOT, environment_of

# Longer than SQLite waits for a lock (2 s): who writes meanwhile is refused.
HELD_SECONDS = 4.0


@dataclass(frozen=True)
class Fault:
    """A fault: `wreak` does it. `darkens` if nobody is left to answer readers until something is started again."""

    name: str
    wreak: Callable[[House, random.Random], None]
    darkens: bool = False


def _worker(house: House, chance: random.Random) -> None:
    kill(chance.sample(house.workers(), 1))


def _presser(house: House, chance: random.Random) -> None:
    kill(house.presser())


def _children(house: House, chance: random.Random) -> None:
    kill([*house.workers(), *house.presser()])


def _everything(house: House, chance: random.Random) -> None:
    kill([house.node.pid, *house.workers(), *house.presser()])


def _rebuild(house: House, chance: random.Random) -> None:
    _killed(house, ["search", "rebuild"], after=chance.uniform(1.5, 4))


def _held(house: House, chance: random.Random) -> None:
    house.database.hold(HELD_SECONDS)


def _postgres(house: House, chance: random.Random) -> None:
    assert isinstance(house.database, Postgres)
    house.database.kill()


def _both(house: House, chance: random.Random) -> None:
    """Kill the node and its database at once; the service manager starts the node while the database comes up."""
    _everything(house, chance)
    _postgres(house, chance)


def _killed(house: House, arguments: list[str], *, after: float) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "warraq", *arguments],
        cwd=ROOT,
        env=environment_of(house.node),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    ending = threading.Timer(after, process.kill)
    ending.start()
    process.wait()
    ending.cancel()


_ANYWHERE = (
    Fault("a serving worker is killed", _worker),
    Fault("the presser is killed (scheduler, wires and queue with it)", _presser),
    Fault("all workers and the presser are killed", _children, darkens=True),
    Fault("everything is killed at once", _everything, darkens=True),
    Fault("a rebuild of the index is killed", _rebuild),
    Fault(f"the database is held by another for {HELD_SECONDS:.0f} s", _held),
)
_OF_POSTGRES = (
    Fault("PostgreSQL is killed", _postgres),
    Fault("PostgreSQL and everything else are killed at once", _both, darkens=True),
)


def faults_of(database: Database) -> tuple[Fault, ...]:
    """Return the faults that can be done to a network on this database."""
    return _ANYWHERE + (_OF_POSTGRES if isinstance(database, Postgres) else ())
