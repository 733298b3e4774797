"""One form of a new story, sent as often as browsers and haste send it, makes one story."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from warraq.desk.roles.grants import Role
from warraq.desk.roles.services import role_give
from warraq.desk.stories import views
from warraq.desk.tests.story_forms import story_form
from warraq.stories.models import Placement, Story

ADD = reverse(Story.snippet_viewset.get_url_name("add"))


def reporter(network, name: str = "reporter") -> Client:
    user = get_user_model().objects.create_user(name)
    role_give(user, Role.REPORTER, edition=network.maghrib)
    client = Client(headers={"host": network.hub.host})
    client.force_login(user)
    return client


def autosave(desk: Client, form: dict) -> dict:
    answer = desk.post(ADD, form, headers={"accept": "application/json"})
    assert answer.status_code == 200, answer.content.decode()
    return answer.json()


def test_the_button_beside_an_autosave_saves_the_same_story(network):
    desk, key = reporter(network), str(uuid4())
    politics = network.section(network.maghrib, "politics")
    saved = autosave(desk, story_form("أول كلمات", section=politics, form_key=key))

    answer = desk.post(ADD, story_form("أول كلمات ثم ثانية", section=politics, form_key=key))

    story = Story.objects.get()
    assert (saved["pk"], saved["url"]) == (story.pk, answer.headers["Location"])
    assert story.get_latest_revision_as_object().headline == "أول كلمات ثم ثانية"
    assert [(row.edition_id, row.section_id, row.is_home) for row in story.placements.all()] == [
        (network.maghrib.pk, politics.pk, True)
    ]
    assert Placement.objects.count() == 1


def test_an_answer_that_was_lost_is_given_again(network):
    desk, key = reporter(network), str(uuid4())
    form = story_form("كلمات", section=network.section(network.maghrib, "politics"), form_key=key)
    first, second = autosave(desk, form), autosave(desk, form)
    assert first["pk"] == second["pk"] == Story.objects.get().pk
    assert second["hydrate_url"] == first["hydrate_url"]


def test_two_that_come_in_the_same_moment_make_one(network, monkeypatch):
    desk, key = reporter(network), str(uuid4())
    form = story_form("كلمات", section=network.section(network.maghrib, "politics"), form_key=key)
    autosave(desk, form)
    # The second looked before the first was there, and meets it as it writes.
    unseen, really = iter([True]), views.begun_story
    monkeypatch.setattr(
        views, "begun_story", lambda request: None if next(unseen, False) else really(request)
    )
    assert autosave(desk, form)["pk"] == Story.objects.get().pk


def test_two_forms_make_two_stories_and_a_form_without_a_key_makes_its_own(network):
    desk = reporter(network)
    politics = network.section(network.maghrib, "politics")
    for key in (str(uuid4()), str(uuid4()), "", "قمامة", None):
        more = {} if key is None else {"form_key": key}
        desk.post(ADD, story_form("كلمات", section=politics, **more), headers={"accept": "application/json"})
    assert Story.objects.count() == 4  # a key that is none is refused


@pytest.mark.parametrize("then", ["somebody else", "published", "with the desk"])
def test_a_key_leads_nobody_to_what_they_may_not_change(network, then):
    key = str(uuid4())
    form = story_form("كلمات", section=network.section(network.maghrib, "politics"), form_key=key)
    desk = reporter(network)
    first = autosave(desk, form)["pk"]
    if then == "somebody else":
        assert autosave(reporter(network, "other"), form)["pk"] != first
        return
    story = Story.objects.get()
    if then == "published":
        story.latest_revision.publish()
    else:
        story.get_workflow().start(story, story.owner)
    answer = desk.post(ADD, form | {"headline": "غيرها"})
    assert "افتحها من قائمة القصص" in answer.content.decode()
    assert "غيرها" in answer.content.decode()
    assert Story.objects.get().get_latest_revision_as_object().headline == "كلمات"


def test_a_new_form_has_a_key_of_its_own(network):
    desk = reporter(network)
    keys = {desk.get(ADD).context["form"]["form_key"].value() for _ in range(2)}
    assert len(keys) == 2
