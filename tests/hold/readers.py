"""Readers of pressed pages: they ask without a pause, as a browser does, and note what they met."""

from __future__ import annotations

import http.client
import random
import threading
import time
from dataclasses import dataclass, field

PAUSE_SECONDS = 0.02
# A browser asks again when a kept connection breaks.
TRIES = 3


@dataclass
class Met:
    """How many pages were read, the longest wait (seconds), and what was seen instead of a page, and when."""

    pages: int = 0
    again: int = 0
    errors: list[tuple[float, str]] = field(default_factory=list)
    late: float = 0.0


class Readers:
    """Some threads that read pages (host, path) until they are told to end."""

    def __init__(self, port: int, pages: list[tuple[str, str]], *, count: int = 3) -> None:
        self._port, self._pages = port, pages
        self._over = threading.Event()
        self._lock = threading.Lock()
        self.met = Met()
        self._threads = [
            threading.Thread(target=self._read, args=(seed,), daemon=True) for seed in range(count)
        ]

    def __enter__(self) -> Readers:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    def taken(self) -> Met:
        """Return what was met since this was last asked."""
        with self._lock:
            met, self.met = self.met, Met()
        return met

    def _read(self, seed: int) -> None:
        chance = random.Random(seed)
        connection = self._connection()
        while not self._over.wait(PAUSE_SECONDS):
            host, path = chance.choice(self._pages)
            begun, problem = time.monotonic(), ""
            for turn in range(TRIES):
                problem = self._asked(connection, host, path)
                if not problem:
                    break
                connection.close()
                connection = self._connection()
                with self._lock:
                    self.met.again += turn == 0
            with self._lock:
                self.met.pages += 1
                self.met.late = max(self.met.late, time.monotonic() - begun)
                if problem:
                    self.met.errors.append((time.time(), f"{host}{path}: {problem}"))
        connection.close()

    def _connection(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self._port, timeout=10)

    def _asked(self, connection: http.client.HTTPConnection, host: str, path: str) -> str:
        """Ask for a page; returns what was wrong, or nothing."""
        try:
            connection.request("GET", path, headers={"Host": host, "Accept-Encoding": "gzip"})
            response = connection.getresponse()
            response.read()
        except (OSError, http.client.HTTPException) as problem:
            return type(problem).__name__
        return "" if response.status == 200 else str(response.status)
