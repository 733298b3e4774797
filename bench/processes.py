"""Starting, pausing and stopping servers, each in a process group of its own on the server's core."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from bench.plan import ROOT, SERVER_CORE, WORK

_START_SECONDS = 60.0
_STOP_SECONDS = 15.0


class NotStarted(RuntimeError):
    """A server did not come up; the message says where its log is."""


class Server:
    """A process group that serves on a port of 127.0.0.1, pinned to the server's core."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        port: int,
        env: Mapping[str, str] | None = None,
        cwd: Path = ROOT,
    ) -> None:
        self.name = name
        self.port = port
        self._command = ["taskset", "-c", str(SERVER_CORE), *command]
        self._env = {**os.environ, **(env or {})}
        self._cwd = cwd
        self._process: subprocess.Popen[bytes] | None = None
        self.log = WORK / f"{name}.log"

    @property
    def pid(self) -> int:
        """The number of the first process, which is also its group's."""
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Start and wait until the port answers. Raises NotStarted."""
        _refuse_taken_port(self.port)
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                self._command,
                env=self._env,
                cwd=self._cwd,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        give_up_at = time.monotonic() + _START_SECONDS
        while not _answers(self.port):
            if self._process.poll() is not None or time.monotonic() > give_up_at:
                self.stop()
                raise NotStarted(f"{self.name} did not start; see {self.log}.")
            time.sleep(0.05)

    def pause(self) -> None:
        """Let the whole group stand still, so that it takes no time from another."""
        os.killpg(self.pid, signal.SIGSTOP)

    def resume(self) -> None:
        """Let the group go on."""
        os.killpg(self.pid, signal.SIGCONT)

    def stop(self) -> None:
        """End the group, first kindly."""
        if self._process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGCONT)
            self._process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(timeout=_STOP_SECONDS)
            os.killpg(self.pid, signal.SIGKILL)
        self._process.wait()
        self._process = None


@contextmanager
def running(*servers: Server) -> Iterator[None]:
    """Have servers run within the block."""
    started = []
    try:
        for server in servers:
            server.start()
            started.append(server)
        yield
    finally:
        for server in reversed(started):
            server.stop()


@contextmanager
def alone(server: Server, *, among: Sequence[Server]) -> Iterator[None]:
    """Let one of several running servers run, and the others stand still."""
    others = [other for other in among if other is not server]
    for other in others:
        other.pause()
    try:
        yield
    finally:
        for other in others:
            other.resume()


def descendants(pid: int) -> list[int]:
    """Return the processes below `pid`, and `pid` itself first."""
    found = [pid]
    for each in found:
        with suppress(OSError):
            for task in Path(f"/proc/{each}/task").iterdir():
                found += map(int, (task / "children").read_text().split())
    return found


def command_line(pid: int) -> str:
    """Return a process's command line; empty when it is gone."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    return ""


def resident_bytes(pid: int) -> tuple[int, int]:
    """Return how many bytes of memory the process holds now, and how many it held at most."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    values = {
        name: text.split()[0] for name, _, text in (line.partition(":") for line in lines) if text.strip()
    }
    return int(values["VmRSS"]) * 1024, int(values["VmHWM"]) * 1024


def connections_of(pid: int) -> int:
    """Return how many sockets the process has open."""
    count = 0
    for entry in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(OSError):
            count += os.readlink(entry).startswith("socket:")
    return count


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _refuse_taken_port(port: int) -> None:
    if _answers(port):
        raise NotStarted(f"Port {port} is taken: another bench, or what one left behind?")
