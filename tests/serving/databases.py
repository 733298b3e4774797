"""An empty database for servers of the tests: SQLite, or PostgreSQL when the tests themselves run on it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg


@contextmanager
def empty_database(folder: Path) -> Iterator[str]:
    """Give the address of a database that is gone afterwards: on the tests' own server, if that is PostgreSQL."""
    server = os.environ.get("DATABASE_URL", "")
    if not server.startswith("postgresql:"):
        yield f"sqlite:///{folder}/database"
        return
    name = f"servers_{uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield f"{server.rpartition('/')[0]}/{name}"
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
