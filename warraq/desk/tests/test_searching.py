"""The list of stories answers from the archive's own index."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from warraq.desk.roles.groups import make_roles
from warraq.stories.services import story_withdraw

MORNING = datetime(2026, 11, 20, 6, tzinfo=UTC)
_OFFERED = re.compile(r"data-chooser-modal-choice[^>]*>([^<]*)</a>")
_EDIT = re.compile(r'href="/desk/stories/edit/(\d+)/"')


@pytest.fixture
def desk(network) -> Client:
    """An editor's browser on the hub's desk."""
    user = get_user_model().objects.create_user("editor", password="كلمة")
    user.groups.add(make_roles()["editor"])
    client = Client(headers={"host": network.hub.host})
    client.force_login(user)
    return client


def listed(desk: Client, *, results_only: bool = False, **asked: str) -> list[int]:
    """Return the numbers of the stories that the list shows, in its order."""
    answer = desk.get("/desk/stories/results/" if results_only else "/desk/stories/", asked)
    assert answer.status_code == 200
    return list(dict.fromkeys(int(number) for number in _EDIT.findall(answer.content.decode())))


def test_the_list_has_a_search_and_shows_the_newest_first(desk, make_story):
    one, other = make_story(), make_story()
    assert listed(desk) == [other.pk, one.pk]
    assert 'name="q"' in desk.get("/desk/stories/").content.decode()


@pytest.mark.parametrize("results_only", [False, True])
def test_a_word_finds_its_other_forms_in_headline_and_text(desk, make_story, results_only):
    in_text = make_story("خبر أول", paragraphs=("تحدث عن الوزراء.",))
    in_headline = make_story("وزير في الجبال", publish=False)
    make_story("خبر آخر تمامًا")
    assert listed(desk, q="الوزير", results_only=results_only) == [in_headline.pk, in_text.pk]


def test_a_story_that_was_taken_back_is_found_and_says_so(desk, make_story):
    story = make_story("زلزال لم يقع")
    assert "مسحوبة" not in desk.get("/desk/stories/results/", {"q": "زلزال"}).content.decode()
    story_withdraw(story, reason="خطأ", now=timezone.now())
    assert listed(desk, q="زلزال") == [story.pk]
    assert "مسحوبة" in desk.get("/desk/stories/results/", {"q": "زلزال"}).content.decode()


def test_a_column_orders_what_was_found(desk, make_story):
    newer = make_story("خبر أول", paragraphs=("تحدث عن الزلزال.",), at=MORNING)
    older = make_story("زلزال في الجبال", at=MORNING - timedelta(days=9))
    assert listed(desk, q="زلزال") == [older.pk, newer.pk]
    assert listed(desk, q="زلزال", ordering="-first_published_at") == [newer.pk, older.pk]
    assert listed(desk, q="زلزال", ordering="first_published_at") == [older.pk, newer.pk]


def test_filters_hold_within_what_was_found(desk, make_story):
    make_story("زلزال في الجبال")
    draft = make_story("زلزال في الساحل", publish=False)
    assert listed(desk, q="زلزال", standing="draft") == [draft.pk]


@pytest.mark.parametrize("text", ["لاشيءهنا", "-", '"', "😀", "ا" * 2_000, "'; --", "%", "\u202e"])
def test_any_text_may_be_searched_for(desk, make_story, text):
    make_story("زلزال في الجبال")
    assert listed(desk, q=text) == []
    assert listed(desk, q=text, ordering="first_published_at") == []


def test_many_are_found_page_by_page(desk, make_story):
    stories = {make_story(f"زلزال رقم {number}").pk for number in range(35)}
    first, second = listed(desk, q="زلزال"), listed(desk, q="زلزال", p="2")
    assert (len(first), len(second)) == (30, 5)
    assert {*first, *second} == stories


def test_the_menus_search_asks_for_stories(desk):
    page = desk.get("/desk/").content.decode()
    assert re.search(r'SearchModule", "_args": \["/desk/stories/"\]', page)


# ---- choosing a story within a story --------------------------------------------------------------------------------


def offered(desk: Client, **asked: str) -> list[str]:
    """Return the headlines that the dialogue offers, in its order."""
    answer = desk.get(reverse("wagtailsnippetchoosers_stories_story:choose_results"), asked)
    assert answer.status_code == 200
    return [each.strip() for each in _OFFERED.findall(answer.content.decode())]


def test_the_dialogue_offers_the_newest_first_and_has_a_search(desk, make_story):
    make_story("خبر أول")
    make_story("خبر ثان")
    assert offered(desk) == ["خبر ثان", "خبر أول"]
    dialogue = desk.get(reverse("wagtailsnippetchoosers_stories_story:choose")).json()["html"]
    assert 'name="q"' in dialogue


def test_the_dialogue_is_searched_by_the_same_index(desk, make_story):
    make_story("خبر أول", paragraphs=("تحدث عن الوزراء.",))
    make_story("وزير في الجبال")
    make_story("خبر آخر تمامًا")
    assert offered(desk, q="الوزير") == ["وزير في الجبال", "خبر أول"]
    assert offered(desk, q="لاشيءهنا") == []
