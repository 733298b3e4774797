"""The screen of the strip: raised in one press, changed, taken down, and who may."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone
from wagtail.models import ModelLogEntry

from warraq.desk.roles.grants import Role
from warraq.desk.roles.services import role_give
from warraq.fronts.models import Raising, Strip
from warraq.fronts.selectors import strip_on
from warraq.fronts.services import strip_raise

ADDRESS = "/desk/breaking/"


def client_of(network, name: str, *, role: Role, edition: Any = None, section: Any = None) -> Client:
    user = get_user_model().objects.create_user(name, password="x")
    role_give(user, role, edition=edition, section=section)
    client = Client(headers={"host": network.hub.host})
    client.force_login(user)
    return client


@pytest.fixture
def chief(network) -> Client:
    return client_of(network, "chief", role=Role.NETWORK)


def raising(network, *editions: Any, **fields: Any) -> dict[str, Any]:
    return {
        "text": "زلزال يضرب الساحل",
        "minutes": "30",
        "editions": [str(edition.pk) for edition in editions or (network.maghrib, network.misr, network.hub)],
        **fields,
    }


def test_one_press_raises_the_strip_on_every_chosen_site(network, make_story, reader, chief):
    story = make_story("زلزال")
    answer = chief.post(ADDRESS, raising(network, story=str(story.pk)), follow=True)
    assert "رُفع الشريط." in answer.content.decode()
    for edition in (network.maghrib, network.misr, network.hub):
        assert "زلزال يضرب الساحل" in reader.on(edition, "/").content.decode()
    assert "زلزال يضرب الساحل" not in reader.on(network.khalij, "/").content.decode()
    strip = Strip.objects.get()
    assert strip.story == story
    ends = Raising.objects.values_list("ends_at", flat=True)
    assert all(end == strip.raised_at + timedelta(minutes=30) for end in ends)
    assert ModelLogEntry.objects.get(action="warraq.strip_raise").user.username == "chief"


def test_all_sites_are_chosen_at_first_and_a_story_brings_its_headline(network, make_story, chief):
    story = make_story("عنوان القصة العاجلة")
    text = chief.get(f"{ADDRESS}?story={story.pk}").content.decode()
    boxes = re.findall(r'<input type="checkbox" name="editions"[^>]*>', text)
    assert len(boxes) == 4
    assert all("checked" in box for box in boxes)
    assert 'value="عنوان القصة العاجلة"' in text


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"text": "  "}, "اكتب نص الشريط."),
        ({"text": "ب" * 121}, "نص الشريط أطول من 120 حرفًا؛ اختصره."),
        ({"editions": []}, "اختر موقعًا واحدًا على الأقل."),
        ({"minutes": "9999"}, "اختر مدة من القائمة."),
        ({"story": "999999"}, "لا توجد قصة كهذه بين ما تراه."),
    ],
)
def test_a_strip_that_makes_no_sense_is_answered_in_a_sentence_and_keeps_what_was_written(
    network, chief, fields, sentence
):
    answer = chief.post(ADDRESS, raising(network, network.maghrib) | fields)
    assert sentence in answer.content.decode()
    assert fields.get("text", "زلزال يضرب الساحل").strip() in answer.content.decode()
    assert not Strip.objects.exists()


def test_a_strip_is_changed_and_its_end_stays_unless_another_is_chosen(network, chief):
    chief.post(ADDRESS, raising(network))
    strip = Strip.objects.get()
    before = strip.raisings.first().ends_at
    chief.post(f"{ADDRESS}{strip.pk}/", {"text": "زلزال قوي يضرب الساحل", "minutes": ""})
    strip.refresh_from_db()
    assert strip.text == "زلزال قوي يضرب الساحل"
    assert {each.ends_at for each in strip.raisings.all()} == {before}
    chief.post(f"{ADDRESS}{strip.pk}/", {"text": strip.text, "minutes": "120"})
    assert strip.raisings.first().ends_at > before
    entries = ModelLogEntry.objects.filter(action="warraq.strip_change").order_by("pk")
    assert entries[0].data["before"] == "زلزال يضرب الساحل"


def test_a_strip_is_taken_down_in_one_press_and_stays_in_the_history(network, reader, chief):
    chief.post(ADDRESS, raising(network))
    strip = Strip.objects.get()
    text = chief.post(f"{ADDRESS}{strip.pk}/end/", follow=True).content.decode()
    assert "أُنزل الشريط." in text
    assert "لا شريط مرفوع" in text
    assert "زلزال يضرب الساحل" in text
    assert "زلزال يضرب الساحل" not in reader.on(network.maghrib, "/").content.decode()
    again = chief.post(f"{ADDRESS}{strip.pk}/end/", follow=True).content.decode()
    assert "انتهى هذا الشريط من قبل." in again


def test_a_strip_that_came_down_can_not_be_changed(network, chief):
    chief.post(ADDRESS, raising(network))
    strip = Strip.objects.get()
    chief.post(f"{ADDRESS}{strip.pk}/end/")
    answer = chief.post(f"{ADDRESS}{strip.pk}/", {"text": "نص آخر", "minutes": "30"})
    assert "انتهى هذا الشريط؛ ارفع شريطًا جديدًا." in answer.content.decode()
    strip.refresh_from_db()
    assert strip.text == "زلزال يضرب الساحل"


def test_an_editor_raises_on_their_own_site_alone(network, reader):
    editor = client_of(network, "of_misr", role=Role.EDITOR, edition=network.misr)
    refused = editor.post(ADDRESS, raising(network, network.maghrib)).content.decode()
    assert "لا يحق لك رفع الشريط على أحد هذه المواقع." in refused
    editor.post(ADDRESS, raising(network, network.misr))
    assert strip_on(network.misr, now=timezone.now()) is not None
    assert strip_on(network.maghrib, now=timezone.now()) is None


def test_who_may_not_raise_a_strip_is_refused_and_does_not_find_it_in_the_menu(network):
    now = timezone.now()
    strip = strip_raise("شريط", editions=[network.maghrib], until=now + timedelta(hours=1), now=now)
    reporter = client_of(network, "reporter", role=Role.REPORTER)
    of_misr = client_of(network, "of_misr", role=Role.EDITOR, edition=network.misr)
    assert reporter.get(ADDRESS).status_code == 403
    assert reporter.post(ADDRESS, raising(network)).status_code == 403
    for client in (reporter, of_misr):
        assert client.get(f"{ADDRESS}{strip.pk}/").status_code == 403
        assert client.post(f"{ADDRESS}{strip.pk}/", {"text": "آخر", "minutes": ""}).status_code == 403
        assert client.post(f"{ADDRESS}{strip.pk}/end/").status_code == 403
    assert ADDRESS not in reporter.get("/desk/").content.decode()
    assert ADDRESS in of_misr.get("/desk/").content.decode()
    assert strip_on(network.maghrib, now=now) == strip


def test_a_section_editor_raises_no_strip_over_the_whole_site(network):
    sport = network.section(network.maghrib, "sport")
    client = client_of(network, "of_sport", role=Role.EDITOR, section=sport)
    client.post(ADDRESS, raising(network, network.maghrib))
    assert not Strip.objects.exists()
