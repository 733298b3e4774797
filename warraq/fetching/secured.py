"""A connection over TLS to a server outside that speaks another protocol than HTTP, with an end to all waiting."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Collection
from time import monotonic
from typing import Any

from warraq.fetching.asking import NotFetched
from warraq.fetching.guard import NotAllowedAddress, numbers_of


class TimedSocket(ssl.SSLSocket):
    """A socket whose every wait ends at the same moment, and that takes so many bytes in all.

    So a server that drips is left like a silent one, and one that never ends fills no memory.
    """

    until: float = 0.0
    most_bytes: int = 0
    clock: Callable[[], float] = staticmethod(monotonic)

    def wait_until(self, until: float) -> None:
        """Have all waits end at that moment of the clock."""
        self.until = until
        self._wait_no_longer()

    def _wait_no_longer(self) -> None:
        left = self.until - self.clock()
        if left <= 0:
            raise TimeoutError
        self.settimeout(left)

    def _took(self, count: int) -> None:
        self.most_bytes -= count
        if self.most_bytes < 0:
            raise OSError("it sends more than is read")

    def recv(self, *args: Any) -> bytes:
        """Read, as long as time is left."""
        self._wait_no_longer()
        data = super().recv(*args)
        self._took(len(data))
        return data

    def recv_into(self, *args: Any) -> int:
        """Read into a buffer, as long as time is left."""
        self._wait_no_longer()
        count = super().recv_into(*args)
        self._took(count)
        return count

    def sendall(self, *args: Any) -> None:
        """Send all, as long as time is left."""
        self._wait_no_longer()
        super().sendall(*args)


def secured(
    host: str, port: int, *, seconds: float, most_bytes: int, trusted: Collection[str] = ()
) -> TimedSocket:
    """Connect to a public host, or to one that is trusted to be within a private network, and check who it is.

    Raises NotFetched, as asking does. All waits end after so many seconds, until `wait_until` says otherwise.
    """
    until = monotonic() + seconds
    context = ssl.create_default_context()
    context.sslsocket_class = TimedSocket
    try:
        plain = _connected(numbers_of(host, port, trusted=trusted), port, until=until)
        try:
            found = context.wrap_socket(plain, server_hostname=host)
        except BaseException:
            plain.close()
            raise
    except NotAllowedAddress as refusal:
        raise NotFetched(str(refusal)) from None
    except (UnicodeError, socket.gaierror):
        raise NotFetched("The server's name leads nowhere.") from None
    except TimeoutError:
        raise NotFetched(f"The server did not answer within {seconds:.0f} seconds.") from None
    except ssl.SSLError as problem:
        raise NotFetched(f"The server can't be trusted: {problem.reason or problem}.") from None
    except OSError as problem:
        raise NotFetched(f"The server could not be reached: {problem.strerror or problem}.") from None
    assert isinstance(found, TimedSocket)  # noqa: S101 - by the context's own class
    found.most_bytes = most_bytes
    found.wait_until(until)
    return found


def _connected(numbers: list[str], port: int, *, until: float) -> socket.socket:
    """Connect to the first number that answers."""
    problem: OSError = OSError("no address")
    for number in numbers:
        left = until - monotonic()
        if left <= 0:
            raise TimeoutError
        try:
            return socket.create_connection((number, port), timeout=left)
        except OSError as refusal:
            problem = refusal
    raise problem
