"""The press as this installation runs it: a page store for each node, a front in each serving process, one presser."""

from __future__ import annotations

import fcntl
import hashlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings

from warraq.outlets.api.answers import unavailable_answer
from warraq.outlets.newsletter import collecting, making
from warraq.pages.pressing.backend import key_of
from warraq.pages.pressing.blocks import BlockRenderer
from warraq.pages.pressing.presser import Presser, run
from warraq.pages.pressing.purges import purger_of_settings
from warraq.partners import following
from warraq.press.engine import Press, SlotReport
from warraq.press.front import FrontSettings, Plain, PressApplication
from warraq.press.store import PageStore
from warraq.project.home import PRESSER_LOCK
from warraq.queue import working
from warraq.stories import firing
from warraq.stories.addresses import API
from warraq.wires import polling

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

# Addresses that are never shells: files, the desk, and small texts for machines.
PASS_PREFIXES = (
    settings.STATIC_URL,
    settings.MEDIA_URL,
    "/desk/",
    "/documents/",
    "/reads",
    "/robots.txt",
    "/ads.txt",
    "/partners/",
    f"{API}/search",
    "/sw.js",
    "/manifest.webmanifest",
    "/icon-",
    "/newsletter/",
)

# How WordPress names a post by its number (`/?p=123`).
PASSED_QUERIES = ("p=", "page_id=", "attachment_id=")

_END_SECONDS = 5.0

# Runs until `go_on` says no; `wait` sleeps for so many seconds.
Runner = Callable[..., None]


def open_press() -> Press:
    """Open this node's press; each process opens its own, after it was forked."""
    settings.PRESS_DIR.mkdir(parents=True, exist_ok=True)
    return Press(
        store=PageStore(settings.PRESS_DIR / "store.sqlite3", budget=settings.PRESS_STORE_BUDGET),
        page_budget=settings.PRESS_PAGE_BUDGET,
        block_budget=settings.PRESS_BLOCK_BUDGET,
        renew_after=settings.PRESS_RENEW_AFTER,
    )


def front(backend: WSGIApplication) -> PressApplication:
    """Return the application that answers readers from the press, with `backend` behind it."""
    press = open_press()
    press.register_block_renderer(BlockRenderer(press))
    press.follow()
    bypass = (settings.SESSION_COOKIE_NAME, "warraq_preview")
    return PressApplication(
        backend,
        press,
        settings=FrontSettings(
            bypass_cookies=bypass,
            pass_prefixes=PASS_PREFIXES,
            passed_queries=PASSED_QUERIES,
            unavailable_below={API: Plain("application/json; charset=utf-8", unavailable_answer())},
            overdue=3,
        ),
    )


def press_until_told(backend: WSGIApplication) -> None:
    """Be this node's presser, scheduler, worker of the queue and asker of wires and mailboxes until SIGTERM or SIGINT.

    A second one waits for its turn.
    """
    told = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: told.set())
    settings.PRESS_DIR.mkdir(parents=True, exist_ok=True)
    with _only_one(settings.PRESS_DIR / PRESSER_LOCK, give_up=told):
        if told.is_set():
            return
        beside = [
            _beside(firing.run, told=told, name="scheduler"),
            _beside(polling.run, told=told, name="wires"),
            _beside(working.run, told=told, name="queue"),
            _beside(making.run, told=told, name="newsletters"),
            _beside(collecting.run, told=told, name="returned letters"),
            _beside(following.run, told=told, name="partners"),
        ]
        press = open_press()
        stamp = settings.PRESS_DIR / "templates.stamp"
        look = looks_of_pages()
        changed = not stamp.exists() or stamp.read_text() != look
        purger = purger_of_settings()
        presser = Presser(press, backend, position=settings.PRESS_DIR / "position", purger=purger)
        run(
            presser, everything=changed, go_on=lambda: not told.is_set(), begun=lambda: stamp.write_text(look)
        )
        purger.close()
        press.close()
        # A schedule in the middle of its transaction may end it; a feed that is being read is read again.
        for thread in beside:
            thread.join(timeout=_END_SECONDS)


def _beside(run: Runner, *, told: threading.Event, name: str) -> threading.Thread:
    """Run something beside the presser, which may be busy for seconds; with a database connection of its own."""
    thread = threading.Thread(
        target=run, kwargs={"go_on": lambda: not told.is_set(), "wait": told.wait}, name=name, daemon=True
    )
    thread.start()
    return thread


def looks_of_pages() -> str:
    """Return a digest of everything that decides how pages look beside their data: code, templates, styles."""
    told = (settings.PUBLIC_SCHEME, settings.PUBLIC_PORT, settings.PUSH_PUBLIC_KEY)
    digest = hashlib.sha256(repr(told).encode())
    for path in sorted(settings.PACKAGE_DIR.rglob("*")):
        if path.suffix in {".py", ".html", ".css", ".js", ".woff2", ".svg"} and "tests" not in path.parts:
            digest.update(str(path.relative_to(settings.PACKAGE_DIR)).encode() + path.read_bytes())
    return digest.hexdigest()


@contextmanager
def _only_one(path: Path, *, give_up: threading.Event) -> Iterator[None]:
    """Hold the lock file; it falls with the process, however that ends."""
    with path.open("w") as file:
        while not give_up.is_set():
            with suppress(BlockingIOError):
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            give_up.wait(0.2)
        yield


def end_with_parent(parent: int) -> None:
    """End this process soon after its parent has ended, even if that was killed."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()


def why_lines(url: str) -> list[str]:
    """Return what stands on the pressed page at an address, a line a slot; empty when it is not pressed."""
    parts = urlsplit(url if "//" in url else f"//{url}")
    key = key_of(parts.hostname or "", parts.path or "/")
    report = open_press().why(key) if key else None
    if report is None:
        return []
    shell = (
        f"shell: version {report.version}, pressed {_ago(report.age)}, {report.gzip_bytes} bytes compressed"
    )
    return [
        shell,
        *(
            f"{slot.key}: {slot.rule or 'empty'}; version {slot.version}, unchanged for {_ago(slot_age(slot))},"
            f" pressed {_ago(slot.age)}"
            for slot in report.slots
        ),
    ]


def slot_age(slot: SlotReport) -> float:
    """Return for how many seconds the slot's block has shown what it shows."""
    return slot.age + slot.pressed_at - slot.since


def _ago(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds < 120 else f"{seconds / 60:.0f} min"


def status_lines() -> list[str]:
    """Return how this node's page store is."""
    status = open_press().status().store
    lines = [f"store: {status.state}, {status.sheets} sheets, {status.bytes / 1_000_000:.1f} MB"]
    if status.detail:
        lines.append(f"last fault: {status.detail}")
    return lines


class PresserProcess:
    """Runs `warraq press run` beside the server, and again whenever it ends."""

    def __init__(self) -> None:
        self._told = threading.Event()
        self._child: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._keep_running, name="presser-keeper", daemon=True)

    def __enter__(self) -> PresserProcess:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._told.set()
        if self._child is not None:
            with suppress(ProcessLookupError):
                self._child.terminate()
        self._thread.join(timeout=10)

    def _keep_running(self) -> None:
        while not self._told.is_set():
            command = [sys.executable, "-m", "warraq", "press", "run", "--parent", str(os.getpid())]
            # Spawned, not forked (that is what close_fds=False comes to): a fork waits for the end of a pipe, and a
            # worker that the server forks at the same moment would hold that open for as long as it lives. Nothing
            # leaks, as every file of ours closes on exec.
            self._child = subprocess.Popen(command, close_fds=False)  # noqa: S603 - our own command
            self._child.wait()
            self._told.wait(0.5)
