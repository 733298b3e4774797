"""What the desk shows of a story is what readers will get: rooms that do not know each other agree."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from warraq.desk.roles.grants import Role
from warraq.desk.roles.services import role_give
from warraq.pages.teasers import teaser
from warraq.pages.views import preview
from warraq.stories.models import Story
from warraq.stories.selectors import story_on
from warraq.stories.teasing import HEADLINE_LIMIT


@pytest.fixture
def desk(network) -> Client:
    user = get_user_model().objects.create_user("editor")
    role_give(user, Role.EDITOR, edition=network.maghrib)
    client = Client(headers={"host": network.hub.host})
    client.force_login(user)
    return client


def test_the_teaser_is_the_one_that_lists_print(desk, make_story, network):
    headline, standfirst = "كلمة " * 40, "مقدمة " * 60
    story = make_story(headline.strip(), standfirst=standfirst)
    printed = teaser(story_on(network.maghrib, story_id=story.pk, now=timezone.now()))
    shown = desk.post(reverse("desk_teaser"), {"headline": headline, "standfirst": standfirst}).json()
    assert (shown["headline"], shown["standfirst"]) == (printed.headline, printed.standfirst)
    assert shown["is_cut"]
    assert len(shown["headline"]) <= HEADLINE_LIMIT + 1


def test_a_draft_without_a_site_says_what_to_choose(rf, network):
    shown = preview(Story(headline="بلا موقع"), rf.get("/")).content.decode()
    assert 'dir="rtl"' in shown
    assert "اختر في «أين تظهر»" in shown
