"""Connections to servers outside: to a number that was checked, each wait with an end, kept for the next question."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from collections.abc import Callable, Mapping
from functools import cache
from time import monotonic
from types import TracebackType
from typing import Self
from urllib.parse import SplitResult

from warraq.fetching.guard import port_of

# A server that is not asked again so soon may have its connection back.
IDLE_SECONDS = 20.0
MOST_IDLE = 64


class NotKept(ConnectionError):
    """A kept connection had ended before anything was answered on it."""


@cache
def _trust() -> ssl.SSLContext:
    """Return whom we trust; reading the authorities takes longer than most questions."""
    return ssl.create_default_context()


class Connection(http.client.HTTPConnection):
    """A connection to a number that was checked, under the host's name; each wait ends at the same moment."""

    def __init__(
        self, parts: SplitResult, *, numbers: list[str], until: float, clock: Callable[[], float]
    ) -> None:
        self._name = parts.hostname or ""
        self._numbers = numbers
        self._until, self._clock = until, clock
        self._is_safe = parts.scheme == "https"
        self._socket: socket.socket | None = None
        self._was_used = False
        super().__init__(self._name, port_of(parts))
        if self._is_safe:
            self.default_port = 443

    def connect(self) -> None:
        """Connect to the first number that answers."""
        problem: OSError = OSError("no address")
        for number in self._numbers:
            try:
                self.sock = socket.create_connection((number, self.port), timeout=self.left())
                break
            except OSError as refusal:
                problem = refusal
        else:
            raise problem
        if self._is_safe:
            self.sock = _trust().wrap_socket(self.sock, server_hostname=self._name)
        # http.client lets go of it with the headers of an answer that ends the connection.
        self._socket = self.sock

    def answer(
        self, method: str, path: str, *, body: bytes | None, headers: Mapping[str, str]
    ) -> http.client.HTTPResponse:
        """Send a question and return what answers begins. Raises NotKept where one that was used before had ended."""
        if self._was_used and self.sock is None:
            raise NotKept
        self.wait_no_longer()
        try:
            self.request(method, path, body=body, headers=dict(headers))
            response = self.getresponse()
        except (ConnectionError, ssl.SSLEOFError) as problem:
            if self._was_used:
                self.close()
                raise NotKept from problem
            raise
        self._was_used = True
        return response

    def begin_anew(self, *, until: float, clock: Callable[[], float]) -> None:
        """Give another question its own time."""
        self._until, self._clock = until, clock

    def left(self) -> float:
        """Return the seconds that are left. Raises TimeoutError when none are."""
        left = self._until - self._clock()
        if left <= 0:
            raise TimeoutError
        return left

    def wait_no_longer(self) -> None:
        """Let the next read end with the time that is left."""
        if self._socket is not None:
            self._socket.settimeout(self.left())


class Lines:
    """Connections that are kept between questions of the same trust, for many threads; close it at the end.

    The name is not looked up again: the number that it led to was checked as the connection was opened.
    """

    def __init__(self, *, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._idle: dict[tuple[str, str, int], list[tuple[float, Connection]]] = {}
        self._count = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def take(self, parts: SplitResult, *, until: float, clock: Callable[[], float]) -> Connection | None:
        """Return a connection to the server of this address that nobody uses, the one used last; None without one."""
        old: list[Connection] = []
        found = None
        with self._lock:
            kept = self._idle.get(_server(parts), [])
            while kept and found is None:
                moment, connection = kept.pop()
                self._count -= 1
                if self._clock() - moment < IDLE_SECONDS:
                    found = connection
                else:
                    old.append(connection)
        for connection in old:
            connection.close()
        if found is not None:
            found.begin_anew(until=until, clock=clock)
        return found

    def keep(self, parts: SplitResult, connection: Connection) -> bool:
        """Keep a connection whose answer was read to its end; False for one that the server ends, or one too many."""
        if connection.sock is None:
            return False
        with self._lock:
            if self._count >= MOST_IDLE:
                return False
            self._idle.setdefault(_server(parts), []).append((self._clock(), connection))
            self._count += 1
        return True

    def close(self) -> None:
        """End all that nobody uses."""
        with self._lock:
            kept, self._idle, self._count = self._idle, {}, 0
        for connections in kept.values():
            for _, connection in connections:
                connection.close()


def _server(parts: SplitResult) -> tuple[str, str, int]:
    return parts.scheme, (parts.hostname or "").lower(), port_of(parts)
