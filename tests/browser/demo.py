"""The demo network, served by the real command, as seen from outside: over HTTP and in its database file."""

from __future__ import annotations

import fcntl
import gzip
import http.client
import os
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

HUB, MAGHRIB, MISR, KHALIJ = "localhost", "maghrib.localhost", "misr.localhost", "khalij.localhost"
LOCALES = {HUB: "ar-SA", MAGHRIB: "ar-MA", MISR: "ar-EG", KHALIJ: "ar-SA"}

# A first seeding draws every picture; two busy cores need most of this.
READY_WITHIN = 240.0
# The tests' own settings must not reach the demo: it runs as it does for anybody who types the command.
_OWN_TO_TESTS = ("WARRAQ_", "DJANGO_", "DATABASE_URL")
_SEEDING = "import django; django.setup(); from warraq.project.showcase import prepare; prepare(say=print)"


@dataclass(frozen=True)
class Answer:
    """What came back: `sent` is the body as it travelled, `text` the same decoded."""

    status: int
    headers: Message
    sent: bytes

    @property
    def text(self) -> str:
        """Return the body, unpacked."""
        packed = self.headers.get("Content-Encoding") == "gzip"
        return (gzip.decompress(self.sent) if packed else self.sent).decode()


@dataclass(frozen=True)
class Demo:
    """The running demo: its port and the folder that it keeps its state in."""

    port: int
    home: Path

    def url(self, host: str, path: str) -> str:
        """Return an address of one of the sites."""
        return f"http://{host}:{self.port}{path}"

    def fetch(self, url: str, *, method: str = "GET", body: str | None = None, **headers: str) -> Answer:
        """Ask for an address as a client without a browser does; follows no redirect.

        A header's name is written with `_` for `-`.
        """
        parts = urlsplit(url)
        query = f"?{parts.query}" if parts.query else ""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
            connection.request(method, parts.path + query, body=body, headers={"Host": parts.netloc, **named})
            response = connection.getresponse()
            return Answer(status=response.status, headers=response.headers, sent=response.read())

    def story_url(self, host: str, section: str, story_id: int) -> str:
        """Return a story's full address, as the site itself gives it for the number alone."""
        return self.url(host, self.fetch(self.url(host, f"/{section}/{story_id}")).headers["Location"])

    def rows(self, query: str, **values: Any) -> list[tuple[Any, ...]]:
        """Read the demo's database; never writes."""
        with closing(sqlite3.connect(f"file:{self.home}/warraq.sqlite3?mode=ro", uri=True)) as database:
            return database.execute(query, values).fetchall()

    def command(self, *arguments: str) -> str:
        """Run a `warraq` command on the demo's state; returns what it told, or raises RuntimeError with it."""
        done = subprocess.run(
            [sys.executable, "-m", "warraq", *arguments],
            env={**environment(home=self.home), "WARRAQ_PORT": str(self.port)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=60,
        )
        if done.returncode:
            raise RuntimeError(f"warraq {' '.join(arguments)}: {done.stdout}")
        return done.stdout


def environment(*, home: Path) -> dict[str, str]:
    """Return the environment of somebody who types the command, with a state folder of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_OWN_TO_TESTS)}
    return {**kept, "WARRAQ_HOME": str(home)}


def seed(home: Path) -> None:
    """Make the demo's state folder as `warraq demo` does, once: whoever asks meanwhile waits for it.

    Raises RuntimeError, with what was told, if it can't be made.
    """
    home.parent.mkdir(parents=True, exist_ok=True)
    with home.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if home.exists():
            return
        making = home.with_suffix(".making")
        done = subprocess.run(
            [sys.executable, "-c", _SEEDING],
            env={**environment(home=making), "DJANGO_SETTINGS_MODULE": "warraq.project.settings"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=READY_WITHIN,
        )
        if done.returncode:
            raise RuntimeError(f"The demo was not made:\n{done.stdout}")
        making.rename(home)


@contextmanager
def served(*, home: Path, **settings: str) -> Iterator[Demo]:
    """Serve the demo on a free port while the context lasts; `settings` are variables of its environment."""
    demo = Demo(port=_free_port(), home=home)
    told = home / "demo.log"
    with told.open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "warraq", "demo", "--port", str(demo.port)],
            env={**environment(home=home), **settings},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait_until_ready(demo, process=process, told=told)
            yield demo
        finally:
            process.terminate()
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_ready(demo: Demo, *, process: subprocess.Popen[bytes], told: Path) -> None:
    """Return when the hub answers; raises RuntimeError, with what the command told, if it does not in time."""
    end = monotonic() + READY_WITHIN
    while monotonic() < end:
        try:
            if demo.fetch(demo.url(HUB, "/")).status == 200:
                return
        except OSError:
            pass
        try:
            # The pause between two looks: it ends at once if the command ends.
            process.wait(timeout=0.25)
        except subprocess.TimeoutExpired:
            continue
        break
    raise RuntimeError(f"The demo did not come up:\n{told.read_text()}")
