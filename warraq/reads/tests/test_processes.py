"""Real processes on one database: they lose no read, count none twice, and leave no trace of who read."""

from __future__ import annotations

import ipaddress
import os
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import redis
from django.db import connection

from conftest import BROWSER
from warraq.reads.decay import weight_at
from warraq.reads.models import ReadScore
from warraq.reads.stores import read_store

NOW = datetime.now(UTC)
FLUSHES = 12
OWN, SHARED = 60, 30


def addresses(network: int) -> list[str]:
    return [f"203.0.{network}.{number}" for number in range(1, OWN + 1)] + [
        f"198.51.100.{number}" for number in range(1, SHARED + 1)
    ]


@pytest.fixture
def database_url(transactional_db, tmp_path: Path) -> str:
    """The tests' database as other processes reach it: of SQLite's, which is in memory, a copy in a file."""
    if connection.vendor == "sqlite":
        return f"sqlite:///{tmp_path}/reads.sqlite3"
    of = connection.settings_dict
    return f"postgresql://{of['USER']}:{of['PASSWORD']}@{of['HOST']}:{of['PORT']}/{of['NAME']}"


def hand_over(url: str) -> None:
    """Let other processes see what stands in the tests' database."""
    if url.startswith("sqlite:"):
        with sqlite3.connect(url.removeprefix("sqlite:///")) as copy:
            connection.ensure_connection()
            connection.connection.backup(copy)
        copy.close()


def counting(url: str, *, edition, stories, addresses: list[str], reads_url: str) -> subprocess.Popen[str]:
    """Start a process that counts, and wait until it is ready to."""
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "warraq.reads.tests.process"),
            *("--edition", str(edition.pk), "--now", NOW.isoformat(), "--agent", BROWSER),
            *("--flushes", str(FLUSHES), "--stories", *(str(story.pk) for story in stories)),
            *("--addresses", *addresses),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "warraq.project.testing",
            "DATABASE_URL": url,
            "WARRAQ_READS_URL": reads_url,
        },
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def count_at_once(processes: list[subprocess.Popen[str]]) -> int:
    """Let the processes count at the same time; returns how many reads counted in all of them."""
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    counted = 0
    for process in processes:
        told, _ = process.communicate(timeout=120)
        assert process.returncode == 0
        counted += int(told)
    return counted


@pytest.fixture
def counted(database_url, network, make_story, request, settings):
    """Return a function that lets two processes count two stories at once, and returns how many reads counted."""

    def count(*, reads_url: str) -> tuple[int, list]:
        stories = [make_story(at=NOW - timedelta(hours=1)) for _ in range(2)]
        hand_over(database_url)
        start = {"edition": network.maghrib, "stories": stories, "reads_url": reads_url}
        processes = [counting(database_url, addresses=addresses(one), **start) for one in (113, 114)]
        return count_at_once(processes), stories

    return count


def traces_of_readers(folder: Path) -> list[str]:
    """Return what a folder's files hold of the addresses and agents that read."""
    found = []
    wanted = {BROWSER.encode(): "the agent"}
    for address in addresses(113):
        wanted[address.encode()] = wanted[ipaddress.ip_address(address).packed] = address
    for file in folder.iterdir():
        content = file.read_bytes()
        found += [f"{what} in {file.name}" for octets, what in wanted.items() if octets in content]
    return found


def test_processes_on_one_database_lose_nothing_count_nobody_twice_and_keep_no_address(
    counted, database_url, network, settings, tmp_path
):
    total, stories = counted(reads_url="")
    readers = 2 * OWN + SHARED
    assert total == readers * len(stories)
    if connection.vendor == "sqlite":
        rows = sqlite3.connect(database_url.removeprefix("sqlite:///")).execute(
            "SELECT edition_id, story_id, heat FROM reads_readscore"
        )
    else:
        rows = ReadScore.objects.values_list("edition_id", "story_id", "heat")
    weights = {
        (edition, story): weight_at(heat, now=NOW, half_life_hours=settings.READS_HALF_LIFE_HOURS)
        for edition, story, heat in rows
    }
    assert weights == {
        (edition.pk, story.pk): pytest.approx(readers)
        for edition in (network.maghrib, network.hub)
        for story in stories
    }
    # The files of a PostgreSQL server are not ours to read.
    assert any(tmp_path.iterdir()) == (connection.vendor == "sqlite")
    assert traces_of_readers(tmp_path) == []


def test_processes_on_one_redis_lose_nothing_count_nobody_twice_and_keep_no_address(
    counted, redis_url, network, settings
):
    total, stories = counted(reads_url=redis_url)
    readers = 2 * OWN + SHARED
    assert total == readers * len(stories)
    server = redis.Redis.from_url(redis_url)
    scores = server.zrange(f"warraq:reads:scores:{network.hub.pk}", 0, -1, withscores=True)
    assert {
        int(story): weight_at(heat, now=NOW, half_life_hours=settings.READS_HALF_LIFE_HOURS)
        for story, heat in scores
    } == {story.pk: pytest.approx(readers) for story in stories}
    assert len(read_store().hottest(network.maghrib.pk, limit=9)) == len(stories)
    server.config_set("rdbcompression", "no")
    server.save()
    folder = Path(server.config_get("dir")["dir"])
    assert b"warraq:reads:marks" in (folder / "dump.rdb").read_bytes()
    assert traces_of_readers(folder) == []


def test_a_trace_would_be_found(tmp_path):
    (tmp_path / "log").write_text("203.0.113.7 read something")
    assert traces_of_readers(tmp_path) == ["203.0.113.7 in log"]
