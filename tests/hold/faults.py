"""What is done to the network: each fault is begun while editors work and readers read."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from tests.hold.house import House, kill
from tests.serving.servers import ROOT, environment_of

# Longer than SQLite waits for a lock (2 s): those who write meanwhile are refused.
LOCKED_SECONDS = 4.0


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


def _locked(house: House, chance: random.Random) -> None:
    """Have another process hold the database for writing."""
    with closing(sqlite3.connect(_database(house), timeout=10, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        time.sleep(LOCKED_SECONDS)
        other.execute("ROLLBACK")


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


def _database(house: House) -> Path:
    return Path(house.node.env["DATABASE_URL"].removeprefix("sqlite:///"))


FAULTS = (
    Fault("a serving worker is killed", _worker),
    Fault("the presser is killed (scheduler, wires and queue with it)", _presser),
    Fault("all workers and the presser are killed", _children, darkens=True),
    Fault("everything is killed at once", _everything, darkens=True),
    Fault("a rebuild of the index is killed", _rebuild),
    Fault("the database is held by another for 4 s", _locked),
)
