"""The wires at the desk: the list, an item, and a story made of it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from warraq.common.keys import key_digest
from warraq.desk.roles.groups import make_roles
from warraq.inbox.models import Source, WireItem
from warraq.inbox.parsed import ParsedItem, PictureFile, WireKind, WirePicture, WireStatus
from warraq.inbox.pictures import picture_hold
from warraq.inbox.services import item_receive
from warraq.inbox.tests.drawing import jpeg
from warraq.markup.pieces import pieces_of
from warraq.stories.models import Agency, Picture, Story

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
ITEM = ParsedItem(
    provider="agency.example",
    item_id="1",
    version=1,
    sent_at=NOW,
    headline="افتتاح مكتبة في الجبال",
    dateline="إفران",
    language="ar",
    pieces=tuple(pieces_of("<p>افتُتحت مكتبة <b>كبيرة</b>.</p>")),
)


@pytest.fixture
def source(db) -> Source:
    return Source.objects.create(name="وكالة الجبال", agency=Agency.objects.create(name="وكالة الجبال"))


@pytest.fixture
def desk(network) -> Client:
    """A reporter's browser on the hub's desk."""
    user = get_user_model().objects.create_user("reporter", first_name="سلمى", password="كلمة")
    user.groups.add(make_roles()["reporter"])
    client = Client(headers={"host": network.hub.host})
    client.force_login(user)
    return client


def receive(source: Source, *, minutes: int = 0, **changes: object) -> WireItem:
    item = replace(ITEM, **changes)
    item_receive(source, item, now=NOW + timedelta(minutes=minutes))
    return WireItem.objects.get(provider=item.provider, item_id=item.item_id)


def page(desk: Client, **asked: object) -> str:
    answer = desk.get(reverse("desk_wires"), asked)
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_empty_list_says_what_to_do(desk):
    assert "أضف مصدرًا" in page(desk)
    assert "لا برقيات بهذه الشروط" in page(desk, words="زلزال")


def test_the_list_is_in_the_menu_of_who_writes_and_closed_to_others(desk, network):
    assert reverse("desk_wires") in desk.get(reverse("wagtailadmin_home")).content.decode()
    stranger = get_user_model().objects.create_user("stranger")
    other = Client(headers={"host": network.hub.host})
    other.force_login(stranger)
    assert other.get(reverse("desk_wires")).status_code in (302, 403)


def test_items_stand_newest_first_and_pages_are_walked_by_key(desk, source, monkeypatch):
    monkeypatch.setattr("warraq.desk.wire.views.PAGE", 2)
    for number in range(5):
        receive(source, minutes=number, item_id=str(number), headline=f"خبر رقم {number}")
    seen: list[str] = []
    address = reverse("desk_wires")
    for _ in range(3):
        text = desk.get(address).content.decode()
        seen += [str(number) for number in range(5) if f"خبر رقم {number}<" in text]
        following = [part.split('"')[0] for part in text.split('href="')[1:] if "أقدم" in part[:200]]
        address = following[0].replace("&amp;", "&") if following else ""
        if not address:
            break
    assert sorted(seen) == list("01234")
    assert desk.get(reverse("desk_wires"), {"before": "قمامة"}).status_code == 404


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"words": "مكتبه الجبال"}, {"مكتبة"}),
        ({"words": "إفران"}, {"مكتبة"}),
        ({"kind": "alert"}, {"تنبيه"}),
        ({"urgency": "2"}, {"تنبيه"}),
        ({"language": "fr"}, {"Neige"}),
        ({"kind": "قمامة"}, {"مكتبة", "تنبيه", "Neige"}),
    ],
)
def test_the_list_is_asked_for_some(desk, source, asked, found):
    receive(source)
    receive(source, item_id="2", kind=WireKind.ALERT, urgency=1, headline="تنبيه: ثلوج", dateline="")
    receive(source, item_id="3", language="fr-FR", headline="Neige", dateline="Paris")
    text = page(desk, **asked)
    assert {word for word in ("مكتبة", "تنبيه", "Neige") if f"{word}" in text.split("<tbody>")[1]} == found


def test_rows_come_alone_for_the_script(desk, source):
    receive(source)
    text = page(desk, rows="1")
    assert "افتتاح مكتبة" in text
    assert "<html" not in text


def test_an_item_becomes_a_draft_in_the_section_that_was_chosen(desk, source, network):
    item = receive(source)
    address = reverse("desk_wire", args=[item.pk])
    shown = desk.get(address).content.decode()
    assert "افتُتحت مكتبة <b>كبيرة</b>." in shown
    section = network.section(network.maghrib, "politics")
    answer = desk.post(address, {"section": section.pk})
    story = Story.objects.get()
    assert answer.headers["Location"] == reverse(Story.snippet_viewset.get_url_name("edit"), args=[story.pk])
    assert (story.headline, story.owner.username) == (ITEM.headline, "reporter")
    assert desk.get(answer.headers["Location"]).status_code == 200
    again = desk.get(address).content.decode()
    assert "أخذها سلمى" in again
    assert "اجعلها مسودة" not in again
    assert desk.post(address, {"section": section.pk}).status_code == 302
    assert Story.objects.count() == 1


def test_without_a_section_nothing_is_made_and_the_reason_is_said(desk, source):
    item = receive(source)
    text = desk.post(reverse("desk_wire", args=[item.pk]), {}).content.decode()
    assert "اختر القسم" in text
    assert not Story.objects.exists()


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"kind": WireKind.MEMO}, "مذكرة من الوكالة"),
        ({"status": WireStatus.CANCELED}, "ألغت الوكالة"),
        ({"status": WireStatus.WITHHELD}, "أوقفت الوكالة"),
    ],
)
def test_what_must_never_go_out_has_no_button_and_can_not_be_posted(desk, source, network, changes, why):
    item = receive(source, **changes)
    address = reverse("desk_wire", args=[item.pk])
    text = desk.get(address).content.decode()
    assert why in text
    assert "اجعلها مسودة" not in text
    desk.post(address, {"section": network.section(network.maghrib, "politics").pk})
    assert not Story.objects.exists()


def test_a_kill_warns_at_the_story_until_its_desk_says_that_it_has_looked(desk, source, network):
    item = receive(source)
    desk.post(
        reverse("desk_wire", args=[item.pk]), {"section": network.section(network.maghrib, "politics").pk}
    )
    story = Story.objects.get()
    edit = reverse(Story.snippet_viewset.get_url_name("edit"), args=[story.pk])
    assert "البرقية التي أُخذت منها" not in desk.get(edit).content.decode()
    receive(source, version=2, status=WireStatus.CANCELED)
    assert "ألغت الوكالة البرقية التي أُخذت منها" in desk.get(edit).content.decode()
    assert "ألغتها الوكالة بعد أخذها" in page(desk, standing="warns")
    assert "راجعتها" in desk.get(reverse("desk_wire", args=[item.pk])).content.decode()
    assert desk.get(reverse("desk_wire_seen", args=[item.pk])).status_code == 404
    desk.post(reverse("desk_wire_seen", args=[item.pk]))
    assert "البرقية التي أُخذت منها" not in desk.get(edit).content.decode()


def test_pictures_come_with_the_draft_and_those_that_are_missing_are_named(desk, source, network):
    picture_hold(source, PictureFile("a.jpg", jpeg()), now=NOW)
    item = receive(source, pictures=(WirePicture("a.jpg", caption="ثلج"), WirePicture("b.jpg")))
    address = reverse("desk_wire", args=[item.pk])
    assert "خذ صورها" in desk.get(address).content.decode()
    section = network.section(network.maghrib, "politics")
    answer = desk.post(address, {"section": section.pk, "with_pictures": "on"}, follow=True)
    story = Story.objects.get()
    assert story.lead_picture.caption == "ثلج"
    assert story.lead_picture.uploaded_by_user.username == "reporter"
    assert "صور لم تؤخذ: «b.jpg» (لم يصل ملفها)." in answer.content.decode()


def test_pictures_stay_away_when_nobody_wants_them_and_when_no_story_is_made(desk, source, network):
    picture_hold(source, PictureFile("a.jpg", jpeg()), now=NOW)
    section = network.section(network.maghrib, "politics")
    memo = receive(source, item_id="2", kind=WireKind.MEMO, pictures=(WirePicture("a.jpg"),))
    desk.post(reverse("desk_wire", args=[memo.pk]), {"section": section.pk, "with_pictures": "on"})
    item = receive(source, pictures=(WirePicture("a.jpg"),))
    desk.post(reverse("desk_wire", args=[item.pk]), {"section": section.pk})
    assert Story.objects.get().lead_picture is None
    assert not Picture.objects.exists()


@pytest.fixture
def chief(network) -> Client:
    """The browser of who keeps the network."""
    client = Client(headers={"host": network.hub.host})
    client.force_login(get_user_model().objects.create_superuser("chief"))
    return client


def test_a_secret_is_made_at_the_desk_shown_once_and_renewed(chief, db):
    source = Source.objects.create(name="شريك", way=Source.Way.PUSH)
    edit = reverse(Source.snippet_viewset.get_url_name("edit"), args=[source.pk])
    address = reverse("desk_wire_secret", args=[source.pk])
    form = chief.get(edit).content.decode()
    assert reverse("wires_push", args=[source.pk]) in form
    assert "أنشئ السرّ" in form
    secrets = []
    for _ in range(2):
        assert "data-secret" not in chief.get(address).content.decode()
        answer = chief.post(address)
        assert "no-store" in answer.headers["Cache-Control"]
        secrets.append(re.search(r"data-secret>([^<]+)<", answer.content.decode())[1])
        source.refresh_from_db()
        assert source.token_digest == key_digest(secrets[-1])
    assert secrets[0] != secrets[1]
    form = chief.get(edit).content.decode()
    assert "جدّد السرّ" in form
    assert secrets[1] not in form


def test_nobody_else_makes_a_secret_and_a_feed_has_none(desk, chief):
    partner = Source.objects.create(name="شريك", way=Source.Way.PUSH)
    feed = Source.objects.create(name="رابط")
    # The desk answers who may not with a redirect and a sentence.
    assert desk.post(reverse("desk_wire_secret", args=[partner.pk])).status_code in (302, 403)
    partner.refresh_from_db()
    assert partner.token_digest == ""
    assert chief.post(reverse("desk_wire_secret", args=[feed.pk])).status_code == 404
    form = chief.get(reverse(Source.snippet_viewset.get_url_name("edit"), args=[feed.pk])).content.decode()
    assert "/wires/push/" not in form


def test_a_password_in_the_address_of_a_mailbox_is_refused_with_a_sentence(chief, db):
    address = reverse(Source.snippet_viewset.get_url_name("add"))
    told = {"name": "بريد", "way": "mailbox", "every": "5", "address": "imaps://a:secret@imap.example.org/"}
    assert "WARRAQ_MAILBOX_PASSWORDS" in chief.post(address, told).content.decode()
    assert not Source.objects.exists()


def test_markup_of_an_agency_is_shown_as_text(desk, source):
    item = receive(source, headline="<script>alert(1)</script>", note="<b>x</b>", pieces=())
    for text in (page(desk), desk.get(reverse("desk_wire", args=[item.pk])).content.decode()):
        assert "<script>alert(1)" not in text
        assert "<b>x</b>" not in text
