"""Press nodes, Varnish and nginx as processes of the tests, on free ports of 127.0.0.1 and in folders of their own.

None of them needs root. Varnish is told `-j none`, so that it does not try to become another user, and `-n` with a
folder of ours; nginx gets a main file of ours with all its paths.
"""

from __future__ import annotations

import gzip
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass, field
from email.message import Message
from pathlib import Path
from time import monotonic
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"

READY_WITHIN = 60.0
_LOOK_SECONDS = 0.02
# The tests' own settings must not reach the servers.
_OWN_TO_TESTS = ("WARRAQ_", "DJANGO_", "DATABASE_URL")
_pause = threading.Event()


@dataclass(frozen=True)
class Answer:
    """What came back: `sent` is the body as it travelled, `text` the same unpacked."""

    status: int
    headers: Message
    sent: bytes

    @property
    def text(self) -> str:
        """Return the body, unpacked."""
        packed = self.headers.get("Content-Encoding") == "gzip"
        return (gzip.decompress(self.sent) if packed else self.sent).decode()

    @property
    def is_pressed(self) -> bool:
        """Whether the press made it, and not Django behind it."""
        return "X-Warraq-Age" in self.headers


def fetch(
    port: int, path: str, *, host: str = "maghrib.example.org", method: str = "GET", body: str | None = None,
    **headers: str,
) -> Answer:  # fmt: skip
    """Ask one server; a header's name is written with `_` for `-`. Follows no redirect."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=15)) as connection:
        connection.request(method, path, body=body, headers={"Host": host, **named})
        response = connection.getresponse()
        return Answer(status=response.status, headers=response.headers, sent=response.read())


def until(true: Callable[[], bool], *, within: float) -> float:
    """Look until something is true; returns the seconds it took, or fails after `within` of them."""
    start = monotonic()
    while not true():
        assert monotonic() - start < within, f"not within {within} s"
        _pause.wait(_LOOK_SECONDS)
    return monotonic() - start


def free_port() -> int:
    """Return a port that nobody listens on."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def listens(port: int) -> bool:
    """Whether somebody listens on the port."""
    with closing(socket.socket()) as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@dataclass
class Process:
    """A server of ours, with the processes that it starts itself in one group."""

    command: list[str]
    port: int
    log: Path
    env: dict[str, str] = field(default_factory=dict)
    _process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The number of the process that was started."""
        assert self._process is not None
        return self._process.pid

    @property
    def runs(self) -> bool:
        """Whether it was started and has not ended."""
        return self._process is not None and self._process.poll() is None

    def launch(self) -> None:
        """Start it, and do not wait until it listens."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self.command,
                cwd=ROOT,
                env=environment(**self.env),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def come_up(self) -> None:
        """Wait until it listens; RuntimeError with what it told if it does not in time."""
        end = monotonic() + READY_WITHIN
        while not listens(self.port):
            if not self.runs or monotonic() > end:
                self.kill()
                raise RuntimeError(f"{self.command[0]} did not come up:\n{self.log.read_text()}")
            _pause.wait(_LOOK_SECONDS)

    def kill(self) -> None:
        """End it and all that it started, at once and without a word."""
        if self._process is not None:
            if self.runs:
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None
            # What it had started ends a moment later.
            until(lambda: not listens(self.port), within=10)


def start(processes: Iterable[Process]) -> None:
    """Start them side by side."""
    processes = [process for process in processes if not process.runs]
    for process in processes:
        process.launch()
    for process in processes:
        process.come_up()


def node(folder: Path, *, database: Path | str, port: int, purges: list[int], workers: int = 1) -> Process:
    """A press node with a state folder of its own, on the newsroom's database."""
    folder.mkdir()
    return Process(
        command=[sys.executable, "-m", "warraq", "serve", "--port", str(port), "--workers", str(workers)],
        port=port,
        log=folder / "log",
        env={
            "DATABASE_URL": address_of(database),
            "WARRAQ_HOME": str(folder),
            "WARRAQ_STATIC": "plain",
            # What readers type, the same on each node.
            "WARRAQ_PORT": "",
            "WARRAQ_PURGE_URLS": ",".join(f"http://127.0.0.1:{each}" for each in purges),
        },
    )


def varnish(folder: Path, *, vcl: str, port: int, backend: int) -> Process:
    """Debian's Varnish with a shipped VCL, in front of one node."""
    folder.mkdir()
    written = vcl_for(folder, vcl=vcl, backend=backend)
    command = [
        *(
            "varnishd",
            "-F",
            "-j",
            "none",
            "-n",
            str(folder / "work"),
            "-a",
            f"127.0.0.1:{port}",
            "-T",
            "none",
        ),
        *("-f", str(written), "-s", "malloc,32m", "-p", "vsl_space=4m", "-p", "thread_pools=1"),
    ]
    return Process(command=command, port=port, log=folder / "log")


def vcl_for(folder: Path, *, vcl: str, backend: int) -> Path:
    """Write the shipped VCL with the port of the tests' node; returns its file."""
    shared = (DEPLOY / "varnish" / "warraq.vcl").read_text()
    (folder / "warraq.vcl").write_text(put(shared, '.port = "8000";', f'.port = "{backend}";'))
    written = folder / vcl
    written.write_text((DEPLOY / "varnish" / vcl).read_text())
    return written


def nginx(folder: Path, *, port: int, nodes: tuple[int, int]) -> Process:
    """Debian's nginx with the shipped file, in front of two nodes."""
    folder.mkdir()
    command = ["nginx", "-p", str(folder), "-c", str(nginx_for(folder, port=port, nodes=nodes))]
    return Process(command=command, port=port, log=folder / "log")


def nginx_for(folder: Path, *, port: int, nodes: tuple[int, int]) -> Path:
    """Write a main file around the shipped one, with ports and paths of the tests; returns it."""
    conf = (DEPLOY / "nginx" / "warraq.conf").read_text()
    conf = put(conf, "server 127.0.0.1:8001 ", f"server 127.0.0.1:{nodes[0]} ")
    conf = put(conf, "server 127.0.0.1:8002 ", f"server 127.0.0.1:{nodes[1]} ")
    conf = put(conf, "listen 80 default_server;", f"listen 127.0.0.1:{port} default_server;")
    conf = put(conf, "    listen [::]:80 default_server;\n", "")
    conf = put(conf, "/var/cache/nginx/warraq ", f"{folder}/cache ")
    for name in ("static", "media"):
        (folder / name).mkdir()
        conf = put(conf, f"/var/lib/warraq/{name}/", f"{folder}/{name}/")
    conf = conf.replace("/var/log/nginx/", f"{folder}/")
    (folder / "warraq.conf").write_text(conf)
    temporary = "".join(
        f"    {name}_temp_path {folder}/{name};\n"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    main = folder / "nginx.conf"
    main.write_text(
        f"daemon off;\nmaster_process off;\npid {folder}/pid;\nerror_log {folder}/error.log;\n"
        "events { worker_connections 256; }\n"
        f"http {{\n    include /etc/nginx/mime.types;\n{temporary}    include {folder}/warraq.conf;\n}}\n"
    )
    return main


def put(text: str, old: str, new: str) -> str:
    """Replace what the shipped file has once."""
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in the file"
    return text.replace(old, new)


class Newsroom:
    """The newsroom's process; `oldest` is the first story of the archive."""

    def __init__(self, folder: Path, *, database: Path | str) -> None:
        folder.mkdir()
        self._log = folder / "log"
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.serving.newsroom"],
                cwd=ROOT,
                env=environment(
                    DATABASE_URL=address_of(database), WARRAQ_HOME=str(folder), WARRAQ_STATIC="plain"
                ),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        self.oldest = self._answer()

    def publish(self, headline: str) -> dict[str, Any]:
        """Publish a story on both sites; returns its number and paths."""
        return self._ask(verb="publish", headline=headline)

    def schedule(self, headline: str, *, seconds: float) -> dict[str, Any]:
        """Have a story published on both sites in so many seconds; returns its number, paths and moment (`at`)."""
        return self._ask(verb="schedule", headline=headline, seconds=seconds)

    def firings(self, story: int) -> int:
        """Return how often a schedule of the story fired."""
        number: int = self._ask(verb="firings", story=story)["firings"]
        return number

    def withdraw(self, story: int) -> dict[str, Any]:
        """Withdraw a story."""
        return self._ask(verb="withdraw", story=story)

    def rename(self, story: int, headline: str) -> dict[str, Any]:
        """Give a story another headline; returns its number and paths."""
        return self._ask(verb="rename", story=story, headline=headline)

    def cover(self, story: int) -> dict[str, Any]:
        """Begin live coverage of a story."""
        return self._ask(verb="cover", story=story)

    def tell(self, story: int, words: str) -> int:
        """Post in a story's live coverage; returns the post's number."""
        number: int = self._ask(verb="tell", story=story, words=words)["number"]
        return number

    def untell(self, story: int, number: int) -> None:
        """Remove a post from a story's live coverage."""
        self._ask(verb="untell", story=story, number=number)

    def everything(self) -> list[dict[str, Any]]:
        """Return the number and paths of every story, oldest first."""
        stories: list[dict[str, Any]] = self._ask(verb="everything")["stories"]
        return stories

    def close(self) -> None:
        """End the process."""
        self._process.terminate()
        self._process.wait()

    def _ask(self, **asked: Any) -> dict[str, Any]:
        assert self._process.stdin
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"The newsroom ended:\n{self._log.read_text()}")
        answer: dict[str, Any] = json.loads(line)
        return answer


def age_of(pid: int) -> float:
    """Seconds since a process began: field 22 of /proc/PID/stat is in ticks since the boot."""
    began = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19])
    uptime = float(Path("/proc/uptime").read_text().split()[0])
    return uptime - began / os.sysconf("SC_CLK_TCK")


def children_of(pid: int) -> list[int]:
    """Return the processes that a process started and that live, whichever of its threads did."""
    return [
        int(child)
        for task in Path(f"/proc/{pid}/task").iterdir()
        for child in (task / "children").read_text().split()
    ]


def address_of(database: Path | str) -> str:
    """Return what DATABASE_URL says of a database: a file of SQLite, or an address already."""
    return f"sqlite:///{database}" if isinstance(database, Path) else database


def without_spaces(html: str) -> str:
    """Return the page without white space between its tags: between blocks a cache leaves it out."""
    return re.sub(r">\s+<", "><", html)


def environment_of(process: Process) -> dict[str, str]:
    """Return what a command needs to work on the same state and database as a server of ours."""
    return environment(**process.env)


def environment(**more: str) -> dict[str, str]:
    """Return the environment of a server: the tests' own settings do not reach it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_OWN_TO_TESTS)}
    return {**kept, **more}
