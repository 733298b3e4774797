"""Throughput and latency beside the peers, each alone on the server's core, one after the other in every round."""

from __future__ import annotations

import sqlite3
import statistics
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench import load, parts, servers
from bench.client import Reader, linked_files
from bench.house import SITES, host_of
from bench.load import Round, Tail
from bench.newsroom import Newsroom, newsroom
from bench.plan import (
    CACHED_WAGTAIL_PORT,
    SSI_PORT,
    STATIC_PORT,
    VARNISH_PORT,
    WAGTAIL_PORT,
    WARRAQ_PORT,
    Address,
    Plan,
    read_addresses,
)
from bench.processes import Server, alone, running

WARM_SECONDS = 2
PURGE_SECONDS = 5.0

Work = Callable[[float], Any]


@dataclass
class Peer:
    """One that is measured: its server, port and pages; `meanwhile` goes on during a round of so many seconds."""

    name: str
    server: Server
    port: int
    tail: Tail
    meanwhile: Callable[[float], Any] = lambda seconds: nullcontext()
    rounds: list[Round] = field(default_factory=list)

    def median(self, figure: str) -> float:
        """Return the median over the rounds of a figure of `load.Round`; never quite nothing."""
        return max(1e-9, statistics.median(getattr(each, figure) for each in self.rounds))


@dataclass
class Throughput:
    """What came out. `shells_pressed` counts the shells of new stories in the page store, `others_pressed` the
    shells of other stories that changed there while `placements` were published."""

    peers: dict[str, Peer]
    cold: list[float]
    weight: dict[str, int]
    includes: int
    page_bytes: int
    published: list[dict[str, Any]]
    shells_pressed: int
    others_pressed: int

    @property
    def placements(self) -> int:
        """How many placements were published."""
        return sum(each["places"] for each in self.published)


def measure(plan: Plan, *, home: Path, wagtail_home: Path) -> Throughput:
    """Start everybody, measure in rounds, and stop them. Raises WrongAnswer for a page that is not what it must be."""
    addresses = read_addresses(home / "tail.json")
    tail = load.long_tail("warraq", addresses)
    wagtail_tail = load.long_tail("wagtail", read_addresses(wagtail_home / "tail.json"))
    warraq = servers.warraq(home)
    with running(warraq), newsroom(home) as desk:
        print("Pages that were never pressed…", flush=True)
        cold = cold_pages(read_addresses(home / "cold.json")[: plan.cold_pages])
        print("Pressing the long tail, and writing it for the peers…", flush=True)
        page_bytes = load.check(WARRAQ_PORT, addresses) // len(addresses)
        includes = parts.write_pages(addresses)
        weight = page_weight(addresses[0])
        nginx, varnish = servers.nginx(), servers.varnish()
        plain = servers.stock_wagtail(wagtail_home, caches_pages=False)
        cached = servers.stock_wagtail(wagtail_home, caches_pages=True)
        with running(nginx, varnish, plain, cached):
            published: list[dict[str, Any]] = []
            peers = [
                Peer("nginx gzip_static", nginx, STATIC_PORT, tail),
                Peer("Warraq", warraq, WARRAQ_PORT, tail, meanwhile=_publishing(desk, published)),
                Peer("Warraq, at rest", warraq, WARRAQ_PORT, tail),
                Peer("nginx SSI", nginx, SSI_PORT, tail),
                Peer("Varnish ESI", varnish, VARNISH_PORT, tail),
                Peer("stock Wagtail", plain, WAGTAIL_PORT, wagtail_tail),
                Peer("stock Wagtail, cached", cached, CACHED_WAGTAIL_PORT, wagtail_tail, meanwhile=_purging),
            ]
            _warm(peers)
            before = _shells(home)
            _rounds(plan, peers, running_servers=[warraq, nginx, varnish, plain, cached])
            after = _shells(home)
    return Throughput(
        peers={peer.name: peer for peer in peers},
        cold=cold,
        weight=weight,
        includes=includes,
        page_bytes=page_bytes,
        published=published,
        shells_pressed=len(after.keys() - before.keys()),
        others_pressed=sum(after.get(key) != version for key, version in before.items()),
    )


def cold_pages(addresses: Sequence[Address]) -> list[float]:
    """Return the seconds of pages that were never asked for, by one reader; the first ones warm the process."""
    reader = Reader(WARRAQ_PORT)
    for slug in SITES:
        reader.get(host_of(slug), "/")
    seconds = [reader.get(each.host, each.path).seconds for each in addresses]
    reader.close()
    return seconds[len(seconds) // 10 :]


def page_weight(address: Address) -> dict[str, int]:
    """Return the bytes of a page and of the styles and scripts that it loads, as they are sent."""
    reader = Reader(WARRAQ_PORT)
    answer = reader.get(address.host, address.path)
    weight = {"page": len(answer.body)}
    for path in linked_files(answer.text()):
        weight[path.rpartition("/")[2]] = len(reader.get(address.host, path).body)
    reader.close()
    return weight


def _warm(peers: Sequence[Peer]) -> None:
    for peer in peers:
        if peer.port in (SSI_PORT, VARNISH_PORT):
            load.check(peer.port, peer.tail.addresses)
        else:
            load.check_sample(peer.port, peer.tail.addresses, seed=1)


def _rounds(plan: Plan, peers: Sequence[Peer], *, running_servers: Sequence[Server]) -> None:
    for number in range(plan.rounds):
        for peer in peers:
            with alone(peer.server, among=running_servers):
                with peer.meanwhile(WARM_SECONDS + plan.seconds):
                    load.run(peer.port, peer.tail, seconds=WARM_SECONDS)
                    # Behind what wrk left unanswered; a slow server still works on that.
                    load.check(peer.port, peer.tail.addresses[:1])
                    measured = load.run(peer.port, peer.tail, seconds=plan.seconds)
                load.check_sample(peer.port, peer.tail.addresses, seed=number)
            peer.rounds.append(measured)
            print(
                f"  round {number + 1}: {peer.name:24}{measured.rate:10,.0f} a second,"
                f" p99 {measured.p99 * 1000:.1f} ms, {measured.failures} failures",
                flush=True,
            )


def _publishing(desk: Newsroom, published: list[dict[str, Any]]) -> Callable[[float], Any]:
    @contextmanager
    def meanwhile(seconds: float) -> Iterator[None]:
        desk.begin_stream(seconds=seconds)
        yield
        published.extend(desk.end_stream())

    return meanwhile


@contextmanager
def _purging(seconds: float) -> Iterator[None]:
    """Have the serving process publish, and so empty its cache, at once and then every five seconds."""
    over = threading.Event()

    def publish() -> None:
        reader = Reader(CACHED_WAGTAIL_PORT, timeout=60)
        while True:
            answer = reader.post(host_of(next(iter(SITES))), "/_bench/publish")
            assert answer.status == 200, answer.body[:500]
            if over.wait(PURGE_SECONDS):
                break
        reader.close()

    thread = threading.Thread(target=publish, daemon=True)
    thread.start()
    yield
    over.set()
    thread.join()


def _shells(home: Path) -> dict[str, int]:
    """Return the version of every page in Warraq's page store."""
    connection = sqlite3.connect(f"file:{home / 'press' / 'store.sqlite3'}?mode=ro", uri=True)
    try:
        return dict(connection.execute("SELECT key, version FROM sheets WHERE kind = 'page'"))
    finally:
        connection.close()
