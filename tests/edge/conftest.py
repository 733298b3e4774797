"""The newsroom, two nodes, and the caches in front of them, started once for all these tests."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from tests.serving.servers import Newsroom, Process, fetch, free_port, nginx, node, start, until, varnish

# A cache may be a second behind the nodes, nginx two; the rest is for a machine that does other work at the same time.
SOON = 2.0 + 1.0
# How long the nodes take is tested elsewhere.
_NODES_WITHIN = 20.0


@dataclass(frozen=True)
class Edge:
    """Everything that runs. `composing` is Varnish with includes, `keeping` Varnish with whole pages."""

    newsroom: Newsroom
    nodes: tuple[Process, Process]
    composing: Process
    keeping: Process
    nginx: Process

    @property
    def old_page(self) -> str:
        """The path of the archive's first story on its home site."""
        path: str = self.newsroom.oldest["paths"]["maghrib"]
        return path

    @property
    def fronts(self) -> tuple[Process, Process, Process]:
        """The caches, each as a reader's way in."""
        return self.composing, self.keeping, self.nginx


@dataclass(frozen=True)
class Fallen:
    """What was before the nodes fell: paths of a story withdrawn from maghrib, and of one on misr that nobody read."""

    withdrawn: str
    unread: str


def needed(program: str, *, package: str) -> None:
    """Skip the test by name where a program is missing; in CI it fails."""
    if shutil.which(program):
        return
    remedy = f"{program} is missing: apt-get install {package}"
    if os.environ.get("CI"):
        pytest.fail(remedy)
    pytest.skip(remedy)


@pytest.fixture(scope="session")
def varnishd() -> None:
    """Debian's Varnish with its modules."""
    needed("varnishd", package="varnish varnish-modules")


@pytest.fixture(scope="session")
def nginxd() -> None:
    """Debian's nginx."""
    needed("nginx", package="nginx-light")


@pytest.fixture(scope="session")
def edge(tmp_path_factory: pytest.TempPathFactory, varnishd: None, nginxd: None) -> Iterator[Edge]:
    folder = tmp_path_factory.mktemp("edge")
    one, two, composing, keeping, front = (free_port() for _ in range(5))
    newsroom = Newsroom(folder / "newsroom", database=folder / "database")
    try:
        purges = [composing, keeping]
        edge = Edge(
            newsroom=newsroom,
            nodes=(
                node(folder / "one", database=folder / "database", port=one, purges=purges),
                node(folder / "two", database=folder / "database", port=two, purges=purges),
            ),
            composing=varnish(folder / "composing", vcl="default.vcl", port=composing, backend=one),
            keeping=varnish(folder / "keeping", vcl="whole-pages.vcl", port=keeping, backend=one),
            nginx=nginx(folder / "nginx", port=front, nodes=(one, two)),
        )
        running = [*edge.nodes, *edge.fronts]
        try:
            start(running)
            yield edge
        finally:
            for process in running:
                process.kill()
    finally:
        newsroom.close()


@pytest.fixture(scope="class")
def fallen(edge: Edge) -> Iterator[Fallen]:
    """Both nodes are killed while the class lasts."""
    newsroom = edge.newsroom
    withdrawn, unread = newsroom.publish("خبر لن يعود"), newsroom.publish("خبر لم يقرأه أحد")
    own = withdrawn["paths"]["maghrib"]
    soon(edge, lambda port: fetch(port, own).status == 200)
    newsroom.withdraw(withdrawn["story"])
    soon(edge, lambda port: fetch(port, own).status == 410)
    for path in ("/", edge.old_page):
        soon(edge, lambda port, path=path: is_up_to_date(fetch(port, path).text))
    for each in edge.nodes:
        each.kill()
    yield Fallen(withdrawn=own, unread=unread["paths"]["misr"])
    come_back(edge)


def is_up_to_date(page: str) -> bool:
    """Whether the blocks of a page are as they should be when the nodes fall."""
    return "خبر لم يقرأه أحد" in page and "خبر لن يعود" not in page


def soon(edge: Edge, true: Callable[[int], bool]) -> None:
    """Wait until something is true at the port of each node that runs, and then at that of each cache in its time."""
    for each in edge.nodes:
        if each.runs:
            until(lambda port=each.port: true(port), within=_NODES_WITHIN)
    for front in edge.fronts:
        until(lambda port=front.port: true(port), within=SOON)


def come_back(edge: Edge) -> None:
    """Start the nodes that were killed, and wait until all caches know."""
    start(edge.nodes)
    for front in edge.fronts:
        # A request that passes by the cache says how the way to the node is.
        until(lambda front=front: fetch(front.port, "/", Authorization="Basic x").status == 200, within=20)
