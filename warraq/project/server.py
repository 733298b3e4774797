"""Granian, as Warraq runs it."""

from __future__ import annotations

import os

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from warraq.project.pressroom import PresserProcess

# Enough for readers of pressed pages beside those whose page waits for the database (see FrontSettings.overdue).
THREADS = 8


def run(*, host: str, port: int, workers: int) -> None:
    """Serve until told to stop; a worker that dies is started again."""
    # Each thread with a heap of its own would keep what the others have freed (mallopt(3)).
    os.environ.setdefault("MALLOC_ARENA_MAX", "2")
    with PresserProcess():
        _serve(host=host, port=port, workers=workers)


def _serve(*, host: str, port: int, workers: int) -> None:
    Server(
        "warraq.project.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        backlog=2048,
        websockets=False,
        respawn_failed_workers=True,
        log_level=LogLevels.warning,
    ).serve()
