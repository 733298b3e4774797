"""Records prepared ahead by other processes are those that would be prepared here, in their order."""

from __future__ import annotations

import multiprocessing
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from warraq.wires.loading import ahead as ahead_module
from warraq.wires.loading.ahead import HelperLost, ahead
from warraq.wires.loading.items import Item
from warraq.wires.loading.preparing import Preparation, prepare
from warraq.wires.loading.records import Line

NOW = datetime(2024, 1, 1, tzinfo=UTC)
WORDS = "افتتحت البلدية مكتبتها العامة بعد عامين من الترميم بحضور الأهالي وتلاميذ القرى المجاورة كلها"


def read(record: dict[str, Any]) -> Item:
    if record.get("kill"):
        os.kill(os.getpid(), signal.SIGKILL)
    return Item(
        origin_key=str(record["id"]),
        edition="paper",
        section="news",
        headline=f"خبر رقم {record['id']}",
        paragraphs=(f"{WORDS} {record['id']} {WORDS}",),
        published_at=NOW,
    )


BY = Preparation("paper", item=read, now=NOW)


def lines(count: int) -> Iterator[Line]:
    for number in range(1, count + 1):
        yield Line(number, {"id": number})


@pytest.fixture(autouse=True)
def _nothing_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead_module, "ALONE", 3)


def test_what_others_prepare_is_what_is_prepared_here_in_the_same_order() -> None:
    with closing(ahead(lines(130), by=BY, processes=2)) as pairs:
        found = list(pairs)
    assert [line.number for line, _ in found] == list(range(1, 131))
    for line, prepared in found[3:]:
        assert prepared == prepare(line.record or {}, by=BY, ahead=True)
    # What is prepared here leaves the costly answers to those who ask for them.
    assert [bool(prepared and prepared.answers) for _, prepared in found[:4]] == [False, False, False, True]
    assert multiprocessing.active_children() == []


def test_a_small_load_starts_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead_module, "pool", None)  # whoever starts processes fails
    assert len(list(ahead(lines(3), by=BY, processes=2))) == 3


@pytest.mark.parametrize("by", [Preparation("paper", item=lambda record: read(record), now=NOW), BY])
def test_a_function_that_can_not_be_sent_and_a_single_core_are_served_here(
    by: Preparation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ahead_module, "pool", None)
    assert len(list(ahead(lines(50), by=by, processes=1 if by is BY else 2))) == 50


def test_a_line_without_a_record_keeps_its_place() -> None:
    broken = [
        Line(number, None, "broken") if number % 2 else Line(number, {"id": number}) for number in range(60)
    ]
    with closing(ahead(iter(broken), by=BY, processes=2)) as pairs:
        assert [(line.number, prepared is None) for line, prepared in pairs] == [
            (number, bool(number % 2)) for number in range(60)
        ]


def test_a_killed_process_is_told_in_a_sentence_and_the_others_end() -> None:
    with (
        pytest.raises(HelperLost, match="run the same command again"),
        closing(ahead(_one_kills(), by=BY, processes=2)) as pairs,
    ):
        list(pairs)
    assert multiprocessing.active_children() == []


def _one_kills() -> Iterator[Line]:
    for number in range(60):
        yield Line(number, {"id": number, "kill": number == 50})


def test_no_more_is_read_ahead_than_a_few_portions() -> None:
    given = 0

    def counted() -> Iterator[Line]:
        nonlocal given
        for line in lines(10_000):
            given += 1
            yield line

    with closing(ahead(counted(), by=BY, processes=2)) as pairs:
        for _ in range(10):
            next(pairs)
    assert given <= 10 + (2 * ahead_module.WAITING + 1) * ahead_module.PORTION
    assert multiprocessing.active_children() == []


def test_heavy_records_go_in_small_portions() -> None:
    heavy = [Line(number, {}, weight=ahead_module.HEAVIEST_PORTION) for number in range(3)]
    assert [len(portion) for portion in ahead_module._portions(iter(heavy))] == [1, 1, 1]


_PARENT = """
import multiprocessing, sys
from warraq.wires.loading.ahead import ahead
from warraq.wires.loading.tests import test_ahead as test
import warraq.wires.loading.ahead as module
if __name__ == "__main__":
    module.ALONE = 0
    pairs = ahead(test.lines(10_000), by=test.BY, processes=2)
    next(pairs)
    print(*(each.pid for each in multiprocessing.active_children()), flush=True)
    sys.stdin.read()
"""


def test_the_processes_end_when_the_loader_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(_PARENT)
    root = Path(__file__).parents[4]
    with subprocess.Popen(
        [sys.executable, str(script)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(root)},
        cwd=root,
    ) as parent:
        assert parent.stdout is not None
        watched = [os.pidfd_open(int(pid)) for pid in parent.stdout.readline().split()]
        assert len(watched) == 2
        parent.kill()
        ended = [select.select([each], [], [], 30)[0] for each in watched]
    assert all(ended)
    for each in watched:
        os.close(each)
