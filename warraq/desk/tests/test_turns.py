"""Two who save a story in the same moment: the second is told, and goes over nobody's words."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.urls import reverse

from warraq.desk.stories.views import StoryEditView
from warraq.desk.tests.story_forms import story_form
from warraq.stories.models import Story


@pytest.mark.skipif(
    connection.vendor == "sqlite", reason="two connections to a database in memory do not wait"
)
@pytest.mark.django_db(transaction=True)
def test_who_saves_in_the_moment_in_which_another_does_is_told_so(network, make_story, monkeypatch):
    story = make_story("عنوان أول")
    story.save_revision()
    story = Story.objects.get(pk=story.pk)
    begun = threading.Event()
    save = StoryEditView.save_instance

    def slowly(view: StoryEditView) -> Any:
        begun.set()
        time.sleep(0.5)
        return save(view)

    monkeypatch.setattr(StoryEditView, "save_instance", slowly)
    desks = [editor(network, name) for name in ("layla", "sara")]
    forms = [autosaved(story, text, network=network) for text in ("كلمات ليلى", "كلمات سارة")]

    def send(desk: Client, form: dict[str, Any]) -> dict[str, Any]:
        try:
            address = reverse(Story.snippet_viewset.get_url_name("edit"), args=[story.pk])
            return desk.post(address, form, headers={"accept": "application/json"}).json()
        finally:
            connection.close()

    with ThreadPoolExecutor() as pool:
        first = pool.submit(send, desks[0], forms[0])
        assert begun.wait(10)
        second = pool.submit(send, desks[1], forms[1])
        answers = [first.result(), second.result()]

    assert answers[0]["success"] is True
    assert answers[1]["error_code"] == "invalid_revision"
    assert Story.objects.get(pk=story.pk).get_latest_revision_as_object().headline == "كلمات ليلى"


def editor(network, name: str) -> Client:
    """Return the browser of a person who may do everything: roles need rows of migrations, which may be gone by now."""
    client = Client(headers={"host": network.hub.host})
    client.force_login(get_user_model().objects.create_superuser(name))
    return client


def autosaved(story: Story, text: str, *, network) -> dict[str, Any]:
    """Return what autosave sends of a form that was opened as the story stands."""
    revision = story.latest_revision
    return story_form(
        text,
        section=network.section(network.maghrib, "politics"),
        story=story,
        loaded_revision_id=revision.pk,
        loaded_revision_created_at=revision.created_at.isoformat(),
    )
