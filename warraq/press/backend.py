"""Asking the backend, a WSGI application (PEP 3333), for a shell, and telling what it said from a shell.

A backend that is asked for a shell finds ``environ["warraq.press"] == "1"``. It answers with a shell by the
header ``X-Warraq-Shell: 1``; its body then holds slot markers. Further headers to the press:

- ``X-Warraq-Last-Modified``: epoch seconds of the last change of the shell's content; without it, now.
- ``X-Warraq-Query: ignore``: the page is the same whatever its query string says.
- ``X-Warraq-Subject``: what the page is about; blocks that show it are replaced by their variants without it.
- ``Surrogate-Key``: names, apart by spaces, by which a cache in front may purge the page.

None of them leaves the house, but for the last, to a cache that announces itself. ``Cache-Control`` is sent
on as it is (without it `pages.DEFAULT_CACHE_CONTROL`), and so is every header that the press does not set
itself.

All readers share a shell, so the question carries nothing of the one reader who happens to come first: no
cookie, no language, no query string, no condition, no range. What the backend says to it is used if it is a
shell; the reader of anything else gets what the backend says to the reader's own question.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final

from warraq.press.pages import DEFAULT_CACHE_CONTROL, Header, PressedPage, press_page

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication

Environ = dict[str, Any]
ExcInfo = tuple[type[BaseException], BaseException, TracebackType] | tuple[None, None, None]

# A page of another status is not kept: a flood of invented addresses would fill the store with "not found".
KEPT_STATUSES: Final = frozenset({200, 410})

_OF_ONE_READER: Final = (
    "HTTP_ACCEPT_LANGUAGE",
    "HTTP_COOKIE",
    "HTTP_IF_MATCH",
    "HTTP_IF_MODIFIED_SINCE",
    "HTTP_IF_NONE_MATCH",
    "HTTP_IF_RANGE",
    "HTTP_IF_UNMODIFIED_SINCE",
    "HTTP_RANGE",
)
_INTERNAL_PREFIX: Final = "x-warraq-"
# What the press itself says of a composed page (validators, length, coding) or the connection does (RFC 9110,
# 7.6.1).
_OWN_HEADERS: Final = frozenset(
    {
        "age",
        "cache-control",
        "connection",
        "content-length",
        "date",
        "etag",
        "expires",
        "keep-alive",
        "last-modified",
        "server",
        "surrogate-control",
        "surrogate-key",
        "transfer-encoding",
        "vary",
    }
)
# What the question did not carry can't have changed the answer.
_SHARED_VARY: Final = frozenset({"accept-encoding", "accept-language", "cookie"})
_NOT_SHARED: Final = frozenset({"no-store", "private"})


class BackendError(Exception):
    """The backend raised, or said something that the press can't use."""


@dataclass(slots=True)
class Answer:
    """What a WSGI application said: the status line, the headers, and the body as it comes."""

    status_line: str
    headers: list[Header]
    body: "Body"

    @property
    def status(self) -> int:
        """The status as a number."""
        return int(self.status_line[:3])

    def header(self, name: str) -> str | None:
        """All values of the header `name` (lower case), or None."""
        values = [value for found, value in self.headers if found.lower() == name]
        return ", ".join(values) if values else None

    @property
    def is_shell(self) -> bool:
        """Whether this is a shell."""
        return self.header("x-warraq-shell") == "1"

    @property
    def is_shared(self) -> bool:
        """Whether all readers may see this answer: it sets no cookie and does not depend on who asks."""
        vary = {name.strip().lower() for name in (self.header("vary") or "").split(",")} - {""}
        directives = {word.strip().lower() for word in (self.header("cache-control") or "").split(",")}
        return (
            self.status in KEPT_STATUSES
            and self.header("set-cookie") is None
            and vary <= _SHARED_VARY
            and not directives & _NOT_SHARED
        )


class Body:
    """A body as it comes from an application; what was taken from it to learn the headers comes first."""

    def __init__(self, *, taken: list[bytes], iterator: Iterator[bytes], close: Callable[[], None]) -> None:
        self._taken = taken
        self._iterator = iterator
        self.close = close

    def __iter__(self) -> Iterator[bytes]:
        while self._taken:
            yield self._taken.pop(0)
        yield from self._iterator

    def whole(self) -> bytes:
        """All of it; the body is closed."""
        try:
            return b"".join(self)
        finally:
            self.close()


def question_for_a_shell(environ: Environ) -> Environ:
    """The request that asks for a shell, in behalf of all readers of the page that `environ` names."""
    question = {name: value for name, value in environ.items() if name not in _OF_ONE_READER}
    question["warraq.press"] = "1"
    question["REQUEST_METHOD"] = "GET"
    question["QUERY_STRING"] = ""
    for name in ("RAW_URI", "REQUEST_URI"):
        if name in question:
            question[name] = str(question[name]).partition("?")[0]
    return question


def is_the_same_question(environ: Environ, question: Environ) -> bool:
    """Whether a reader's own request would be answered by the answer to `question`, were it no shell."""
    return environ["REQUEST_METHOD"] == "GET" and all(
        question.get(name, "") == environ.get(name, "") for name in (*_OF_ONE_READER, "QUERY_STRING")
    )


def ask(backend: "WSGIApplication", environ: Environ) -> Answer:
    """Call the backend and wait for its headers; whatever it raises is raised on."""
    started: list[tuple[str, list[Header]]] = []
    written: list[bytes] = []

    def start_response(
        status: str, headers: list[Header], exc_info: ExcInfo | None = None, /
    ) -> Callable[[bytes], object]:
        started.append((status, headers))
        return written.append

    result = backend(environ, start_response)
    close = getattr(result, "close", lambda: None)
    try:
        iterator = iter(result)
        # An application may start its response as late as its first chunk (PEP 3333).
        while not started:
            written.append(next(iterator))
    except StopIteration:
        close()
        raise BackendError("The backend ended without starting a response.") from None
    except BaseException:
        close()
        raise
    status_line, headers = started[-1]
    return Answer(
        status_line=status_line,
        headers=headers,
        body=Body(taken=written, iterator=iterator, close=close),
    )


def pressed(answer: Answer, *, version: int, pressed_at: float, level: int) -> PressedPage:
    """Press a shell as the backend gave it; BackendError if it can't be."""
    body = answer.body.whole()
    if (coding := answer.header("content-encoding")) not in {None, "identity"}:
        raise BackendError(f"The shell came in the coding {coding!r}: leave compressing to the press.")
    try:
        modified = answer.header("x-warraq-last-modified")
        last_modified = None if modified is None else float(modified)
    except ValueError as error:
        raise BackendError("X-Warraq-Last-Modified is not a number of seconds.") from error
    return press_page(
        body,
        version=version,
        pressed_at=pressed_at,
        status=answer.status,
        headers=_headers_to_keep(answer.headers),
        cache_control=answer.header("cache-control") or DEFAULT_CACHE_CONTROL,
        last_modified=last_modified,
        surrogate_keys=(answer.header("surrogate-key") or "").split(),
        subject=answer.header("x-warraq-subject") or "",
        query_matters=answer.header("x-warraq-query") != "ignore",
        level=level,
    )


def without_internal(headers: Iterable[Header]) -> list[Header]:
    """The headers that may leave the house."""
    return [header for header in headers if not header[0].lower().startswith(_INTERNAL_PREFIX)]


def passing_on(start_response: "StartResponse") -> "StartResponse":
    """`start_response`, without the internal headers that a backend may send through it."""

    def start(
        status: str, headers: list[Header], exc_info: ExcInfo | None = None, /
    ) -> Callable[[bytes], object]:
        if exc_info is None:
            return start_response(status, without_internal(headers))
        return start_response(status, without_internal(headers), exc_info)

    return start


def _headers_to_keep(headers: Iterable[Header]) -> list[Header]:
    return [header for header in without_internal(headers) if header[0].lower() not in _OWN_HEADERS]
