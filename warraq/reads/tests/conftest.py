"""Both stores, and a Redis server of our own."""

from __future__ import annotations

import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator

import pytest
import redis

from warraq.reads.stores import ReadStore, read_store


@pytest.fixture(scope="session")
def redis_server() -> Iterator[str]:
    """The address of a server on a free port of 127.0.0.1, in a folder that goes with it."""
    program = shutil.which("redis-server") or shutil.which("valkey-server")
    if program is None:
        pytest.skip("redis-server is missing: apt-get install redis-server")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = tempfile.mkdtemp(prefix="warraq-redis-")
    options = {"port": port, "bind": "127.0.0.1", "dir": folder, "save": "", "appendonly": "no"}
    arguments = [part for name, value in options.items() for part in (f"--{name}", str(value))]
    with subprocess.Popen([program, *arguments], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        assert any("eady to accept connections" in line for line in server.stdout)
        yield f"redis://127.0.0.1:{port}/0"
        server.terminate()
        server.stdout.read()
    shutil.rmtree(folder)


@pytest.fixture
def redis_url(redis_server: str, settings) -> str:
    """The address of an empty Redis, which reads are counted in."""
    redis.Redis.from_url(redis_server).flushall()
    settings.READS_URL = redis_server
    return redis_server


@pytest.fixture(params=["database", "redis"])
def store(request: pytest.FixtureRequest, db: None) -> ReadStore:
    """Each store in turn; reads are counted in it."""
    if request.param == "redis":
        request.getfixturevalue("redis_url")
    return read_store()
