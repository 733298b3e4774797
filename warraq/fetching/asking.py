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

from warraq.fetching.guard import NotAllowedAddress, checked, resolved
from warraq.fetching.lines import Connection, Lines, NotKept

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
    lines: Lines | None = None,
    clock: Callable[[], float] = monotonic,
) -> Answer:
    """Ask, follow redirects (each is checked anew), and return the answer, whatever its status.

    Raises NotFetched: an address that is not allowed, a server that does not answer in time, an answer that is too
    large, redirects without an end. Only GET and HEAD follow redirects; others return them. With `lines` a connection
    that was used before is used again.
    """
    limits = limits or Limits()
    until = clock() + limits.seconds
    for _ in range(limits.redirects + 1):
        answer = _ask_once(
            address,
            question=_Question(method, headers or {}, body),
            limits=limits,
            lines=lines,
            until=until,
            clock=clock,
        )
        target = answer.headers.get("location", "")
        if answer.status not in _REDIRECTS or not target or method not in ("GET", "HEAD"):
            return answer
        address = urljoin(address, target)
    raise NotFetched(f"The server redirects more than {limits.redirects} times.")


@dataclass(frozen=True)
class _Question:
    """What is sent."""

    method: str
    headers: Mapping[str, str]
    body: bytes | None


def _ask_once(
    address: str,
    *,
    question: _Question,
    limits: Limits,
    lines: Lines | None,
    until: float,
    clock: Callable[[], float],
) -> Answer:
    try:
        parts = checked(address)
        kept = lines.take(parts, until=until, clock=clock) if lines is not None else None
        if kept is not None:
            try:
                return _asked(kept, address, parts, question=question, limits=limits, lines=lines)
            except NotKept:
                pass  # the server ended it while nobody spoke: a new one is opened
        numbers = resolved(parts, trusted=limits.trusted)
        connection = Connection(parts, numbers=numbers, until=until, clock=clock)
        return _asked(connection, address, parts, question=question, limits=limits, lines=lines)
    except NotAllowedAddress as refusal:
        raise NotFetched(str(refusal)) from None
    except TimeoutError:
        raise NotFetched(f"The server did not answer within {limits.seconds:.0f} seconds.") from None
    except ssl.SSLError as problem:
        raise NotFetched(f"The server can't be trusted: {problem.reason or problem}.") from None
    except NotFetched:
        raise
    except (socket.gaierror, UnicodeError):
        raise NotFetched("The server's name leads nowhere.") from None
    except (OSError, http.client.HTTPException, ValueError) as problem:
        raise NotFetched(f"The server could not be asked: {problem or type(problem).__name__}.") from None


def _asked(
    connection: Connection,
    address: str,
    parts: SplitResult,
    *,
    question: _Question,
    limits: Limits,
    lines: Lines | None,
) -> Answer:
    """Ask over a connection, and keep it for the next question where it can be kept."""
    is_whole = False
    try:
        response = connection.answer(
            question.method,
            _path(parts),
            body=question.body,
            headers={"User-Agent": _AGENT, "Accept-Encoding": "gzip", **question.headers},
        )
        told = {name.lower(): value for name, value in response.getheaders()}
        nothing = question.method in _NO_BODY
        content = b"" if nothing else _read(response, connection, told=told, limits=limits)
        response.close()
        is_whole = True
        return Answer(status=response.status, address=address, headers=told, body=content)
    finally:
        if lines is None or not is_whole or not lines.keep(parts, connection):
            connection.close()


def _path(parts: SplitResult) -> str:
    """Return what is asked of the server; letters that an address may not hold are written as bytes in percent."""
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = quote(parts.query, safe="/%:@!$&'()*+,;=~-._?[]")
    return urlunsplit(("", "", path, query, ""))


def _read(
    response: http.client.HTTPResponse, connection: Connection, *, told: Mapping[str, str], limits: Limits
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
