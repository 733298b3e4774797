"""What publishing and pages cost, at many stories and at few, measured within a process; and the memory it takes."""

from __future__ import annotations

import json
import shutil
import statistics
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench import load, servers
from bench.plan import SERVER_CORE, WARRAQ_PORT, WORK, Plan, read_addresses
from bench.processes import descendants, resident_bytes, running
from bench.stores import WARRAQ, program, warraq_env

_WALK_SECONDS = 5
_WALK_CONNECTIONS = 8
_MOST_WALKS = 40


@dataclass
class Costs:
    """Seconds: of pages never pressed, of the verb that publishes, of the presser's work on one publish; and how many
    shells the presser had drawn for each publish."""

    page: list[float] = field(default_factory=list)
    verb: list[float] = field(default_factory=list)
    presser: list[float] = field(default_factory=list)
    shells: list[int] = field(default_factory=list)

    @property
    def publish(self) -> list[float]:
        """The whole of each publish."""
        return [verb + presser for verb, presser in zip(self.verb, self.presser, strict=True)]


@dataclass
class Memory:
    """Bytes: resident now and at most, of the serving process, and now of the whole group of processes."""

    pages: int
    requests: int
    failures: int
    resident: int
    at_most: int
    group: int


def of_sizes(plan: Plan, *, large: Path, small: Path) -> tuple[Costs, Costs]:
    """Measure both archives in turns."""
    found = {large: Costs(), small: Costs()}
    each = ["--publishes", str(plan.publishes), "--pages", str(plan.cold_pages // plan.rounds)]
    for number in range(plan.rounds):
        for home, costs in found.items():
            result = _measured("costs", *each, "--seed", str(number), home=home)
            for name in ("page", "verb", "presser", "shells"):
                getattr(costs, name).extend(result[name])
    return found[large], found[small]


def of_home_page(home: Path) -> dict[str, Any]:
    """Measure the home page of thirty sections."""
    return _measured("home", home=home)


def ratio(large: list[float], small: list[float]) -> float:
    """Return how many times as long the median takes."""
    return statistics.median(large) / statistics.median(small)


def memory(plan: Plan, *, home: Path) -> Memory:
    """Have one process answer more pages than it can keep, each twice and more, and look at its memory."""
    other = WORK / "memory"
    shutil.rmtree(other, ignore_errors=True)
    other.mkdir()
    (other / "static").symlink_to(home / "static")
    database = {"DATABASE_URL": f"sqlite:///{home / 'warraq.sqlite3'}"}
    server = servers.warraq(other, **database)
    with running(server):
        filled = _measured("fill", "--pages", str(plan.walked_pages), home=other, **database)["pages"]
        walk = load.in_turn("walked", read_addresses(other / "walked.json"))
        load.check_sample(WARRAQ_PORT, walk.addresses, seed=1)
        requests = failures = 0
        for _ in range(_MOST_WALKS):
            done = load.run(WARRAQ_PORT, walk, seconds=_WALK_SECONDS, connections=_WALK_CONNECTIONS)
            requests, failures = requests + done.requests, failures + done.failures
            if requests > 3 * filled:
                break
        time.sleep(1)
        resident, at_most = max(resident_bytes(pid) for pid in servers.serving_processes(server))
        return Memory(
            pages=filled,
            requests=requests,
            failures=failures,
            resident=resident,
            at_most=at_most,
            group=sum(resident_bytes(pid)[0] for pid in descendants(server.pid)),
        )


def _measured(what: str, *arguments: str, home: Path, **env: str) -> dict[str, Any]:
    output = program(
        "bench.inside",
        *(WARRAQ, "bench.measures", what, *arguments),
        env=warraq_env(home, **env),
        core=SERVER_CORE,
    )
    found: dict[str, Any] = json.loads(output.splitlines()[-1])
    return found
