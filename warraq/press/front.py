"""The front: the WSGI application before the backend, which answers from the press whatever it can.

The way of a request: other methods than GET and HEAD, a desk's cookie, `Authorization`, and addresses that
name no pressed page (see `negotiate`) go to the backend as they are. A page that is held is answered at once.
A page that is not is asked of the backend as a shell, once, by a thread of a small crew; all who want it wait
for that one, at most `wait_seconds`, however long the backend takes. What turns out to be no shell is
remembered for a minute and left to the backend.

A page that was never pressed and cannot be had now (the backend raises, answers 5xx, or takes too long) is
answered with 503, a page that a person can read, and `Retry-After`. After some failures in a row, and while
several shells are overdue, the backend is not asked at all: the threads are needed for the pages that are
held.

Mount it at the root of the server, after the fork of worker processes. The server adds `Date`.
"""

import logging
import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Final, TypeVar

from warraq.press.backend import (
    Answer,
    BackendError,
    Environ,
    ask,
    is_the_same_question,
    passing_on,
    pressed,
    question_for_a_shell,
    without_internal,
)
from warraq.press.edge import (
    BLOCKS_PATH,
    ESI,
    block_keys,
    fragment,
    fragment_page,
    shell_with_includes,
    surrogate_control,
)
from warraq.press.engine import Held, Press
from warraq.press.flights import Breaker, Crew, Flights
from warraq.press.negotiate import (
    GZIP,
    announces_esi,
    cookie_finder,
    decoded_path,
    entity_tag,
    is_canonical_path,
    is_not_modified,
    is_only_tracking,
    matches_tag,
    normalised_host,
    not_modified_headers,
    page_headers,
    preferred_coding,
    surrogate_key_header,
)
from warraq.press.pages import Composed, Header, PressedPage
from warraq.press.store import Verdict

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication

K = TypeVar("K")
V = TypeVar("V")

_log = logging.getLogger(__name__)

_NOT_A_SHELL_SECONDS: Final = 60.0
# What is not there now may be published in a moment.
_NOT_FOUND_SECONDS: Final = 5.0
_MOST_REMEMBERED: Final = 10_000
_LONGEST_REMEMBERED: Final = 512
_MOST_TRIES: Final = 3
_CLAIM_LOOK_SECONDS: Final = 0.01
_MOST_HITS: Final = 3

_STATUS_LINES: Final = {status.value: f"{status.value} {status.phrase}" for status in HTTPStatus}

UNAVAILABLE_PAGE: Final = """<!doctype html>
<html lang="ar" dir="rtl">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>الصفحة غير متاحة مؤقتًا</title>
<style>
body { margin: 0; padding: 3rem 1.5rem; font: 1.125rem/1.8 system-ui, sans-serif; color: #1c1c1c; background:
#fff } main { max-width: 36rem; margin-inline: auto } h1 { font-size: 1.5rem; line-height: 1.5 } @media
(prefers-color-scheme: dark) { body { color: #eee; background: #161616 } a { color: #9cf } } </style> </head>
<body> <main> <h1>الصفحة غير متاحة مؤقتًا</h1> <p>تعذّر علينا عرض هذه الصفحة الآن بسبب عطل مؤقت. نعمل على
إصلاحه، وسائر صفحات الموقع متاحة كالمعتاد.</p> <p>أعد المحاولة بعد لحظات، أو انتقل إلى <a href="/">الصفحة
الرئيسية</a>.</p> </main> </body> </html>
""".encode()


@dataclass(frozen=True, slots=True)
class Plain:
    """An answer that is no page: its media type and its bytes."""

    content_type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class FrontSettings:
    """How the front behaves. Times are in seconds.

    `bypass_cookies` name the cookies with which a request goes to the backend. Paths that begin with one of
    `pass_prefixes` are never asked as shells; on the home page, neither are queries that begin with one of
    `passed_queries`: addresses of a former site. `wait_seconds` is how long a reader waits for a page that
    another one has asked for. `failures` in a row close the way to the backend for `rest_seconds`, as do
    `overdue` shells for as long as they are. `unavailable` are the 503 pages by host, `unavailable_page` is
    that of all others; below a path of `unavailable_below` programs ask, pages of any site too, and get that
    instead. `pass_errors` shows the backend's own 5xx answers instead, for development.
    """

    bypass_cookies: tuple[str, ...] = ("sessionid", "warraq_preview")
    pass_prefixes: tuple[str, ...] = ("/static/", "/media/")
    passed_queries: tuple[str, ...] = ()
    wait_seconds: float = 2.0
    failures: int = 3
    rest_seconds: float = 1.0
    overdue: int = 4
    retry_after: int = 5
    unavailable: Mapping[str, bytes] = field(default_factory=dict)
    unavailable_page: bytes = UNAVAILABLE_PAGE
    unavailable_below: Mapping[str, Plain] = field(default_factory=dict)
    pass_errors: bool = False


@dataclass(frozen=True, slots=True)
class _Pressed:
    """The flight brought a page."""

    held: Held


@dataclass(frozen=True, slots=True)
class _NotAShell:
    """The flight brought something else: the answer, where it also answers the leader's own question."""

    answer: Answer | None


@dataclass(frozen=True, slots=True)
class _Failed:
    """The flight brought nothing, and this is why."""

    error: Exception


_Outcome = _Pressed | _NotAShell | _Failed


class PressApplication:
    """The WSGI application that stands before `backend` and answers from `press`."""

    def __init__(
        self, backend: "WSGIApplication", press: Press, *, settings: FrontSettings | None = None
    ) -> None:
        self._backend = backend
        self._press = press
        self._settings = settings or FrontSettings()
        self._bypass = cookie_finder(self._settings.bypass_cookies)
        self._shelved = press.pages.entries
        self._board = press.board
        self._hosts: dict[str, str | None] = {}
        self._codings: dict[str | None, str] = {}
        self._not_shells: dict[str, float] = {}
        self._flights: Flights[_Outcome] = Flights()
        # As many as may be late, and one that finds out when the backend is itself again.
        self._crew = Crew(size=self._settings.overdue + 1, name="press")
        self._breaker = Breaker(threshold=self._settings.failures, rest=self._settings.rest_seconds)
        self._pause = threading.Event()

    def __call__(self, environ: Environ, start_response: "StartResponse") -> Iterable[bytes]:
        """Answer one request."""
        key = self._key(environ)
        if key is None:
            return self._pass(environ, start_response)
        shelved = self._shelved.get(key)
        if shelved is None:
            return self._not_in_memory(key, environ, start_response)
        if shelved.hits < _MOST_HITS:
            shelved.hits += 1
        return self._answer_held(key, shelved.item, environ, start_response)

    # Which page

    def _key(self, environ: Environ) -> str | None:
        """The name of the page that is asked for, if the press may answer at all. The path is not checked yet."""
        if environ["REQUEST_METHOD"] not in _READING or "HTTP_AUTHORIZATION" in environ:
            return None
        if "HTTP_COOKIE" in environ and self._bypass(environ["HTTP_COOKIE"]):
            return None
        header = environ.get("HTTP_HOST", "")
        try:
            host = self._hosts[header]
        except KeyError:
            host = self._host(header)
        path: str | None = environ["PATH_INFO"]
        if path and not path.isascii():
            path = decoded_path(path)
        return host + path if host and path and path[0] == "/" else None

    def _host(self, header: str) -> str | None:
        host = normalised_host(header) if header.isascii() else None
        _remember(self._hosts, header, host)
        return host

    def _coding(self, header: str | None) -> str:
        coding = preferred_coding(header)
        _remember(self._codings, header, coding)
        return coding

    # What is held

    def _answer_held(
        self, key: str, held: Held, environ: Environ, start_response: "StartResponse"
    ) -> Iterable[bytes]:
        query = environ.get("QUERY_STRING")
        if query and (
            (held.page.query_matters and not is_only_tracking(query))
            or (query.startswith(self._settings.passed_queries) and environ["PATH_INFO"] == "/")
        ):
            return self._pass(environ, start_response)
        if "HTTP_SURROGATE_CAPABILITY" in environ:
            return self._answer_edge(key, held, environ, start_response)
        composed = held.composed
        if composed is None or composed.generation != self._board.generation:
            composed = self._press.composed(key, held)
        return self._answer(held.page, composed, environ, start_response)

    def _answer(
        self, page: PressedPage, composed: Composed, environ: Environ, start_response: "StartResponse"
    ) -> Iterable[bytes]:
        accepted = environ.get("HTTP_ACCEPT_ENCODING")
        coding = self._codings.get(accepted) or self._coding(accepted)
        none_match = environ.get("HTTP_IF_NONE_MATCH")
        if coding != GZIP or ("HTTP_IF_MODIFIED_SINCE" in environ and none_match is None):
            return self._answer_slowly(page, composed, environ, start_response, more=(), variant=coding)
        now = self._press.clock()
        if composed.second != int(now):
            composed.headers = [
                *(
                    composed.headers[:-1]
                    or page_headers(page, composed=composed, coding=GZIP, variant=GZIP, now=now)
                ),
                _age(composed, now=now),
            ]
            composed.second = int(now)
        if none_match is not None and page.status == HTTPStatus.OK:
            etag = entity_tag(composed.tag, variant=GZIP)
            if none_match == etag or matches_tag(none_match, etag=etag):
                start_response(_STATUS_LINES[304], not_modified_headers(composed.headers))
                return []
        # The server may change the list that it is given.
        start_response(_STATUS_LINES[page.status], composed.headers[:])
        return [composed.gzip_body] if environ["REQUEST_METHOD"] == "GET" else []

    def _answer_slowly(
        self,
        page: PressedPage,
        composed: Composed,
        environ: Environ,
        start_response: "StartResponse",
        *,
        more: Iterable[Header],
        variant: str,
    ) -> Iterable[bytes]:
        """Answer with conditions, in any coding, with further headers; `variant` tells apart entity tags."""
        now = self._press.clock()
        accepted = environ.get("HTTP_ACCEPT_ENCODING")
        coding = self._codings.get(accepted) or self._coding(accepted)
        not_modified = page.status == HTTPStatus.OK and is_not_modified(
            if_none_match=environ.get("HTTP_IF_NONE_MATCH"),
            if_modified_since=environ.get("HTTP_IF_MODIFIED_SINCE"),
            etag=entity_tag(composed.tag, variant=variant),
            modified_at=composed.modified_at,
            now=now,
        )
        headers = page_headers(page, composed=composed, coding=coding, variant=variant, now=now)
        headers += [*more, _age(composed, now=now)]
        if not_modified:
            start_response(_STATUS_LINES[304], not_modified_headers(headers))
            return []
        start_response(_STATUS_LINES[page.status], headers)
        if environ["REQUEST_METHOD"] == "HEAD":
            return []
        return [composed.gzip_body if coding == GZIP else composed.plain_body()]

    # For caches in front

    def _answer_edge(
        self, key: str, held: Held, environ: Environ, start_response: "StartResponse"
    ) -> Iterable[bytes]:
        page = held.page
        accepted = environ.get("HTTP_ACCEPT_ENCODING")
        coding = self._codings.get(accepted) or self._coding(accepted)
        if page.columns and announces_esi(environ["HTTP_SURROGATE_CAPABILITY"]):
            composed = shell_with_includes(page, slots=self._press.resolved_slots(page))
            more = [*surrogate_control(), *surrogate_key_header(page, composed=composed)]
            variant = f"{ESI}-{coding}"
        else:
            composed = self._press.composed(key, held)
            more = surrogate_key_header(page, composed=composed)
            variant = coding
        return self._answer_slowly(page, composed, environ, start_response, more=more, variant=variant)

    def _answer_fragment(
        self, path: str, environ: Environ, start_response: "StartResponse"
    ) -> Iterable[bytes]:
        keys = block_keys(path)
        blocks = () if keys is None else self._press.blocks(keys)
        if keys is None or not any(blocks):
            return _refuse(environ, start_response, status=404)
        page, composed = fragment_page(keys), fragment(blocks)
        accepted = environ.get("HTTP_ACCEPT_ENCODING")
        coding = self._codings.get(accepted) or self._coding(accepted)
        more = surrogate_key_header(page, composed=composed)
        return self._answer_slowly(page, composed, environ, start_response, more=more, variant=coding)

    # What is not held

    def _not_in_memory(self, key: str, environ: Environ, start_response: "StartResponse") -> Iterable[bytes]:
        path = key[key.index("/") :]
        if not is_canonical_path(path) or path.startswith(self._settings.pass_prefixes):
            return self._pass(environ, start_response)
        if path.startswith(BLOCKS_PATH):
            return self._answer_fragment(path, environ, start_response)
        held = self._press.held(key)
        if held is not None:
            return self._answer_held(key, held, environ, start_response)
        query = environ.get("QUERY_STRING")
        if query and not is_only_tracking(query):
            return self._pass(environ, start_response)
        if self._not_shells.get(key, 0.0) > time.monotonic():
            return self._pass(environ, start_response)
        return self._press_first(key, environ, start_response)

    def _press_first(self, key: str, environ: Environ, start_response: "StartResponse") -> Iterable[bytes]:
        settings = self._settings
        if not self._breaker.is_open_for_business() or (
            self._flights.late(settings.wait_seconds) >= settings.overdue
        ):
            return self._unavailable(key, environ, start_response)
        flight, leads = self._flights.join(key)
        if leads:
            self._crew.do(lambda: self._fly(key, environ))
        outcome = flight.wait(settings.wait_seconds)
        if isinstance(outcome, _Pressed):
            return self._answer_held(key, outcome.held, environ, start_response)
        if isinstance(outcome, _NotAShell):
            if leads and outcome.answer is not None:
                return _hand_on(outcome.answer, start_response)
            return self._pass(environ, start_response)
        if isinstance(outcome, _Failed) and settings.pass_errors:
            raise outcome.error
        return self._unavailable(key, environ, start_response)

    def _fly(self, key: str, environ: Environ) -> None:
        """Lead a flight: whatever happens, it lands."""
        outcome: _Outcome
        try:
            outcome = self._lead(key, environ)
            if isinstance(outcome, _Pressed):
                # Its blocks too are drawn here, so that a reader waits for nothing but this flight.
                self._press.composed(key, outcome.held)
        except Exception as error:
            _log.exception("The page %s could not be rendered.", key)
            self._breaker.failed()
            outcome = _Failed(error)
        self._flights.land(key, outcome)

    def _lead(self, key: str, environ: Environ) -> _Outcome:
        """Press a page for all who wait for it, unless another process does or has done so."""
        press, pause = self._press, self._pause
        give_up_at = time.monotonic() + self._settings.wait_seconds
        claimed = press.store.claim(key)
        while not claimed and time.monotonic() < give_up_at:
            pause.wait(_CLAIM_LOOK_SECONDS)
            claimed = press.store.claim(key)
        try:
            held = press.held(key)
            return _Pressed(held) if held is not None else self._ask_and_press(key, environ)
        finally:
            if claimed:
                press.store.release(key)

    def _ask_and_press(self, key: str, environ: Environ) -> _Outcome:
        press, question = self._press, question_for_a_shell(environ)
        for _ in range(_MOST_TRIES):
            epoch = press.epoch()
            answer = ask(self._backend, dict(question))
            if not (answer.is_shell and answer.is_shared):
                return self._not_a_shell(key, answer, environ=environ, question=question)
            page = pressed(answer, version=epoch.version, pressed_at=press.clock(), level=press.level)
            self._breaker.succeeded()
            if press.put_page(key, page, epoch=epoch) is not Verdict.OVERTAKEN:
                return _Pressed(press.held(key) or Held(page))
        return _Pressed(Held(page))

    def _not_a_shell(self, key: str, answer: Answer, *, environ: Environ, question: Environ) -> _Outcome:
        if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            if not self._settings.pass_errors:
                answer.body.close()
                raise BackendError(f"The backend answered {answer.status_line}.")
        else:
            self._breaker.succeeded()
            found = answer.status < HTTPStatus.BAD_REQUEST
            seconds = _NOT_A_SHELL_SECONDS if found else _NOT_FOUND_SECONDS
            _remember(self._not_shells, key, time.monotonic() + seconds)
        if answer.is_shell:
            _log.warning("The shell of %s is not kept: its status or headers are for one reader.", key)
        elif is_the_same_question(environ, question):
            return _NotAShell(answer)
        answer.body.close()
        return _NotAShell(None)

    # What the press does not answer

    def _pass(self, environ: Environ, start_response: "StartResponse") -> Iterable[bytes]:
        return self._backend(environ, passing_on(start_response))

    def _unavailable(self, key: str, environ: Environ, start_response: "StartResponse") -> Iterable[bytes]:
        settings = self._settings
        host, _, path = key.partition("/")
        headers = [("Retry-After", str(settings.retry_after))]
        for below, plain in settings.unavailable_below.items():
            if f"/{path}".startswith(f"{below}/"):
                headers.append(("Access-Control-Allow-Origin", "*"))
                return _refuse(environ, start_response, status=503, answer=plain, headers=headers)
        page = Plain(_HTML, settings.unavailable.get(host, settings.unavailable_page))
        return _refuse(environ, start_response, status=503, answer=page, headers=headers)


_HTML: Final = "text/html; charset=utf-8"
_NOTHING: Final = Plain(_HTML, b"")
_READING: Final = frozenset({"GET", "HEAD"})


def _age(composed: Composed, *, now: float) -> Header:
    return ("X-Warraq-Age", str(max(0, int(now - composed.oldest_at))))


def _hand_on(answer: Answer, start_response: "StartResponse") -> Iterable[bytes]:
    start_response(answer.status_line, without_internal(answer.headers))
    return answer.body


def _refuse(
    environ: Environ,
    start_response: "StartResponse",
    *,
    status: int,
    answer: Plain = _NOTHING,
    headers: Iterable[Header] = (),
) -> Iterable[bytes]:
    start_response(
        _STATUS_LINES[status],
        [
            ("Content-Type", answer.content_type),
            ("Cache-Control", "no-store"),
            ("Content-Length", str(len(answer.body))),
            *headers,
        ],
    )
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [answer.body]


def _remember(memory: dict[K, V], key: K, value: V) -> None:
    """Keep what was found out, unless the key is absurdly long; all is forgotten when there is too much of it."""
    if isinstance(key, str) and len(key) > _LONGEST_REMEMBERED:
        return
    if len(memory) >= _MOST_REMEMBERED:
        memory.clear()
    memory[key] = value
