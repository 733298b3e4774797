"""What programs read on a real page store: it falls when what it tells changes, and not otherwise."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from warraq.fronts.editing import put
from warraq.fronts.layouts import automatic_layout
from warraq.fronts.services import front_publish, strip_raise
from warraq.network.models import Edition, EditionHost
from warraq.pages.pressing.backend import key_of
from warraq.pages.pressing.tests.test_presser import (
    HOUR,
    room,  # noqa: F401 - a fixture
)
from warraq.press.backend import ask, pressed, question_for_a_shell
from warraq.press.store import Verdict
from warraq.reads.models import ReadScore
from warraq.stories.addresses import story_data_path
from warraq.stories.services import correction_add, story_publish, story_withdraw

MORNING = timezone.now() - timedelta(days=2)


@pytest.fixture
def told(network, room):  # noqa: F811
    """Return a function that reads what is pressed at a path below the API's, after what waits was done."""

    def read(path: str, *, on: Edition | None = None) -> Any:
        room.follow()
        return json.loads(room.read_path(on or network.maghrib, f"/api/v1{path}") or "null")

    return read


@pytest.fixture
def news(network, make_story):
    return [make_story(at=MORNING + timedelta(minutes=number)) for number in range(24)]


def numbers_in(said: Any) -> list[int]:
    return [each["id"] for each in said["stories"]]


def test_a_new_story_heads_its_lists_and_an_old_ones_answer_stands(
    network,
    make_story,
    news,
    told,
    room,  # noqa: F811
):
    lists = ("/stories", "/sections/politics/stories")
    for path in (*lists, f"/stories/{news[0].pk}"):
        told(path)

    new = make_story(at=timezone.now())

    for path in lists:
        assert numbers_in(told(path))[0] == new.pk
    assert numbers_in(told("/stories", on=network.hub))[0] == new.pk
    room.backend.asked.clear()
    told(f"/stories/{news[0].pk}")
    assert room.backend.asked == []


def test_a_story_is_told_anew_when_its_words_or_corrections_change(news, told):
    story = news[3]
    path = f"/stories/{story.pk}"
    assert told(path)["headline"] == story.headline

    story.headline = "عنوان آخر"
    story_publish(story)
    assert told(path)["headline"] == "عنوان آخر"

    correction_add(story, text="صُحح الاسم.", at=timezone.now())
    assert [each["text"] for each in told(path)["corrections"]] == ["صُحح الاسم."]


def test_an_answer_that_is_drawn_while_its_story_is_withdrawn_is_not_kept(network, news, told, room):  # noqa: F811
    """No page was held before, so no tag leads to it: its address does."""
    story = news[3]
    host, path = network.maghrib.host, story_data_path(story.pk)
    epoch = room.press.epoch()
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "HTTP_HOST": host,
        "SERVER_NAME": host,
        "SERVER_PORT": "80",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
    }
    drawn = ask(room.backend, question_for_a_shell(environ))
    page = pressed(drawn, version=epoch.version, pressed_at=0.0, level=room.press.level)

    story_withdraw(story, reason="اختبار", now=timezone.now())
    room.follow()

    assert room.press.put_page(key_of(host, path), page, epoch=epoch) is Verdict.OVERTAKEN
    assert told(f"/stories/{story.pk}")["code"] == "withdrawn"


def test_a_front_and_a_strip_are_told_as_soon_as_they_are_published(network, news, told):
    old = news[0]
    assert told("/fronts/home")["blocks"][0]["stories"][0]["id"] != old.pk
    assert told("/fronts/sections/politics")["blocks"][0]["stories"][0]["id"] != old.pk
    pinned = put(automatic_layout(), story=old.pk, part=0, position=1)

    front_publish(network.maghrib, section=None, layout=pinned, opened=None, now=timezone.now())
    assert told("/fronts/home")["blocks"][0]["stories"][0]["id"] == old.pk

    section = network.section(network.maghrib, "politics")
    front_publish(network.maghrib, section=section, layout=pinned, opened=None, now=timezone.now())
    assert told("/fronts/sections/politics")["blocks"][0]["stories"][0]["id"] == old.pk

    now = timezone.now()
    strip_raise("عاجل الآن", editions=[network.maghrib], story=None, until=now + HOUR, now=now)
    for path in ("/fronts/home", "/blocks"):
        assert told(path)["blocks"][0]["text"] == "عاجل الآن"


def test_what_readers_read_most_is_told_when_the_presser_has_looked(network, news, told, room):  # noqa: F811
    old = news[0]

    def most_read() -> list[int]:
        return next(numbers_in(each) for each in told("/blocks")["blocks"] if each["kind"] == "most_read")

    assert old.pk not in most_read()
    ReadScore.objects.create(edition=network.maghrib, story=old, heat=1e9, last_read_at=timezone.now())
    room.presser.choose_all(rule="test")

    assert most_read()[0] == old.pk


def test_a_new_site_is_told_everywhere(network, told):
    assert len(told("/editions")["editions"]) == 4
    site = Edition.objects.create(slug="sham", name="بوابة الشام")
    EditionHost.objects.create(edition=site, name="sham.example.org", is_primary=True)
    assert len(told("/editions")["editions"]) == 5
