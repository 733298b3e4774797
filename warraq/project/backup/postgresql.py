"""Dumping a PostgreSQL database while others write, and putting a dump in its place within one transaction.

PostgreSQL's own programs do the work. The password goes to them by their environment, never by a command line.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import click
from django.db import connection, transaction
from psycopg.conninfo import make_conninfo

from warraq.project.backup.compression import Damaged

KIND, MEMBER = "postgresql", "database.dump"
_LOOK_SECONDS = 0.2
_PIECE = 1 << 20
_ADDRESS = {"dbname", "user", "host", "port"}
_NOT_FOR_PROGRAMS = {"password", "pool", "server_side_binding", "isolation_level", "assume_role"}
# Who uses the database while it is to be replaced is asked to end, and not waited for.
_LOCK_TIMEOUT = "10s"


class PostgreSQLCopy:
    """A dump, and the transaction whose moment it shows."""

    def __init__(self, file: Path) -> None:
        self.file = file
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version")
            self.version = str(cursor.fetchone()[0])

    def rows(self, query: str) -> Iterator[tuple[Any, ...]]:
        """Return what stands in the copy."""
        with connection.chunked_cursor() as cursor:
            cursor.execute(query)
            yield from cursor


@contextmanager
def copied(*, into: Path, tell: Callable[[int], object]) -> Iterator[PostgreSQLCopy]:
    """Dump the settings' database as it is at this moment, and give the dump; `tell` hears of its bytes."""
    into.unlink(missing_ok=True)
    into.touch(mode=0o600)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        # The server must not end this transaction because it is quiet while the dump is made.
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        _dump(into, options=[f"--snapshot={snapshot}"], tell=tell)
        prove(into)
        yield PostgreSQLCopy(into)


def dump(into: Path) -> None:
    """Dump the settings' database into a file."""
    into.touch(mode=0o600)
    connection.ensure_connection()
    _dump(into, options=[], tell=lambda _: None)


def _dump(into: Path, *, options: list[str], tell: Callable[[int], object]) -> None:
    # Not compressed, since the archive is.
    command = [
        *(program("pg_dump"), "--format=custom", "--compress=0", "--no-owner", "--no-privileges"),
        *("--no-password", f"--file={into}", f"--dbname={_address()}", *options),
    ]
    with subprocess.Popen(command, env=_environment(), stderr=subprocess.PIPE) as process:  # noqa: S603
        try:
            told = 0
            while True:
                size = into.stat().st_size
                tell(size - told)
                told = size
                try:
                    _, problem = process.communicate(timeout=_LOOK_SECONDS)
                    break
                except subprocess.TimeoutExpired:
                    continue
        except BaseException:
            process.kill()
            raise
    if process.returncode != 0:
        raise click.ClickException(f"pg_dump: {_last_line(problem)}")


def size_of() -> int:
    """Return how many bytes a dump may take: those of the database, which has indexes besides."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])


def prove(file: Path) -> None:
    """Have pg_restore read a dump from its beginning to its end; Damaged when it can't."""
    command = [program("pg_restore"), "--file=/dev/null", str(file)]
    done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603
    if done.returncode != 0:
        raise Damaged(f"The database's copy is damaged: {_last_line(done.stderr)}")


def others() -> int:
    """Return how many other connections use the database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
        return int(cursor.fetchone()[0])


def put_in_place(file: Path, *, token: str, counts: Mapping[str, int], query_of: Mapping[str, str]) -> None:
    """Replace the whole schema by a dump's, in one transaction that leaves `token` as the schema's comment.

    A process that is killed before the last word leaves the database as it was; counts that differ do so too.
    """
    connection.close()
    command = [
        *(program("psql"), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1"),
        *("--no-password", f"--dbname={_address()}"),
    ]
    with subprocess.Popen(  # noqa: S603 - our own command
        command,
        env=_environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdin  # noqa: S101 - asked for above
        try:
            _say_all(process.stdin, file=file, token=token, counts=counts, query_of=query_of)
        except BrokenPipeError:
            pass  # psql ended at an error; it says which
        except BaseException:
            process.kill()
            raise
        _, problem = process.communicate()
    if process.returncode != 0:
        raise click.ClickException(f"The database could not be replaced: {_last_line(problem)}")


def _say_all(
    script: IO[bytes], *, file: Path, token: str, counts: Mapping[str, int], query_of: Mapping[str, str]
) -> None:
    script.write(
        f"BEGIN; SET LOCAL lock_timeout = '{_LOCK_TIMEOUT}';\n"
        "SET LOCAL client_min_messages = error; DROP SCHEMA IF EXISTS public CASCADE; CREATE SCHEMA public;\n".encode()
    )
    command = [
        program("pg_restore"),
        "--no-owner",
        "--no-privileges",
        "--exit-on-error",
        "--file=-",
        str(file),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as restoring:  # noqa: S603
        assert restoring.stdout  # noqa: S101 - asked for above
        assert restoring.stderr  # noqa: S101
        while piece := restoring.stdout.read(_PIECE):
            script.write(piece)
        problem = restoring.stderr.read()
    if restoring.returncode != 0:
        raise Damaged(f"The database's copy is damaged: {_last_line(problem)}")
    script.write(b"\nSET search_path = public;\n")
    for name, query in query_of.items():
        script.write(
            f"DO $$ BEGIN IF ({query}) <> {counts.get(name, 0):d} THEN RAISE EXCEPTION"
            f" 'the number of {name} is not {counts.get(name, 0):d}'; END IF; END $$;\n".encode()
        )
    # Nothing is kept before this line has arrived.
    script.write(f"COMMENT ON SCHEMA public IS 'warraq restore {token}';\nCOMMIT;\n".encode())


def was_put_in_place(token: str) -> bool:
    """Whether the database is the one that was restored with this token."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT obj_description('public'::regnamespace, 'pg_namespace')")
        return bool(cursor.fetchone()[0] == f"warraq restore {token}")


def program(name: str) -> str:
    """Return where one of PostgreSQL's programs is; a ClickException that says how to get it."""
    found = shutil.which(name)
    if found is None:
        raise click.ClickException(f"{name} is missing: apt-get install postgresql-client.")
    return found


def _address() -> str:
    """Return where the settings' database is, without its password."""
    told = connection.get_connection_params()
    # The names that PostgreSQL's programs know: what Django adds for psycopg is none of theirs.
    return make_conninfo("", **{name: told[name] for name in told if name in _ADDRESS | set(_options())})


def _options() -> dict[str, Any]:
    """Return what the settings say besides, such as `sslmode`; passwords go another way."""
    options = connection.settings_dict.get("OPTIONS", {})
    return {name: value for name, value in options.items() if name not in _NOT_FOR_PROGRAMS}


def _environment() -> dict[str, str]:
    password = connection.get_connection_params().get("password") or ""
    return {**os.environ, **({"PGPASSWORD": password} if password else {})}


def _last_line(problem: bytes) -> str:
    """Return what a program said last; what it calls an error before where that was."""
    lines = [line.strip() for line in problem.decode(errors="replace").splitlines() if line.strip()]
    errors = [line for line in lines if "ERROR:" in line]
    return next(iter([*errors, *reversed(lines)]), "it ended without a word.")
