"""The desk is told when pages fall behind."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from warraq.pages.pressing.alarm import pages_behind
from warraq.pages.pressing.position import Position, read_position, write_position
from warraq.stories.changes import note_editions
from warraq.stories.models import Change


def test_pages_that_fall_behind_are_told(network, settings, tmp_path):
    settings.PRESS_DIR = tmp_path
    note_editions([network.maghrib.pk])
    now = timezone.now()
    assert list(pages_behind(now + timedelta(hours=1))) == []
    write_position(tmp_path / "position", Position(0, now))
    assert list(pages_behind(now)) == []
    assert "متأخرة" in next(iter(pages_behind(now + timedelta(minutes=2)))).sentence
    write_position(tmp_path / "position", Position(Change.objects.order_by("pk").last().pk, now))
    assert list(pages_behind(now + timedelta(minutes=2))) == []


@pytest.mark.parametrize(
    "line", ["", "7", "x 2026-01-01T00:00:00+00:00", "7 2026-01-01T00:00:00", "7 8 9", "\u0667"]
)
def test_a_position_that_cannot_be_read_is_none(tmp_path, line):
    (tmp_path / "position").write_text(line, encoding="utf-8")
    assert read_position(tmp_path / "position") is None


def test_a_position_is_read_as_it_was_written(tmp_path):
    position = Position(7, timezone.now())
    write_position(tmp_path / "position", position)
    assert read_position(tmp_path / "position") == position
    assert read_position(tmp_path / "elsewhere") is None
