"""A load says how many of its stories have the text of one that was there before, and keeps the link."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from warraq.related.duplicates import copies_of
from warraq.stories.models import Story
from warraq.wires.loading.load import Summary

pytestmark = pytest.mark.django_db

Run = Callable[..., Summary]
Dump = Callable[..., Path]


def record(number: int, *, words: range) -> dict[str, Any]:
    return {
        "id": f"{number}",
        "title": f"عنوان {number}",
        "text": " ".join(f"كلمة{each}" for each in words),
    }


AGENCY = record(1, words=range(100))
CUT = record(2, words=range(70))
OTHER = record(3, words=range(500, 600))


def number_of(key: str) -> int:
    return Story.objects.get(origin_key=f"paper:{key}").pk


def test_copies_within_one_load_are_counted_and_linked(run: Run, dump: Dump) -> None:
    summary = run(dump(AGENCY, CUT, OTHER))
    assert summary.copies == 1
    assert str(summary).endswith("(near copies of stories that were there before: 1)")
    assert copies_of([number_of("2")]) == {number_of("2"): {number_of("1")}}


def test_copies_of_what_an_earlier_load_brought_are_found_batch_by_batch(run: Run, dump: Dump) -> None:
    assert run(dump(AGENCY)).copies == 0
    assert run(dump(OTHER, CUT), batch_size=1).copies == 1
    assert run(dump(AGENCY, OTHER, CUT)).copies == 0


def test_a_story_that_a_later_version_makes_a_copy_is_counted(run: Run, dump: Dump) -> None:
    run(dump(AGENCY, record(2, words=range(200, 300))))
    summary = run(dump(CUT | {"at": "2023-05-02T12:00:00+00:00"}))
    assert summary.copies == 1
