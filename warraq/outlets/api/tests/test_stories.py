"""The whole of a story, and of its live coverage, as programs read it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from warraq.outlets.api.tests.conftest import MORNING, cover, questions_of
from warraq.stories.models import Picture
from warraq.stories.services import placement_end, story_withdraw


def test_a_story_is_told_whole(network, told, full_story):
    story = full_story()

    said = told(f"/stories/{story.pk}")

    assert said["headline"] == "خبر كامل 1"
    assert (said["label"], said["label_name"]) == ("report", "تقرير")
    assert (said["standfirst"], said["dateline"], said["agency"]) == (
        "مقدمة الخبر",
        "الرباط",
        "وكالة الأنباء",
    )
    assert said["section"] == {
        "slug": "politics",
        "name": "سياسة",
        "address": "http://maghrib.example.org/politics/",
    }
    assert [author["name"] for author in said["authors"]] == ["كاتب 1", "كاتبة مشتركة"]
    assert [topic["name"] for topic in said["topics"]] == ["موضوع 1", "موضوع مشترك"]
    assert said["published_at"] == "2026-03-04T06:01:00Z"  # Casablanca keeps UTC in Ramadan
    assert [each["text"] for each in said["corrections"]] == ["ورد الاسم خطأ."]
    assert [each["headline"] for each in said["follow_ups"]] == ["خبر لاحق 1"]
    assert said["live"] is None


def test_a_body_is_clean_html_and_what_it_shows(told, full_story):
    body = told(f"/stories/{full_story().pk}")["body"]

    assert [part["type"] for part in body] == [
        "paragraph",
        "heading",
        "quote",
        "list",
        "picture",
        "embed",
        "see_also",
    ]
    assert body[0]["html"] == (
        '<p>فقرة <b>أولى</b> <a href="http://maghrib.example.org/politics/">رابط</a></p>'
    )
    assert body[1]["html"] == "<h2>عنوان &lt;فرعي&gt;</h2>"
    assert body[2]["html"] == "<blockquote><p>قول</p><p>قائل</p></blockquote>"
    assert body[3]["html"] == "<ul><li>بند</li><li>بند آخر</li></ul>"
    assert (body[4]["picture"]["alt"], body[4]["picture"]["caption"]) == ("وصف آخر", "تعليق في النص")
    assert body[5]["address"] == "https://video.example.org/watch/1"
    assert [each["headline"] for each in body[6]["stories"]] == ["خبر سابق 1"]


def test_a_picture_has_the_sizes_of_the_pages_and_is_never_blown_up(told, full_story):
    picture = told(f"/stories/{full_story().pk}")["picture"]

    assert picture["alt"] == "النص البديل في القصة"
    assert (picture["caption"], picture["credit"]) == ("تعليق", "وكالتنا")
    sizes = [(each["type"], each["width"], each["height"]) for each in picture["sizes"]]
    assert sizes == [
        ("image/avif", 320, 180),
        ("image/webp", 320, 180),
        ("image/avif", 640, 360),
        ("image/webp", 640, 360),
        ("image/avif", 800, 450),
        ("image/webp", 800, 450),
    ]
    assert all(each["address"].startswith("http://maghrib.example.org/media/") for each in picture["sizes"])


def test_a_picture_whose_file_is_gone_is_left_out(told, full_story):
    story = full_story()
    for picture in Picture.objects.all():
        picture.file.storage.delete(picture.file.name)

    said = told(f"/stories/{story.pk}")

    assert said["picture"] is None
    assert "picture" not in [part["type"] for part in said["body"]]


def test_a_sister_site_tells_its_own_headline_and_leads_to_the_home(network, told, full_story):
    story = full_story()

    said = told(f"/stories/{story.pk}", on=network.misr)

    assert said["headline"] == "عنوان الموقع الشقيق"
    assert said["section"]["slug"] == "sport"
    assert said["canonical"] == told(f"/stories/{story.pk}")["address"]
    assert [(each["edition"]["slug"], each["is_home"]) for each in said["placements"]] == [
        ("maghrib", True),
        ("misr", False),
    ]
    assert said["placements"][1]["address"] == said["address"]


def test_a_placement_that_ended_is_told_nowhere(network, ask, told, full_story):
    story = full_story()
    placement_end(story.placements.get(edition=network.misr), at=timezone.now(), now=timezone.now())

    assert ask(f"/stories/{story.pk}", on=network.misr).status_code == 404
    assert [each["edition"]["slug"] for each in told(f"/stories/{story.pk}")["placements"]] == ["maghrib"]


def test_the_hub_leads_to_the_home_of_a_story(network, ask, full_story):
    story = full_story()

    answer = ask(f"/stories/{story.pk}", on=network.hub)

    assert answer.status_code == 302
    assert answer["Location"] == f"http://maghrib.example.org/api/v1/stories/{story.pk}"
    assert answer["Access-Control-Allow-Origin"] == "*"


def test_a_withdrawn_story_is_gone_with_the_note_for_readers_and_nothing_else(network, ask, full_story):
    story = full_story()
    cover(story, posts=2)
    story_withdraw(story, reason="سبب داخلي", note="سُحبت لخطأ في المصدر.", now=timezone.now())

    for path in (f"/stories/{story.pk}", f"/live/{story.pk}", f"/live/{story.pk}/before/26"):
        for edition in (network.maghrib, network.misr, network.hub):
            answer = ask(path, on=edition)
            assert answer.status_code == 410, (path, edition)
            assert set(answer.json()) == {"code", "detail", "note", "withdrawn_at"}
            assert answer.json()["code"] == "withdrawn"
            assert answer.json()["note"] == "سُحبت لخطأ في المصدر."
    assert ask(f"/stories/{story.pk}", on=network.khalij).status_code == 404


def test_a_story_that_stands_nowhere_here_is_not_there(network, ask, make_story):
    story = make_story()
    draft = make_story(publish=False)

    for path, edition in ((story.pk, network.misr), (draft.pk, network.maghrib), (draft.pk, network.hub)):
        answer = ask(f"/stories/{path}", on=edition)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_a_story_asks_as_many_questions_however_much_it_holds(network, ask, make_story, full_story):
    plain, full = make_story(), full_story()
    cover(full, posts=1)
    rich = full_story(2)
    body = rich.body.raw_data
    rich.body = [*body, *(dict(block) for block in body if block["type"] == "picture")] * 3
    rich.save()
    cover(rich, posts=40)

    of_the_full = questions_of(ask, f"/stories/{full.pk}")
    assert questions_of(ask, f"/stories/{rich.pk}") == of_the_full <= 20
    assert questions_of(ask, f"/stories/{plain.pk}") <= of_the_full


def test_a_coverage_is_told_with_its_newest_posts(told, make_story, make_picture):
    story = make_story()
    cover(story, posts=60, picture=make_picture(description="من المكان"))

    said = told(f"/live/{story.pk}")

    assert said["is_live"]
    assert said["sequence"] == 60
    assert [post["number"] for post in said["posts"]] == list(range(60, 25, -1))
    assert [post["number"] for post in said["pinned"]] == [1]
    assert [post["number"] for post in said["key_moments"]] == [2]
    assert said["posts"][0]["body"][0] == {"type": "paragraph", "html": "<p>مشاركة رقم 60</p>"}
    assert said["posts"][0]["body"][1]["picture"]["alt"] == "من المكان"
    assert said["posts"][0]["address"].endswith("#post-60")
    assert told(f"/stories/{story.pk}")["live"].endswith(f"/api/v1/live/{story.pk}")


def test_older_posts_are_reached_by_the_address_that_each_answer_gives(ask, told, make_story):
    story = make_story()
    cover(story, posts=60)
    path, numbers = f"/live/{story.pk}", []
    while path:
        said = told(path)
        numbers += [post["number"] for post in said["posts"]]
        path = said["older"].partition("/api/v1")[2] if said["older"] else ""

    # A pinned post stands above the others on the story's page, and in its range too.
    assert numbers == list(range(60, 0, -1))
    assert ask(f"/live/{story.pk}/before/7").status_code == 404


def test_a_removed_post_is_told_nowhere(told, make_story):
    story = make_story()
    blog = cover(story, posts=5)
    blog.posts.filter(number=4).update(removed_at=MORNING + timedelta(hours=1))

    assert [post["number"] for post in told(f"/live/{story.pk}")["posts"]] == [5, 3, 2]
    assert not re.search("مشاركة رقم 4", str(told(f"/live/{story.pk}")))


def test_a_coverage_asks_as_many_questions_of_three_posts_as_of_thirty(ask, make_story, make_picture):
    few, many = make_story(), make_story()
    cover(few, posts=3, picture=make_picture())
    cover(many, posts=30, picture=make_picture())

    of_few = questions_of(ask, f"/live/{few.pk}")
    assert questions_of(ask, f"/live/{many.pk}") == of_few <= 12


@pytest.mark.parametrize("path", ["/live/{}", "/live/{}/before/26"])
def test_a_story_without_coverage_has_no_posts(ask, make_story, path):
    assert ask(path.format(make_story().pk)).json()["code"] == "not_found"
