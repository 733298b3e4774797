"""Installations that tests may back up, destroy and restore."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.serving.databases import empty_database
from tests.serving.servers import ROOT, environment, until


class Installation:
    """A home folder and the process that commands are run in (tests/operations/installation.py)."""

    def __init__(self, home: Path, *, database: str, **more: str) -> None:
        home.mkdir(exist_ok=True)
        self.home = home
        self.environment = {
            "DATABASE_URL": database,
            "WARRAQ_HOME": str(home),
            "WARRAQ_STATIC": "plain",
            **more,
        }
        self._log = home.parent / f"{home.name}.log"
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.operations.installation"],
                cwd=ROOT,
                env=environment(**self.environment),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        self._answer()

    @property
    def kind(self) -> str:
        """What the database is."""
        return "sqlite" if self.environment["DATABASE_URL"].startswith("sqlite:") else "postgresql"

    @property
    def database_file(self) -> Path:
        """Where SQLite keeps it."""
        return Path(self.environment["DATABASE_URL"].removeprefix("sqlite:///"))

    def run(self, *arguments: Any, kill: tuple[str, int] | None = None) -> tuple[int, str]:
        """Run a `warraq` command; its exit code (-9 for one that was killed) and what it said."""
        answer = self.ask(verb="run", arguments=[str(each) for each in arguments], kill=kill)
        return answer["code"], answer["said"]

    def done(self, *arguments: Any) -> str:
        """Run a command that succeeds; what it said."""
        code, said = self.run(*arguments)
        assert code == 0, said
        return said

    def write(self, words: str) -> dict[str, Any]:
        """Publish a story with a picture and a document."""
        return self.ask(verb="write", words=words)

    @contextmanager
    def writing(self, told: Path) -> Iterator[Callable[[], int]]:
        """Have somebody write one after the other meanwhile; gives what says how many."""
        self.ask(verb="write_on", told=str(told))
        try:
            yield lambda: int(told.read_text() or 0)
        finally:
            told.unlink()
            until(told.with_suffix(".ended").exists, within=60)

    def state(self) -> dict[str, Any]:
        """Return rows and files."""
        return self.ask(verb="state")

    def ask(self, **asked: Any) -> dict[str, Any]:
        """Have the process do a verb."""
        assert self._process.stdin
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.wait()

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"The installation ended:\n{self._log.read_text()}")
        answer: dict[str, Any] = json.loads(line)
        return answer


@pytest.fixture(scope="session")
def address(
    tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: Any
) -> Iterator[str]:
    """The address of a database of the kind that the tests run on; of SQLite it is migrated already."""
    folder = tmp_path_factory.mktemp("database")
    with empty_database(folder) as address:
        with django_db_blocker.unblock():
            if connection.vendor == "sqlite":
                connection.ensure_connection()
                with closing(sqlite3.connect(folder / "database")) as file:
                    connection.connection.backup(file)
        yield address


@pytest.fixture
def fresh_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a database that nobody migrated."""
    with empty_database(tmp_path_factory.mktemp("fresh")) as address:
        yield address


@pytest.fixture(scope="session")
def installation(address: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A network with some stories, pictures and documents."""
    made = Installation(tmp_path_factory.mktemp("installation") / "home", database=address)
    try:
        made.ask(verb="prepare")
        yield made
    finally:
        made.close()
