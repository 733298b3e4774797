"""Whatever dies and whoever else runs: each schedule fires once."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.schedules.scheduler import STORIES
from tests.serving.databases import empty_database
from tests.serving.servers import ROOT, until

# The bound of a hang, not of speed.
BOUND = 60.0


class Room:
    """A database, and processes on it."""

    def __init__(self, folder: Path, *, database: str) -> None:
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("WARRAQ_", "DJANGO_", "DATABASE_URL"))
        }
        self._env = {
            **kept, "DATABASE_URL": database, "WARRAQ_HOME": str(folder), "WARRAQ_STATIC": "plain"
        }  # fmt: skip
        self._running: list[subprocess.Popen[str]] = []

    def do(self, *arguments: str) -> str:
        """Run a process to its end; its output."""
        done = subprocess.run(
            self._command(*arguments), cwd=ROOT, env=self._env, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def firing(self, *arguments: str) -> subprocess.Popen[str]:
        """Start a scheduler; returns when it looks for schedules."""
        process = subprocess.Popen(
            self._command("fire", *arguments),
            cwd=ROOT,
            env=self._env,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self._running.append(process)
        assert process.stdout
        assert process.stdout.readline() == "begun\n"
        return process

    def report(self) -> dict[str, Any]:
        """What became of the stories."""
        told: dict[str, Any] = json.loads(self.do("report"))
        return told

    def is_done(self) -> bool:
        """Whether nothing is due but the story that can't be published."""
        return self.report()["due"] == 1

    def close(self) -> None:
        """End what still runs."""
        for process in self._running:
            process.kill()
            process.wait()
            if process.stdout:
                process.stdout.close()

    def _command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "tests.schedules.scheduler", *arguments]


@pytest.fixture
def database(tmp_path: Path) -> Iterator[str]:
    """The address of an empty database: on the tests' own server of PostgreSQL if there is one, else SQLite."""
    with empty_database(tmp_path) as address:
        yield address


@pytest.fixture
def room(tmp_path: Path, database: str) -> Iterator[Room]:
    room = Room(tmp_path, database=database)
    yield room
    room.close()


def each_fired_once(told: dict[str, Any]) -> None:
    assert set(told["fired"].values()) == {1}
    assert len(told["fired"]) == STORIES + 1  # and the one that expires
    assert sorted(told["live"]) == sorted(f"خبر مجدول رقم {number}" for number in range(STORIES))


def test_of_several_processes_one_fires_each_schedule_and_a_poisoned_one_stops_nobody(room):
    room.do("seed", "8")
    for _ in range(3):
        room.firing()
    until(room.is_done, within=BOUND)
    told = room.report()
    each_fired_once(told)
    assert told["tries"][0] >= 1
    assert "IntegrityError" in told["alarms"][0]


def test_processes_killed_at_any_point_leave_each_schedule_to_fire_once(room):
    room.do("seed", "0")
    for point in ("after-claim", "in-save", "after-commit"):
        dying = room.firing(point)
        assert dying.wait(timeout=BOUND) == -signal.SIGKILL
    room.firing()
    until(room.is_done, within=BOUND)
    each_fired_once(room.report())
