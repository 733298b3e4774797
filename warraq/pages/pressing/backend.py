"""Asking the views for a shell, as the front does for a reader, when no reader has asked yet."""

from __future__ import annotations

import io
import sys
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, unquote_to_bytes

from warraq.press.backend import BackendError, ask, pressed, question_for_a_shell
from warraq.press.engine import Press
from warraq.press.negotiate import page_key
from warraq.press.store import Verdict

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

# A story that changes faster than it can be drawn is given up for this time; its change will come again.
_TRIES = 5


def key_of(host: str, path: str) -> str | None:
    """Return the press's name for a page; `path` is percent-encoded. None for an address that it can't keep."""
    return page_key(host, unquote(path))


def press_shell(press: Press, backend: WSGIApplication, *, host: str, path: str) -> bool:
    """Have a shell drawn and keep it; what is no shell (a redirect, a 404) is forgotten. False if it was overtaken.

    Raises BackendError when the page can't be drawn now.
    """
    key = key_of(host, path)
    if key is None:
        return True
    for _ in range(_TRIES):
        epoch = press.epoch()
        answer = ask(backend, question_for_a_shell(_environ(host, path)))
        if answer.status >= 500:
            answer.body.whole()
            raise BackendError(f"{key} could not be drawn: {answer.status_line}.")
        if not (answer.is_shell and answer.is_shared):
            answer.body.whole()
            return press.forget(pages=[key])
        page = pressed(answer, version=epoch.version, pressed_at=time.time(), level=press.level)
        if press.put_page(key, page, epoch=epoch) is not Verdict.OVERTAKEN:
            return True
    return False


def ask_as_reader(backend: WSGIApplication, *, host: str, path: str) -> str:
    """Return the text that Django alone answers at an address, whatever its status."""
    return ask(backend, _environ(host, path)).body.whole().decode(errors="replace")


def _environ(host: str, path: str) -> dict[str, Any]:
    """Return a request as a WSGI server makes it (PEP 3333); the path may have a query."""
    path, _, query = path.partition("?")
    return {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "QUERY_STRING": query,
        "SERVER_NAME": host,
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": host,
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
