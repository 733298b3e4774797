"""A small WSGI client and backend for the tests of the front."""

import gzip
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from wsgiref.util import setup_testing_defaults
from wsgiref.validate import validator

from warraq.press.front import PressApplication


@dataclass
class Reply:
    """An answer as a client reads it."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def __getitem__(self, name: str) -> str:
        return dict(self.headers)[name]

    def __contains__(self, name: str) -> bool:
        return name in dict(self.headers)

    @property
    def text(self) -> str:
        body = (
            gzip.decompress(self.body) if dict(self.headers).get("Content-Encoding") == "gzip" else self.body
        )
        return body.decode()


def get(
    application: Callable[..., Iterable[bytes]],
    path: str,
    *,
    host: str = "maghrib.localhost",
    method: str = "GET",
    query: str = "",
    coding: str | None = "gzip",
    validate: bool = True,
    **headers: str,
) -> Reply:
    """Ask a WSGI application, watched by the standard library's validator of the protocol."""
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path.encode().decode("latin-1"),
        "QUERY_STRING": query,
        "HTTP_HOST": host,
        **{f"HTTP_{name.upper()}": value for name, value in headers.items()},
    }
    if coding is not None:
        environ["HTTP_ACCEPT_ENCODING"] = coding
    setup_testing_defaults(environ)
    started: list[tuple[str, list[tuple[str, str]]]] = []

    def start_response(
        status: str, headers: list[tuple[str, str]], exc_info: Any = None
    ) -> Callable[[bytes], None]:
        started.append((status, headers))
        return written.append

    written: list[bytes] = []
    result = (validator(application) if validate else application)(environ, start_response)  # type: ignore[arg-type]
    try:
        body = b"".join(result)
    finally:
        if hasattr(result, "close"):
            result.close()
    status, sent = started[-1]
    return Reply(status=int(status[:3]), headers=sent, body=b"".join(written) + body)


@dataclass
class Backend:
    """A backend of pages by path: shells for the press, whole pages for everybody else."""

    shells: dict[str, str] = field(default_factory=dict)
    headers: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    statuses: dict[str, int] = field(default_factory=dict)
    before: Callable[[dict[str, Any]], None] = lambda environ: None
    asked: list[dict[str, Any]] = field(default_factory=list)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        self.asked.append(environ)
        self.before(environ)
        path = environ["PATH_INFO"].encode("latin-1").decode()
        shell = self.shells.get(path)
        headers = [("Content-Type", "text/html; charset=utf-8"), *self.headers.get(path, [])]
        status = self.statuses.get(path, 200)
        if shell is None:
            start_response("404 Not Found", headers)
            return [b"nothing at " + path.encode()]
        if environ.get("warraq.press") == "1":
            start_response(f"{status} Said", [*headers, ("X-Warraq-Shell", "1")])
            return [shell[:5].encode(), shell[5:].encode()]
        start_response(f"{status} Said", headers)
        return [b"whole page of the backend"]

    def times(self, path: str) -> int:
        return sum(environ["PATH_INFO"].encode("latin-1").decode() == path for environ in self.asked)


__all__ = ["Backend", "PressApplication", "Reply", "get"]
