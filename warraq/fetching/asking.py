"""One question to a server outside, with a bound on everything."""

from __future__ import annotations

import http.client
import socket
import ssl
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from time import monotonic
from urllib.parse import SplitResult, quote, urljoin, urlunsplit

from warraq.fetching.guard import NotAllowedAddress, checked, port_of, resolved

_AGENT = "Warraq (news publishing)"
_REDIRECTS = (301, 302, 303, 307, 308)
_PIECE = 65_536
_PATIENCE = frozenset({408, 425, 429})
_NO_BODY = frozenset({"HEAD"})


class NotFetched(OSError):
    """No answer that can be used; the message says why, in one sentence."""


@dataclass(frozen=True)
class Limits:
    """What an answer may cost: bytes (unpacked), seconds in all, and redirects on the way.

    Hosts in `trusted` may stand within a private network.
    """

    most_bytes: int = 16 * 1024 * 1024
    seconds: float = 20.0
    redirects: int = 5
    trusted: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Answer:
    """What a server said. `address` is where redirects led; names of headers are small letters."""

    status: int
    address: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


def may_pass(status: int) -> bool:
    """Return whether the same question may be answered well later: the server is in trouble, or asks for patience."""
    return status in _PATIENCE or status >= 500


def ask(
    address: str,
    *,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
    limits: Limits | None = None,
    clock: Callable[[], float] = monotonic,
) -> Answer:
    """Ask, follow redirects (each is checked anew), and return the answer, whatever its status.

    Raises NotFetched: an address that is not allowed, a server that does not answer in time, an answer that is too
    large, redirects without an end. Only GET and HEAD follow redirects; others return them.
    """
    limits = limits or Limits()
    until = clock() + limits.seconds
    for _ in range(limits.redirects + 1):
        answer = _ask_once(
            address, method=method, headers=headers or {}, body=body, limits=limits, until=until, clock=clock
        )
        target = answer.headers.get("location", "")
        if answer.status not in _REDIRECTS or not target or method not in ("GET", "HEAD"):
            return answer
        address = urljoin(address, target)
    raise NotFetched(f"The server redirects more than {limits.redirects} times.")


def _ask_once(
    address: str,
    *,
    method: str,
    headers: Mapping[str, str],
    body: bytes | None,
    limits: Limits,
    until: float,
    clock: Callable[[], float],
) -> Answer:
    try:
        parts = checked(address)
        numbers = resolved(parts, trusted=limits.trusted)
    except NotAllowedAddress as refusal:
        raise NotFetched(str(refusal)) from None
    except (OSError, UnicodeError):
        raise NotFetched("The server's name leads nowhere.") from None
    connection = _Connection(parts, numbers=numbers, until=until, clock=clock)
    try:
        connection.request(
            method,
            _path(parts),
            body=body,
            headers={"User-Agent": _AGENT, "Accept-Encoding": "gzip", **headers},
        )
        response = connection.getresponse()
        told = {name.lower(): value for name, value in response.getheaders()}
        content = b"" if method in _NO_BODY else _read(response, connection, told=told, limits=limits)
        return Answer(status=response.status, address=address, headers=told, body=content)
    except TimeoutError:
        raise NotFetched(f"The server did not answer within {limits.seconds:.0f} seconds.") from None
    except ssl.SSLError as problem:
        raise NotFetched(f"The server can't be trusted: {problem.reason or problem}.") from None
    except NotFetched:
        raise
    except (OSError, http.client.HTTPException, ValueError) as problem:
        raise NotFetched(f"The server could not be asked: {problem or type(problem).__name__}.") from None
    finally:
        connection.close()


def _path(parts: SplitResult) -> str:
    """Return what is asked of the server; letters that an address may not hold are written as bytes in percent."""
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = quote(parts.query, safe="/%:@!$&'()*+,;=~-._?[]")
    return urlunsplit(("", "", path, query, ""))


class _Connection(http.client.HTTPConnection):
    """A connection to a number that was checked, under the host's name; each wait ends at the same moment."""

    def __init__(
        self, parts: SplitResult, *, numbers: list[str], until: float, clock: Callable[[], float]
    ) -> None:
        self._name = parts.hostname or ""
        self._numbers = numbers
        self._until, self._clock = until, clock
        self._is_safe = parts.scheme == "https"
        self._socket: socket.socket | None = None
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
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(self.sock, server_hostname=self._name)
        # http.client lets go of it with the headers of an answer that ends the connection.
        self._socket = self.sock

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


def _read(
    response: http.client.HTTPResponse, connection: _Connection, *, told: Mapping[str, str], limits: Limits
) -> bytes:
    """Return the answer's body, unpacked, within the bounds."""
    unpack = zlib.decompressobj(wbits=31) if told.get("content-encoding", "").lower() == "gzip" else None
    content, packed = bytearray(), 0
    promised = response.length
    while True:
        connection.wait_no_longer()
        piece = response.read1(_PIECE)
        if not piece:
            break
        packed += len(piece)
        try:
            content += unpack.decompress(piece, limits.most_bytes + 1 - len(content)) if unpack else piece
        except zlib.error:
            raise NotFetched("The answer is packed in a way that can't be read.") from None
        if len(content) > limits.most_bytes or (unpack and unpack.unconsumed_tail):
            raise NotFetched(f"The answer is larger than {limits.most_bytes // 2**20} MB.")
    # The library tells of chunks that are missing, not of bytes.
    if (promised is not None and packed < promised) or (unpack and content and not unpack.eof):
        raise NotFetched("The answer ends before its end.")
    return bytes(content)
