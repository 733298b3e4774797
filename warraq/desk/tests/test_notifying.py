"""Editors have readers told of a story: what is asked, who may, what is said of what came of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from warraq.desk.roles.grants import Role
from warraq.desk.roles.services import role_give
from warraq.notices.models import LONGEST_TEXT, PushRequest, State
from warraq.notices.services import push_ask, push_begin, push_count, push_end
from warraq.stories.models import Story


@pytest.fixture(autouse=True)
def _push_is_set(settings):
    settings.PUSH_PUBLIC_KEY = "key"


@pytest.fixture
def editor(network) -> Client:
    user = get_user_model().objects.create_user("editor")
    role_give(user, Role.EDITOR, edition=network.maghrib)
    client = Client(headers={"host": network.hub.host})
    client.force_login(user)
    client.user = user
    return client


def page(story: Story, verb: str = "notify") -> str:
    return reverse("desk_verb", args=[story.pk, verb])


def place(story: Story, edition) -> int:
    return story.placements.get(edition=edition).pk


def form_of(client: Client, story: Story) -> str:
    return client.get(reverse(Story.snippet_viewset.get_url_name("edit"), args=[story.pk])).content.decode()


def test_an_editor_asks_for_one_site_in_words_of_its_own(editor, network, make_story):
    story = make_story(also=[(network.misr, "arts")])
    asking = editor.get(page(story)).content.decode()
    assert network.maghrib.name in asking
    assert network.misr.name not in asking  # no site of the editor's
    answer = editor.post(page(story), {"placement": place(story, network.maghrib), "text": "  عاجل   الآن "})
    assert answer.status_code == 302
    request = PushRequest.objects.get()
    assert (request.edition, request.text, request.state) == (network.maghrib, "عاجل الآن", State.WAITING)
    assert request.asked_by == editor.user
    assert ModelLogEntry.objects.get(action="warraq.push").data["text"] == "عاجل الآن"
    assert "يُنبَّه قراء «مرآة المغرب» حين تظهر القصة" in form_of(editor, story)


def test_the_readers_of_another_editors_site_are_not_the_editors_to_tell(editor, network, make_story):
    story = make_story(also=[(network.misr, "arts")])
    answer = editor.post(page(story), {"placement": place(story, network.misr), "text": ""})
    assert "اختر موقعًا تظهر عليه القصة" in answer.content.decode()
    assert not PushRequest.objects.exists()


def test_asked_again_before_it_is_sent_the_words_change(editor, network, make_story):
    story = make_story()
    for text in ("أول", "ثان"):
        editor.post(page(story), {"placement": place(story, network.maghrib), "text": text})
    assert [each.text for each in PushRequest.objects.all()] == ["ثان"]


def test_readers_are_not_told_of_a_story_again_at_once(editor, network, make_story):
    story, now = make_story(), timezone.now()
    assert push_begin(push_ask(story, edition=network.maghrib, now=now), now=now)
    told = {"placement": place(story, network.maghrib), "text": "ثانية"}
    answer = editor.post(page(story), told)
    assert "قبل قليل" in answer.content.decode()
    assert "ثانية" in answer.content.decode()  # nothing that was typed is lost
    assert PushRequest.objects.count() == 1
    PushRequest.objects.update(begun_at=now - timedelta(hours=1), state=State.SENT)
    assert editor.post(page(story), told).status_code == 302


def test_a_text_that_is_too_long_is_said_and_kept(editor, network, make_story):
    story, long = make_story(), "كلمة " * 40
    answer = editor.post(page(story), {"placement": place(story, network.maghrib), "text": long})
    assert f"أطول من {LONGEST_TEXT} حرفًا" in answer.content.decode()
    assert long.strip() in answer.content.decode()


def test_what_waits_is_taken_back(editor, network, make_story):
    story = make_story()
    request = push_ask(story, edition=network.maghrib, now=timezone.now())
    assert page(story, "unnotify") in form_of(editor, story)
    assert editor.post(page(story, "unnotify")).status_code == 302
    request.refresh_from_db()
    assert request.state == State.CANCELLED
    assert "أُلغي تنبيه قراء «مرآة المغرب» قبل إرساله" in form_of(editor, story)
    assert "لا تنبيه ينتظر" in editor.post(page(story, "unnotify")).content.decode()


def test_what_waits_for_readers_of_another_site_is_not_the_editors_to_take_back(editor, network, make_story):
    story = make_story(also=[(network.misr, "arts")])
    push_ask(story, edition=network.misr, now=timezone.now())
    editor.post(page(story, "unnotify"))
    assert PushRequest.objects.get().state == State.WAITING


def test_the_story_tells_how_many_were_told(editor, network, make_story):
    story, now = make_story(), timezone.now()
    request = push_ask(story, edition=network.maghrib, now=now)
    push_begin(request, now=now)
    push_count(request.pk, accepted=2, gone=3)
    assert "وصل إلى قارئين، وألغى الاشتراك 3 قراء حتى الآن" in form_of(editor, story)
    push_count(request.pk, accepted=10, failed=1)
    push_end(request.pk, now=now)
    assert "وصل إلى 12 قارئًا، وتعذّر على قارئ، وألغى الاشتراك 3 قراء." in form_of(editor, story)


def test_the_verb_is_not_offered_without_keys(editor, network, make_story, settings):
    story = make_story()
    listed = reverse(Story.snippet_viewset.get_url_name("list"))
    assert page(story) in editor.get(listed).content.decode()
    settings.PUSH_PUBLIC_KEY = ""
    assert page(story) not in editor.get(listed).content.decode()
