"""The desk is told when pages fall behind."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from warraq.pages.pressing.alarm import pages_behind
from warraq.stories.changes import note_editions
from warraq.stories.models import Change


def test_pages_that_fall_behind_are_told(network, settings, tmp_path):
    settings.PRESS_DIR = tmp_path
    note_editions([network.maghrib.pk])
    now = timezone.now()
    assert list(pages_behind(now + timedelta(hours=1))) == []
    (tmp_path / "position").write_text("0")
    assert list(pages_behind(now)) == []
    assert "متأخرة" in next(iter(pages_behind(now + timedelta(minutes=2)))).sentence
    (tmp_path / "position").write_text(str(Change.objects.order_by("pk").last().pk))
    assert list(pages_behind(now + timedelta(minutes=2))) == []
