"""A served network in processes of its own: the real command with two workers, a private port and folder."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.serving.servers import ROOT, Answer, Newsroom, Process, fetch, free_port, node, start, until

WORKERS = 2
# The bound of a hang, not of speed: `make bench` measures how fast.
BOUND = 30.0
HOSTS = {"maghrib": "maghrib.example.org", "misr": "misr.example.org"}


class Served:
    """One node, and readers' and the newsroom's ways to it."""

    def __init__(self, folder: Path, *, address: str = "") -> None:
        """Take a folder for all that is kept, and the database's address if it is no file there."""
        self.database = folder / "database"
        database = address or self.database
        self.newsroom = Newsroom(folder / "newsroom", database=database)
        self.home = folder / "node"
        self.node: Process = node(self.home, database=database, port=free_port(), purges=[], workers=WORKERS)
        # (host, path) of every page of every story of the archive.
        self.pages = [
            (HOSTS[site], path)
            for story in self.newsroom.everything()
            for site, path in story["paths"].items()
        ]

    def get(self, host: str, path: str, **headers: str) -> Answer | None:
        """Ask as a reader; None for a connection that failed."""
        try:
            return fetch(self.node.port, path, host=host, **headers)
        except OSError:
            return None

    def status(self, host: str, path: str) -> int:
        """The status of a page; 0 for a connection that failed."""
        answer = self.get(host, path)
        return answer.status if answer else 0

    def gone(self, host: str, path: str) -> bool:
        """Whether every worker answers 410: several connections, since the kernel deals them out."""
        return all(self.status(host, path) == 410 for _ in range(2 * WORKERS))

    def shows(self, host: str, path: str, words: str, *, hidden: bool = False) -> bool:
        """Whether every worker shows the words (or none): several connections, since the kernel deals them out."""
        answers = [self.get(host, path) for _ in range(2 * WORKERS)]
        return all(answer is not None and (words in answer.text) != hidden for answer in answers)

    def command(self, *arguments: str) -> str:
        """Run a `warraq` command on this node's state; its output, empty when it failed."""
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("WARRAQ_", "DJANGO_"))
        }
        done = subprocess.run(
            [sys.executable, "-m", "warraq", *arguments],
            cwd=ROOT,
            env={**kept, **self.node.env},
            capture_output=True,
            text=True,
            check=False,
        )
        return done.stdout if done.returncode == 0 else ""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A served network, every page of which has been read once."""
    served = Served(tmp_path_factory.mktemp("served"))
    try:
        start([served.node])
        for host, path in served.pages:
            until(lambda host=host, path=path: served.status(host, path) == 200, within=BOUND)
        yield served
    finally:
        served.node.kill()
        served.newsroom.close()


def paths_of(story: dict[str, Any]) -> list[tuple[str, str]]:
    """Return (host, path) of a story's pages."""
    return [(HOSTS[site], path) for site, path in story["paths"].items()]
