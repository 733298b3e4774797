"""The database that is held: a file of SQLite, or a PostgreSQL server of our own that is killed and started again."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import time
from contextlib import closing, suppress
from pathlib import Path
from typing import Protocol

import psycopg

from tests.serving.servers import free_port, listens, until

# A service manager starts it again after so long.
RESTART_SECONDS = 1.0


class Database(Protocol):
    """What a fault may do to it."""

    address: str

    def hold(self, seconds: float) -> None:
        """Have everybody who writes wait for so long."""

    def close(self) -> None:
        """End it."""


class Sqlite:
    """A file."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "database"
        self.address = f"sqlite:///{self._file}"

    def hold(self, seconds: float) -> None:
        """Hold the file for writing."""
        with closing(sqlite3.connect(self._file, timeout=10, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            time.sleep(seconds)
            other.execute("ROLLBACK")

    def close(self) -> None:
        """Nothing runs."""


class Postgres:
    """Debian's server on a private port, with the server's own defaults: what it has committed is on the disk."""

    def __init__(self, folder: Path) -> None:
        # It refuses to run as root, and another user can't look into our folder.
        self._folder = Path(tempfile.mkdtemp(prefix="warraq-hold-postgresql-"))
        self._user = "postgres" if os.geteuid() == 0 else None
        if self._user:
            shutil.chown(self._folder, self._user)
        self._port = free_port()
        self.address = f"postgresql://warraq@127.0.0.1:{self._port}/warraq"
        self._run("initdb", "-D", "data", "-U", "warraq", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        self._process = self._started()
        self._run("createdb", "-h", "127.0.0.1", "-p", str(self._port), "-U", "warraq", "warraq")

    def hold(self, seconds: float) -> None:
        """Hold the table of stories against everybody, readers too."""
        with psycopg.connect(self.address) as other:
            other.execute("LOCK TABLE stories_story IN ACCESS EXCLUSIVE MODE")
            time.sleep(seconds)
            other.rollback()

    def kill(self) -> None:
        """Kill all of its processes, and start it again as a service manager does."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        until(lambda: not listens(self._port), within=30)
        time.sleep(RESTART_SECONDS)
        self._process = self._started()

    def close(self) -> None:
        """End it."""
        self._process.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=20)
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        shutil.rmtree(self._folder, ignore_errors=True)

    def _started(self) -> subprocess.Popen[bytes]:
        options = ["-p", str(self._port), "-c", "listen_addresses=127.0.0.1", "-k", str(self._folder)]
        with (self._folder / "log").open("ab") as log:
            process = subprocess.Popen(
                [_program("postgres"), "-D", "data", *options],
                cwd=self._folder,
                stdout=log,
                stderr=log,
                start_new_session=True,
                user=self._user,
                group=pwd.getpwnam(self._user).pw_gid if self._user else None,
                extra_groups=[] if self._user else None,
            )
        until(self._answers, within=60)
        return process

    def _answers(self) -> bool:
        with (
            suppress(psycopg.Error),
            psycopg.connect(
                host="127.0.0.1", port=self._port, user="warraq", dbname="postgres", connect_timeout=2
            ),
        ):
            return True
        return False

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [_program(program), *arguments],
            cwd=self._folder,
            check=True,
            stdout=subprocess.DEVNULL,
            user=self._user,
        )


def _program(name: str) -> str:
    """Return a program of the newest server that Debian has installed here; raises FileNotFoundError."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda each: int(each.parts[4]))
    if not found:
        raise FileNotFoundError("PostgreSQL's server is missing: apt-get install postgresql")
    return str(found[-1])
