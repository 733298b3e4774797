"""The network that is held: the real command with two workers, and somebody who starts it again, as systemd would."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from pathlib import Path

from tests.hold.databases import Database
from tests.serving.servers import Process, age_of, children_of, fetch, free_port, listens, node

WORKERS = 2
HOSTS = {"maghrib": "maghrib.example.org", "misr": "misr.example.org"}
# What `deploy/systemd` waits before it starts the service again.
RESTART_SECONDS = 1.0
# Granian gives up on workers that die so soon after their start.
SETTLED_SECONDS = 6.0


class House:
    """A node whose service manager never sleeps."""

    def __init__(self, folder: Path, *, database: Database) -> None:
        self.port = free_port()
        self.database = database
        self.node: Process = node(
            folder / "node", database=database.address, port=self.port, purges=[], workers=WORKERS
        )
        self.restarts = 0
        self._over = threading.Event()
        self._keeper = threading.Thread(target=self._keep, daemon=True)

    def open(self) -> None:
        """Start, and have it started again whenever it ends."""
        self.node.launch()
        self.node.come_up()
        self._keeper.start()

    def close(self) -> None:
        """End it."""
        self._over.set()
        self._keeper.join()
        self.node.kill()

    def _keep(self) -> None:
        while not self._over.wait(0.1):
            if self.node.runs:
                continue
            self._over.wait(RESTART_SECONDS)
            # Workers whose parent was killed end a moment later.
            while listens(self.port) and not self._over.wait(0.1):
                pass
            if not self._over.is_set():
                self.restarts += 1
                self.node.launch()

    @property
    def is_settled(self) -> bool:
        """Whether all its processes run, and have for a while."""
        if not self.node.runs:
            return False
        children = children_of(self.node.pid)
        try:
            return len(children) > WORKERS and all(age_of(pid) > SETTLED_SECONDS for pid in children)
        except OSError:
            return False

    def presser(self) -> list[int]:
        """Return the presser's process."""
        return [pid for pid in children_of(self.node.pid) if " press run " in _command(pid)]

    def workers(self) -> list[int]:
        """Return the processes that answer readers."""
        return [pid for pid in children_of(self.node.pid) if " press run " not in _command(pid)]

    def status(self, host: str, path: str) -> int:
        """Ask for a page; 0 for a connection that failed."""
        try:
            return fetch(self.port, path, host=host).status
        except OSError:
            return 0


def kill(pids: list[int]) -> None:
    """Kill processes of ours, as they are."""
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _command(pid: int) -> str:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace") + " "
    return ""
