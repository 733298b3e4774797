"""What the API's tests share: asking it, and a story with everything that a story can have."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.images import ImageFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from conftest import Network, Reader, StoryMaker
from warraq.live.models import LiveBlog, LivePost
from warraq.network.models import Edition
from warraq.stories.models import Agency, Correction, FollowUp, Picture, Story
from warraq.stories.services import story_publish

MORNING = datetime(2026, 3, 4, 6, tzinfo=UTC)

Ask = Callable[..., Any]


@pytest.fixture
def ask(network: Network, reader: Reader) -> Ask:
    """Return a function that asks an edition (the Maghrib's unless told) at a path below the API's."""

    def asked(path: str, *, on: Edition | None = None, **headers: str) -> Any:
        host = (on or network.maghrib).host
        return reader.get(f"/api/v1{path}", headers={"host": host, **headers})

    return asked


@pytest.fixture
def told(ask: Ask) -> Callable[..., Any]:
    """Return a function that asks, and returns what is told; the answer must be there."""

    def asked(path: str, *, on: Edition | None = None) -> Any:
        answer = ask(path, on=on)
        assert answer.status_code == 200, answer.content.decode()
        return answer.json()

    return asked


def questions_of(ask: Ask, path: str) -> int:
    """How many questions an answer costs, once what a process keeps and the pictures' sizes are made.

    The table of hosts is read anew every now and then: the fewest of three count.
    """
    found = []
    for _ in range(4):
        with CaptureQueriesContext(connection) as asked:
            assert ask(path).status_code == 200
        found.append(len(asked))
    return min(found[1:])


@pytest.fixture
def make_picture(db: None, settings: Any, tmp_path: Path) -> Callable[..., Picture]:
    """Return a function that makes a small picture on a disk of its own."""
    settings.MEDIA_ROOT = tmp_path

    def make(*, width: int = 800, height: int = 450, **fields: Any) -> Picture:
        drawing = BytesIO()
        Image.new("RGB", (width, height), "navy").save(drawing, "PNG")
        return Picture.objects.create(file=ImageFile(drawing, name="picture.png"), **fields)

    return make


@pytest.fixture
def full_story(
    network: Network, make_story: StoryMaker, make_picture: Callable[..., Picture]
) -> Callable[[int], Story]:
    """Return a function that makes a story with everything; what it leads to is made with it."""

    def make(number: int = 1) -> Story:
        pick = make_story(f"خبر سابق {number}", at=MORNING - timedelta(hours=1))
        lead = make_picture(title="صورة", description="وصف الصورة", caption="تعليق", credit="وكالتنا")
        within = make_picture(title="أخرى", description="وصف آخر")
        story = make_story(
            f"خبر كامل {number}",
            also=[(network.misr, "sport", "عنوان الموقع الشقيق")],
            at=MORNING + timedelta(minutes=number),
            authors=(f"كاتب {number}", "كاتبة مشتركة"),
            topics=(f"موضوع {number}", "موضوع مشترك"),
            standfirst="مقدمة الخبر",
            dateline="الرباط",
            label="report",
            agency=Agency.objects.get_or_create(name="وكالة الأنباء")[0],
            lead_picture=lead,
            lead_alt="النص البديل في القصة",
            publish=False,
        )
        story.body = [
            {
                "type": "paragraph",
                "value": '<p onclick="x()">فقرة <b>أولى</b> <a href="/politics/">رابط</a></p>',
            },
            {"type": "heading", "value": "عنوان <فرعي>"},
            {"type": "quote", "value": {"text": "قول", "attribution": "قائل"}},
            {"type": "list", "value": ["بند", "بند آخر"]},
            {
                "type": "picture",
                "value": {"picture": within.pk, "caption": "تعليق في النص", "credit": "", "alt": ""},
            },
            {"type": "embed", "value": "https://video.example.org/watch/1"},
            {"type": "see_also", "value": [pick.pk]},
        ]
        story.save()
        story = story_publish(story, at=MORNING + timedelta(minutes=number))
        follow_up = make_story(f"خبر لاحق {number}", at=MORNING + timedelta(hours=1))
        FollowUp.objects.create(story=follow_up, earlier=story, made_at=MORNING)
        Correction.objects.create(story=story, text="ورد الاسم خطأ.", made_at=MORNING + timedelta(hours=2))
        return story

    return make


def cover(story: Story, *, posts: int, picture: Picture | None = None) -> LiveBlog:
    """Tell the story live; the first post is pinned, the second a key moment."""
    blog = LiveBlog.objects.create(story=story, started_at=MORNING, sequence=posts, last_number=posts)
    for number in range(1, posts + 1):
        body: list[dict[str, Any]] = [{"type": "paragraph", "value": f"<p>مشاركة رقم {number}</p>"}]
        if picture is not None:
            body.append({"type": "picture", "value": {"picture": picture.pk}})
        LivePost.objects.create(
            blog=blog,
            number=number,
            sequence=number,
            token=str(number),
            posted_at=MORNING + timedelta(minutes=number),
            pinned_at=MORNING if number == 1 else None,
            is_key=number == 2,
            body=body,
        )
    return blog
