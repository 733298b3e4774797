"""Stories to pick for «قد يهمك أيضًا»: near the text that is being written, and only what readers of its home have."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from warraq.desk.roles.grants import Role
from warraq.desk.roles.services import role_give
from warraq.desk.suggesting.near import offered
from warraq.search.vocabulary import vocabulary_grow
from warraq.stories.models import Story
from warraq.stories.services import story_withdraw

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
QUAKE = (
    "هز زلزال قوي منطقة الأطلس فجر اليوم وأسفر عن سقوط قتلى وانهيار بيوت في قرى جبلية بعيدة.",
    "وقالت فرق الإنقاذ إن الطرق إلى القرى مقطوعة بسبب الصخور، وإن المروحيات تنقل الجرحى.",
)
RESCUE = (
    "واصلت فرق الإنقاذ البحث عن ناجين تحت أنقاض البيوت التي دمرها زلزال الأطلس في القرى الجبلية.",
    "ووصلت خيام وأغطية إلى المنكوبين بعد فتح أول طريق بين الصخور.",
)
DRAFT = "بعد أيام من زلزال الأطلس تعيد فرق الإنقاذ فتح الطرق إلى القرى الجبلية وتنصب خيامًا للمنكوبين."


@pytest.fixture
def archive(make_story):
    """Return what makes two stories of an earthquake among fifteen of other things, before a moment."""

    def build(now: datetime) -> tuple[Story, Story]:
        quake = make_story("زلزال يضرب قرى الأطلس ويوقع قتلى", paragraphs=QUAKE, at=now - 5 * DAY)
        rescue = make_story("فرق الإنقاذ تبحث عن ناجين من زلزال الأطلس", paragraphs=RESCUE, at=now - 4 * DAY)
        for number in range(15):
            text = f"اجتمع مجلس بلدي رقم {number} لمناقشة ميزانية الحدائق والشوارع في المدينة."
            make_story(
                f"مجلس يناقش ميزانية {number}", paragraphs=(text,), at=now - timedelta(hours=10 + number)
            )
        count_words()
        return quake, rescue

    return build


def count_words() -> None:
    """Have the archive's words counted, as the upkeep does in its time."""
    while vocabulary_grow():
        pass


@pytest.fixture
def near(network):
    def ask(text: str = DRAFT, *, headline: str = "الأطلس بعد الزلزال", **more) -> list[int]:
        more = {"edition": network.maghrib, **more}
        return [each.story_id for each in offered(text, headline=headline, now=NOW, **more)]

    return ask


def test_stories_of_the_same_event_are_offered_for_a_text_that_was_never_saved(archive, near):
    quake, rescue = archive(NOW)
    assert set(near()) == {quake.pk, rescue.pk}


def test_what_is_picked_or_is_the_story_itself_or_its_copy_is_not_offered(archive, near, make_story):
    quake, rescue = archive(NOW)
    assert near(picked=[quake.pk]) == [rescue.pk]
    assert quake.pk not in near("\n".join(QUAKE))
    copy = make_story("نسخة عن زلزال الأطلس", paragraphs=QUAKE, at=NOW - 3 * DAY)
    count_words()
    assert rescue.pk in near("\n".join(QUAKE), story=quake.pk)
    assert not {quake.pk, copy.pk}.intersection(near("\n".join(QUAKE), story=quake.pk))


def test_only_what_readers_of_the_home_site_have_is_offered(archive, near, network):
    quake, rescue = archive(NOW)
    assert near(edition=network.misr) == []
    story_withdraw(rescue, reason="خطأ", now=NOW)
    assert near() == [quake.pk]


def test_there_is_an_end_to_what_is_offered(archive, near, monkeypatch):
    archive(NOW)
    monkeypatch.setattr("warraq.desk.suggesting.near.MOST", 1)
    assert len(near()) == 1


@pytest.mark.parametrize("text", ["", "و", "12 34", "\u202b" * 50])
def test_a_text_that_says_nothing_is_offered_nothing(archive, near, text):
    archive(NOW)
    assert near(text, headline="") == []


@pytest.fixture
def desk(network) -> Client:
    user = get_user_model().objects.create_user("reporter")
    role_give(user, Role.REPORTER, edition=network.maghrib)
    client = Client(headers={"host": network.hub.host})
    client.force_login(user)
    return client


def test_the_script_is_told_what_the_chooser_keeps(archive, desk, network):
    quake, rescue = archive(timezone.now())
    question = {
        "text": DRAFT,
        "headline": "الأطلس",
        "edition": network.maghrib.pk,
        "picked": [quake.pk, "قمامة"],
    }
    (told,) = desk.post(reverse("desk_suggestions"), question).json()["stories"]
    assert (told["headline"], told["section"]) == (rescue.headline, "سياسة")
    assert told["state"]["id"] == rescue.pk
    assert told["state"]["string"] == rescue.headline
    assert told["day"]


@pytest.mark.parametrize("edition", ["", "0", "99999999", "x", "9" * 40])
def test_without_a_home_nothing_is_offered(archive, desk, edition):
    archive(timezone.now())
    answer = desk.post(reverse("desk_suggestions"), {"text": DRAFT, "headline": "الأطلس", "edition": edition})
    assert answer.json() == {"stories": []}


def test_only_who_writes_asks(network):
    stranger = Client(headers={"host": network.hub.host})
    stranger.force_login(get_user_model().objects.create_user("stranger"))
    assert stranger.post(reverse("desk_suggestions")).status_code in (302, 403)


def test_the_form_has_the_list(desk):
    shown = desk.get(reverse(Story.snippet_viewset.get_url_name("add"))).content.decode()
    assert f'data-suggestions="{reverse("desk_suggestions")}"' in shown
