"""The thread that flushes: it begins with the first read of its process, so after any fork."""

from __future__ import annotations

import logging
import multiprocessing.util
import threading
import time
from collections.abc import Callable

log = logging.getLogger(__name__)

# So many waiting reads are flushed without waiting for the time to pass.
ENOUGH = 500
# Without readers the thread wakes so often, in seconds, to clear away what has had its time.
IDLE_SECONDS = 3600.0


class Flusher:
    """Calls `flush` a moment after the first read, then again while reads come; at exit once more.

    A flush that raises is tried again after `seconds`; only the first failure of a row is logged, and its end.
    """

    def __init__(self, flush: Callable[[], object], *, seconds: float) -> None:
        self._flush = flush
        self._seconds = seconds
        self._arrived = threading.Event()
        self._hurry = threading.Event()
        self._starting = threading.Lock()
        self._flushing = threading.Lock()
        self._thread: threading.Thread | None = None
        self._fails = False

    def notice(self, *, waiting: int) -> None:
        """Say that a read came and how many wait. Never waits itself."""
        if self._thread is None:
            self._start()
        self._arrived.set()
        if waiting >= ENOUGH:
            self._hurry.set()

    def run_once(self) -> None:
        """Flush now; a failure is logged, not raised."""
        with self._flushing:  # so that an exit waits for a flush that is under way
            try:
                self._flush()
            except Exception as problem:
                if not self._fails:
                    log.warning("Reads can't be written and wait in memory: %s", problem, exc_info=True)
                self._fails = True
                self._arrived.set()
            else:
                if self._fails:
                    log.warning("Reads are written again.")
                self._fails = False

    def _start(self) -> None:
        with self._starting:
            if self._thread is not None:
                return
            self._thread = threading.Thread(target=self._run, name="reads-flush", daemon=True)
            self._thread.start()
            # Unlike atexit alone, this is also heard by a server's worker that is a child of multiprocessing.
            multiprocessing.util.Finalize(None, self.run_once, exitpriority=10)

    def _run(self) -> None:
        while True:
            if self._fails:
                time.sleep(self._seconds)  # in no hurry, however many wait
            elif self._arrived.wait(IDLE_SECONDS):
                self._hurry.wait(self._seconds)
            self._arrived.clear()
            self._hurry.clear()
            self.run_once()
