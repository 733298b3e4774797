"""Schedules as readers meet them: from the real command, on the database that the tests run on."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from time import time
from typing import Any

import pytest

from tests.press.conftest import BOUND, HOSTS, Served, paths_of
from tests.serving.databases import empty_database
from tests.serving.servers import children_of, start, until

# What the newsroom is promised.
WITHIN = 2.0
LISTS = [(host, path) for host in HOSTS.values() for path in ("/", "/politics/")]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A served network whose lists have been read once, so that the press has them."""
    folder = tmp_path_factory.mktemp("schedules")
    with empty_database(folder) as address:
        served = Served(folder, address=address)
        try:
            start([served.node])
            for host, path in LISTS:
                until(lambda host=host, path=path: served.status(host, path) == 200, within=BOUND)
            yield served
        finally:
            served.node.kill()
            served.newsroom.close()


def seen_at(served: Served, story: dict[str, Any], *, words: str) -> float:
    """Read on until the story is at its addresses and in every list; returns when. Nobody may see it too early."""
    waiting = [*paths_of(story), *LISTS]
    own = set(paths_of(story))

    def shows(host: str, path: str) -> bool:
        answer = served.get(host, path)
        assert answer is not None
        # Not even in the lists of the page that says 404.
        assert words not in answer.text or time() >= story["at"], (host, path)
        assert answer.status == 200 or (host, path) in own
        return answer.status == 200 and words in answer.text

    def is_everywhere() -> bool:
        waiting[:] = [page for page in waiting if not shows(*page)]
        return not waiting

    until(is_everywhere, within=BOUND)
    return time()


def presser_of(served: Served) -> int:
    """Return the process of the presser, which fires the schedules; 0 while there is none."""
    for pid in children_of(served.node.pid):
        if b"\0press\0run\0" in Path(f"/proc/{pid}/cmdline").read_bytes():
            return pid
    return 0


def test_a_scheduled_story_is_with_readers_of_both_sites_within_two_seconds_of_its_moment(served):
    words = "خبر مجدول يصل في موعده"
    story = served.newsroom.schedule(words, seconds=4)
    assert seen_at(served, story, words=words) - story["at"] <= WITHIN
    assert served.newsroom.firings(story["story"]) == 1


def test_a_killed_presser_is_started_again_and_the_schedule_fires_once(served):
    words = "خبر مجدول يصل بعد القتل"
    story = served.newsroom.schedule(words, seconds=4)
    killed = presser_of(served)
    assert killed
    # Its moment comes while nobody fires schedules.
    until(lambda: story["at"] - time() < 0.5, within=BOUND)
    os.kill(killed, signal.SIGKILL)
    seen_at(served, story, words=words)
    assert presser_of(served) not in (0, killed)
    assert served.newsroom.firings(story["story"]) == 1
