"""The editor of a story is told of its copies."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from warraq.desk.duplicates.notices import notice
from warraq.desk.roles.groups import make_roles
from warraq.network.models import Edition
from warraq.related.duplicates import Copy, copies_for_desk
from warraq.related.signatures import Alike, Overlap
from warraq.stories.models import Placement, Story
from warraq.stories.services import story_withdraw

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
SIGN = "\u00a0%"


def words(start: int, end: int) -> str:
    return " ".join(f"كلمة{number}" for number in range(start, end))


def published(*, at: datetime, digits: str = "latn") -> tuple[Story, Placement]:
    """Return a story and its home that never saw a database."""
    story = Story(headline="افتتاح الجسر", live=True, first_published_at=at)
    edition = Edition(name="مرآة المغرب", locale="ar-MA", time_zone="UTC", digits=digits)
    return story, Placement(story=story, edition=edition)


def said(overlap: Overlap, *, alike: Alike, at: datetime = NOW - 3 * HOUR, digits: str = "latn") -> str:
    story, home = published(at=at, digits=digits)
    copy = Copy(story=story, home=home, overlap=overlap, alike=alike)
    return str(notice(copy, now=NOW, url=None))


@pytest.mark.parametrize(
    ("overlap", "alike", "sentence"),
    [
        (
            Overlap(94, own=100, other=100),
            Alike.NEAR,
            f"هذا النص مطابق بنسبة 94{SIGN} لخبر «افتتاح الجسر» (مرآة المغرب، قبل 3 ساعات)",
        ),
        (
            Overlap(90, own=100, other=300),
            Alike.WITHIN,
            f"يرد 90{SIGN} من هذا النص في خبر أطول هو «افتتاح الجسر» (مرآة المغرب، قبل 3 ساعات)",
        ),
        (
            Overlap(85, own=300, other=100),
            Alike.AROUND,
            f"يضم هذا النص 85{SIGN} من خبر أقصر هو «افتتاح الجسر» (مرآة المغرب، قبل 3 ساعات)",
        ),
        (
            Overlap(60, own=100, other=100),
            Alike.EDITED,
            f"هذا النص صياغة أخرى لخبر «افتتاح الجسر»، والمشترك بينهما 60{SIGN} (مرآة المغرب، قبل 3 ساعات)",
        ),
        (
            Overlap(50, own=100, other=100),
            Alike.AKIN,
            f"في هذا النص مقاطع من خبر «افتتاح الجسر»، والمشترك بينهما 50{SIGN} (مرآة المغرب، قبل 3 ساعات)",
        ),
    ],
)
def test_each_likeness_has_its_sentence(overlap, alike, sentence):
    assert said(overlap, alike=alike) == sentence


def test_all_of_it_is_said_of_the_same_text_only():
    assert f"100{SIGN}" in said(Overlap(1000, own=1000, other=1000), alike=Alike.NEAR)
    assert f"99{SIGN}" in said(Overlap(999, own=1000, other=1000), alike=Alike.NEAR)


def test_digits_and_days_are_those_of_the_copys_home():
    same = Overlap(100, own=100, other=100)
    assert "١٠٠\u00a0٪" in said(same, alike=Alike.NEAR, digits="arab")
    assert "قبل ٣ ساعات" in said(same, alike=Alike.NEAR, digits="arab")
    assert said(same, alike=Alike.NEAR, at=NOW - 400 * HOUR).endswith("(مرآة المغرب، في 8 نونبر 2026)")
    assert said(same, alike=Alike.NEAR, at=NOW + 30 * HOUR).endswith("(مرآة المغرب، في 26 نونبر 2026)")


def told_of(story: Story, *, now: datetime = NOW) -> list[str]:
    return [str(notice(copy, now=now, url=None)) for copy in copies_for_desk(story.pk)]


def test_a_draft_and_a_withdrawn_story_are_named_as_such(make_story):
    story = make_story(publish=False, paragraphs=(words(0, 60),))
    draft = make_story("مسودة زميل", publish=False, paragraphs=(words(0, 60),))
    assert told_of(story) == [f"هذا النص مطابق بنسبة 100{SIGN} لخبر «مسودة زميل» (مسودة)"]
    draft.headline = "مسودة زميل، مصححة"
    moment = draft.save_revision().created_at
    assert told_of(story, now=moment + 2 * HOUR) == [
        f"هذا النص مطابق بنسبة 100{SIGN} لخبر «مسودة زميل، مصححة» (مسودة حُفظت قبل ساعتين)"
    ]
    draft.delete()
    gone = make_story("خبر سُحب", paragraphs=(words(0, 60),))
    story_withdraw(gone, reason="خطأ", now=NOW - HOUR)
    assert told_of(story) == [f"هذا النص مطابق بنسبة 100{SIGN} لخبر «خبر سُحب» (سُحب من النشر قبل ساعة)"]


# ---- in the editor --------------------------------------------------------------------------------------------------


@pytest.fixture
def desk(network) -> Client:
    """An editor's browser on the hub's desk."""
    user = get_user_model().objects.create_user("editor", password="كلمة")
    user.groups.add(make_roles()["editor"])
    client = Client(headers={"host": network.hub.host})
    client.force_login(user)
    return client


def test_the_form_shows_the_notice_with_a_link_that_leads_to_the_copy(desk, make_story):
    copy = make_story("<b>عنوان</b> الوكالة", paragraphs=(words(0, 60),))
    story = make_story(publish=False, paragraphs=(words(0, 60),))
    page = desk.get(f"/desk/stories/edit/{story.pk}/").content.decode()
    assert "هذا النص مطابق بنسبة 100" in page
    link = f'<a href="/desk/stories/edit/{copy.pk}/">«<bdi>&lt;b&gt;عنوان&lt;/b&gt; الوكالة</bdi>»</a>'
    assert link in page
    assert "desk/duplicates.js" in page


def test_a_new_form_has_a_place_for_notices_and_none_yet(desk):
    page = desk.get("/desk/stories/add/").content.decode()
    assert 'data-duplicates="/desk/stories/duplicates/" data-story=""' in page
    assert "هذا النص مطابق" not in page


def test_after_a_save_the_notices_are_asked_for_again(desk, make_story):
    make_story("خبر الوكالة", paragraphs=(words(0, 60),))
    story = make_story(publish=False, paragraphs=(words(0, 60),))
    answer = desk.get("/desk/stories/duplicates/", {"story": story.pk})
    assert "خبر الوكالة" in answer.content.decode()


def test_pasted_text_is_compared_before_anything_is_saved(desk, make_story):
    make_story("خبر الوكالة", paragraphs=(words(0, 60),))
    answer = desk.post("/desk/stories/duplicates/", {"text": words(0, 60), "story": ""})
    assert "خبر الوكالة" in answer.content.decode()
    assert Story.objects.count() == 1


@pytest.mark.parametrize("story", ["", "x", "-1", "٣", "9" * 19, "9" * 400, "1.5"])
def test_numbers_of_no_story_have_no_notices(desk, story):
    for answer in (
        desk.get("/desk/stories/duplicates/", {"story": story}),
        desk.post("/desk/stories/duplicates/", {"text": words(0, 60), "story": story}),
    ):
        assert (answer.status_code, answer.content.decode().strip()) == (200, "")


@pytest.mark.parametrize("text", ["", "\u202e" + "😀 " * 500, "<p>" * 5000, "كلمة " * 100_000])
def test_any_text_may_be_pasted(desk, text):
    assert desk.post("/desk/stories/duplicates/", {"text": text}).status_code == 200


def test_a_lone_surrogate_may_be_pasted(desk):
    form = "application/x-www-form-urlencoded"
    answer = desk.post("/desk/stories/duplicates/", f"text={'%ED%A0%80+' * 50}", content_type=form)
    assert answer.status_code == 200


def test_only_who_writes_stories_may_ask(desk, network):
    make_roles()
    stranger = get_user_model().objects.create_user("stranger", password="كلمة")
    client = Client(headers={"host": network.hub.host})
    assert client.get("/desk/stories/duplicates/").status_code == 302
    client.force_login(stranger)
    assert client.get("/desk/stories/duplicates/").status_code == 302
    assert desk.put("/desk/stories/duplicates/").status_code == 405
