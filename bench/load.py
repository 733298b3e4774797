"""Load: wrk with kept connections on a long tail of pages."""

from __future__ import annotations

import itertools
import json
import random
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.client import Reader, page
from bench.plan import CLIENT_CORE, CONNECTIONS, HERE, WORK, Address

_ORDER_LENGTH = 50_000
_SAMPLE = 50


@dataclass(frozen=True)
class Round:
    """What one run of wrk measured. Latencies are in seconds; `failures` are answers other than 2xx and 3xx,
    broken connections and time-outs."""

    requests: int
    seconds: float
    bytes: int
    p50: float
    p90: float
    p99: float
    longest: float
    failures: int

    @property
    def rate(self) -> float:
        """Answers a second."""
        return self.requests / self.seconds


@dataclass(frozen=True)
class Tail:
    """Pages with the order in which they are asked for, as files for wrk."""

    addresses: Sequence[Address]
    pages: Path
    order: Path


def long_tail(name: str, addresses: Sequence[Address]) -> Tail:
    """Write which pages to ask for: page n of the tail is asked for as often as 1/n (Zipf's law)."""
    tail = Tail(addresses, WORK / f"{name}-pages.tsv", WORK / "order.txt")
    tail.pages.write_text("".join(f"{each.host}\t{each.path}\n" for each in addresses))
    weights = list(itertools.accumulate(1 / rank for rank in range(1, len(addresses) + 1)))
    order = random.Random(11).choices(range(1, len(addresses) + 1), cum_weights=weights, k=_ORDER_LENGTH)
    tail.order.write_text("\n".join(map(str, order)) + "\n")
    return tail


def in_turn(name: str, addresses: Sequence[Address]) -> Tail:
    """Write pages that are asked for one after the other."""
    tail = Tail(addresses, WORK / f"{name}-pages.tsv", WORK / f"{name}-order.txt")
    tail.pages.write_text("".join(f"{each.host}\t{each.path}\n" for each in addresses))
    tail.order.write_text("\n".join(map(str, range(1, len(addresses) + 1))) + "\n")
    return tail


def run(port: int, tail: Tail, *, seconds: int, connections: int = CONNECTIONS) -> Round:
    """Load a server for some seconds, from the client's core."""
    return finish(start(port, tail, seconds=seconds, connections=connections))


def start(
    port: int, tail: Tail, *, seconds: int, connections: int = CONNECTIONS, timeout: int = 5
) -> subprocess.Popen[str]:
    """Begin to load a server."""
    options = ["-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", f"{timeout}s", "--latency"]
    return subprocess.Popen(
        [
            *("taskset", "-c", str(CLIENT_CORE), "wrk", *options, "-s", str(HERE / "load.lua")),
            *(f"http://127.0.0.1:{port}", "--", str(tail.pages), str(tail.order)),
        ],
        stdout=subprocess.PIPE,
        text=True,
    )


def finish(process: subprocess.Popen[str]) -> Round:
    """Wait for wrk and read what it measured."""
    output, _ = process.communicate()
    found = json.loads(output.partition("RESULT ")[2])
    return Round(
        requests=found["requests"],
        seconds=found["seconds"],
        bytes=found["bytes"],
        p50=found["p50"],
        p90=found["p90"],
        p99=found["p99"],
        longest=found["max"],
        failures=sum(found[name] for name in ("not_200", "connect", "read", "write", "timeout")),
    )


def check(port: int, addresses: Sequence[Address]) -> int:
    """Hold each page to what it must be, which also warms the server; returns their bytes as compressed."""
    reader = Reader(port)
    try:
        return sum(len(page(reader, address).body) for address in addresses)
    finally:
        reader.close()


def check_sample(port: int, addresses: Sequence[Address], *, seed: int) -> None:
    """Hold some of the pages to what they must be."""
    check(port, random.Random(seed).sample(list(addresses), min(_SAMPLE, len(addresses))))
