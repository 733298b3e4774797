"""Pictures are drawn by other processes, in order; one that brings a decoder down is damaged, and no other is lost."""

from __future__ import annotations

import multiprocessing
import os
import signal
from pathlib import Path

import pytest

from warraq.inbox.picture_files import Drawn, Why
from warraq.inbox.tests.drawing import jpeg
from warraq.wires.loading import drawing
from warraq.wires.loading.drawing import Drawing, draw


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    """Nine pictures, the fourth of them damaged."""
    paths = [tmp_path / f"{number}.jpg" for number in range(9)]
    for number, path in enumerate(paths):
        path.write_bytes(jpeg((60 + number, 60), quality=80))
    paths[3].write_bytes(jpeg((600, 600))[:-900])
    return [str(path) for path in paths]


def draw_or_die(file: str) -> Drawn | Why:
    if file.endswith("5.jpg"):
        os.kill(os.getpid(), signal.SIGKILL)
    return draw(file)


def test_what_others_draw_is_what_is_drawn_here_in_the_same_order(
    files: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with Drawing(processes=1) as alone:
        here = list(alone.drawn(files))
    monkeypatch.setattr(drawing, "ALONE", 2)
    with Drawing(processes=2) as others:
        assert [*others.drawn(files[:1]), *others.drawn(files[1:])] == here
        assert multiprocessing.active_children()
    assert multiprocessing.active_children() == []
    assert [file for file, _ in here] == files
    assert [file for file, drawn in here if drawn is Why.DAMAGED] == [files[3]]


def test_a_few_start_no_process(files: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "pool", None)  # whoever starts processes fails
    with Drawing(processes=2) as few:
        assert len(list(few.drawn(files))) == 9


def test_a_picture_that_ends_its_process_is_damaged_and_the_others_are_drawn(
    files: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawing, "ALONE", 0)
    monkeypatch.setattr(drawing, "draw", draw_or_die)
    with Drawing(processes=2) as hurt:
        drawn = list(hurt.drawn(files))
    assert [file for file, _ in drawn] == files
    assert [file for file, each in drawn if each is Why.DAMAGED] == [files[3], files[5]]
    assert multiprocessing.active_children() == []


def test_a_file_that_has_gone_meanwhile_is_damaged(tmp_path: Path) -> None:
    assert draw(str(tmp_path / "gone.jpg")) is Why.DAMAGED
