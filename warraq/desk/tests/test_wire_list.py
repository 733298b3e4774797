"""The list of wires: the same text of several agencies on one line, saved searches, alerts, and the rules' screens."""

from __future__ import annotations

import json
from html import unescape

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from warraq.desk.roles.grants import Role
from warraq.desk.roles.services import role_give
from warraq.inbox.models import WireHit, WireItem, WireRule, WireSearch
from warraq.inbox.parsed import WireStatus
from warraq.inbox.services import item_take
from warraq.inbox.tests.wire_texts import CUT, NOW, OTHER, agency_source, receive
from warraq.stories.models import Story


def log_in(network, name: str, role: Role, *, edition) -> Client:
    user = get_user_model().objects.create_user(name)
    role_give(user, role, edition=edition)
    client = Client(headers={"host": network.hub.host})
    client.force_login(user)
    return client


@pytest.fixture
def desk(network) -> Client:
    return log_in(network, "reporter", Role.REPORTER, edition=network.maghrib)


@pytest.fixture
def chief(network) -> Client:
    return log_in(network, "chief", Role.CHIEF, edition=network.maghrib)


@pytest.fixture
def source(db):
    return agency_source("وكالة الجبال")


def shown(client: Client, name: str = "desk_wires", /, *arguments: object, **asked: object) -> str:
    answer = client.get(reverse(name, args=arguments), asked)
    assert answer.status_code == 200
    return answer.content.decode()


def rows_of(text: str) -> str:
    return text.split("<tbody>")[1].split("</tbody>")[0] if "<tbody>" in text else ""


def save(client: Client, **told: str) -> WireSearch:
    client.post(reverse("desk_wire_searches"), {"name": "مكتبات", "words": "مكتبة", **told})
    return WireSearch.objects.get()


def menu(client: Client) -> str:
    return client.get(reverse("wagtailadmin_home")).content.decode()


# ---- folded -------------------------------------------------------------------------------------------------------


def test_copies_open_below_the_line_and_are_counted_in_words(desk, source):
    receive(source)
    receive(agency_source("وكالة الساحل"), text=CUT, headline="مكتبة على الجبل", minutes=1)
    rows = rows_of(shown(desk))
    assert rows.count("<tr data-wire=") == 1
    assert "+1 من وكالة أخرى" in rows
    assert "مكتبة على الجبل" in rows.split("<details")[1]
    receive(agency_source("وكالة النهر"), minutes=2)
    assert "+2 من وكالات أخرى" in rows_of(shown(desk))


def test_an_item_leads_to_what_other_agencies_have_and_says_who_took_it(desk, source, network):
    first = receive(source)
    second = receive(agency_source("وكالة الساحل"), headline="مكتبة على الجبل", minutes=1)
    section = network.section(network.maghrib, "politics")
    item_take(second, edition=network.maghrib, section=section, now=NOW)
    text = shown(desk, "desk_wire", first.pk)
    assert "الخبر نفسه من وكالات أخرى" in text
    assert reverse("desk_wire", args=[second.pk]) in text
    assert "أخذها زميل" in text


def test_a_page_costs_no_more_queries_with_many_lines_than_with_one(
    desk, source, django_assert_max_num_queries
):
    coast = agency_source("وكالة الساحل")
    receive(source)
    shown(desk)
    with django_assert_max_num_queries(60) as counted:
        shown(desk)
    before = len(counted.captured_queries)
    for number in range(2, 8):
        receive(source, item_id=str(number), text=f"{OTHER} {number}", minutes=number)
        receive(coast, item_id=str(number), text=f"{OTHER} {number}", minutes=number)
    with django_assert_max_num_queries(before):
        shown(desk)


# ---- asked for ----------------------------------------------------------------------------------------------------


def test_words_are_found_in_any_form_and_in_the_text(desk, source):
    receive(source)
    receive(source, item_id="2", text=OTHER, headline="ثلوج", minutes=1)
    rows = rows_of(shown(desk, words="للوزراء"))
    assert "افتتاح مكتبة" in rows
    assert "ثلوج" not in rows


def test_old_items_are_left_out_of_what_came_within_an_hour(desk, source):
    receive(source)
    WireItem.objects.update(changed_at="2020-01-01T00:00Z")
    assert "افتتاح مكتبة" in shown(desk)
    assert "لا برقيات بهذه الشروط" in shown(desk, since="1")


# ---- saved searches -----------------------------------------------------------------------------------------------


def test_a_search_is_saved_opened_counted_and_new_items_stand_out(desk, source):
    receive(source)
    search = save(desk)
    text = shown(desk, search=search.pk)
    assert 'value="مكتبة"' in text
    assert "افتتاح مكتبة" in rows_of(text)
    WireItem.objects.update(changed_at="2020-01-01T00:00Z")
    assert "wire-list__new" not in rows_of(shown(desk, search=search.pk))
    new = receive(source, item_id="2", minutes=1)
    WireItem.objects.update(changed_at="2020-01-01T00:00Z")
    assert 'class="wire-searches__count"' in shown(desk)
    rows = rows_of(shown(desk, search=search.pk))
    assert rows.count("wire-list__new") == 1
    assert f'data-wire="{new.pk}-1" class="wire-list__new' in rows
    assert 'class="wire-searches__count"' not in shown(desk)


def test_what_can_not_be_saved_is_said_and_what_was_asked_stays(desk):
    answer = desk.post(reverse("desk_wire_searches"), {"name": " ", "words": "مكتبة"}, follow=True)
    text = answer.content.decode()
    assert "سمِّ البحث" in text
    assert 'value="مكتبة"' in text
    assert not WireSearch.objects.exists()


def test_an_alert_stands_in_the_menu_and_on_the_start_page_until_the_person_looks(desk, source):
    search = save(desk, is_alert="1")
    assert "برقيات تهمك" in menu(desk)
    assert "لا جديد منذ اطلعت عليها" in menu(desk)
    receive(source)
    # The menu is drawn by a script, from JSON.
    assert json.dumps("البرقيات (1)") in unescape(menu(desk))
    assert "افتتاح مكتبة في الجبال" in menu(desk)
    shown(desk, search=search.pk)
    assert "(1)" not in menu(desk)
    assert "لا جديد منذ اطلعت عليها" in menu(desk)


def test_opening_an_item_is_looking_at_it(desk, source):
    save(desk, is_alert="1")
    item = receive(source)
    shown(desk, "desk_wire", item.pk)
    assert not WireHit.objects.exists()


def test_a_search_becomes_an_alert_and_no_longer_and_is_deleted(desk):
    search = save(desk)
    for is_alert in (True, False):
        desk.post(reverse("desk_wire_alert", args=[search.pk]))
        assert WireSearch.objects.get().is_alert is is_alert
    desk.post(reverse("desk_wire_forget", args=[search.pk]))
    assert not WireSearch.objects.exists()


def test_nobody_opens_changes_or_deletes_anothers_search(desk, chief):
    search = save(desk, is_alert="1")
    assert chief.get(reverse("desk_wires"), {"search": search.pk}).status_code == 404
    for name in ("desk_wire_alert", "desk_wire_forget"):
        assert chief.post(reverse(name, args=[search.pk])).status_code == 404
        assert desk.get(reverse(name, args=[search.pk])).status_code == 405
    assert WireSearch.objects.get().is_alert
    assert "برقيات تهمك" not in menu(chief)


@pytest.mark.parametrize("number", ["x", "-1", "9" * 30, "٣", "99"])
def test_a_search_that_is_none_is_a_404(desk, number):
    assert desk.get(reverse("desk_wires"), {"search": number}).status_code == 404


def test_names_and_questions_are_shown_as_text(desk):
    desk.post(reverse("desk_wire_searches"), {"name": "<script>x", "words": '"><script>y'})
    search = WireSearch.objects.get()
    for text in (shown(desk, search=search.pk), shown(desk, words='"><script>y', name='"><script>x')):
        assert "<script>x" not in text
        assert "<script>y" not in text


# ---- rules --------------------------------------------------------------------------------------------------------


def rule_form(network, source, **more: object) -> dict[str, object]:
    section = network.section(network.maghrib, "arts")
    fields = {
        "name": "مكتبات",
        "source": source.pk,
        "words": "مكتبة",
        "urgency": "",
        "language": "ar",
        "section": section.pk,
        "label": "",
        "per_hour": "5",
    }
    return {**fields, **more}


def test_a_chief_makes_a_rule_which_is_off_turns_it_on_and_deletes_it(chief, source, network):
    form = rule_form(network, source)
    chief.post(reverse("desk_wire_rule_add"), form)
    rule = WireRule.objects.get()
    assert (rule.is_active, rule.made_by.username) == (False, "chief")
    assert "غير مفعّلة" in shown(chief, "desk_wire_rules")
    chief.post(reverse("desk_wire_rule", args=[rule.pk]), {**form, "is_active": "on"})
    receive(source)
    assert Story.objects.get().live
    assert "نشرتها قاعدة «<bdi>مكتبات</bdi>»" in shown(chief)
    chief.post(reverse("desk_wire_rule_delete", args=[rule.pk]))
    assert not WireRule.objects.exists()
    assert Story.objects.get().live
    assert "أخذها زميل" in shown(chief)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"words": ""}, "حدد كلمات أو أهمية"),
        ({"per_hour": "900"}, "بين 1 و30"),
        ({"section": ""}, "اختر القسم"),
        ({"name": ""}, "مطلوب"),
    ],
)
def test_a_rule_that_makes_no_sense_says_why_and_keeps_what_was_typed(
    chief, source, network, changes, reason
):
    answer = chief.post(
        reverse("desk_wire_rule_add"), {**rule_form(network, source), "name": "كتب", **changes}
    )
    assert answer.status_code == 200
    text = answer.content.decode()
    assert reason in text
    assert 'value="كتب"' in text or "name" in changes
    assert not WireRule.objects.exists()


def test_a_chief_neither_makes_nor_changes_rules_of_another_site(chief, source, network):
    elsewhere = network.section(network.misr, "arts")
    answer = chief.post(reverse("desk_wire_rule_add"), rule_form(network, source, section=elsewhere.pk))
    assert "اختر قسمًا مما لك أن تنشر فيه" in answer.content.decode()
    rule = WireRule.objects.create(name="أخرى", source=source, words="مكتبة", section=elsewhere)
    assert "أخرى" not in rows_of(shown(chief, "desk_wire_rules"))
    assert chief.get(reverse("desk_wire_rule", args=[rule.pk])).status_code == 403
    form = rule_form(network, source)
    assert chief.post(reverse("desk_wire_rule", args=[rule.pk]), form).status_code == 403
    assert chief.post(reverse("desk_wire_rule_delete", args=[rule.pk])).status_code == 403
    assert WireRule.objects.get().name == "أخرى"


def test_the_rules_are_offered_to_who_may_publish_alone(desk, chief):
    assert reverse("desk_wire_rules") in shown(chief)
    assert reverse("desk_wire_rules") not in shown(desk)


def test_a_stopped_rule_says_why_on_its_page_and_on_the_start_page(chief, source, network):
    form = rule_form(network, source, is_active="on", per_hour="1")
    chief.post(reverse("desk_wire_rule_add"), form)
    rule = WireRule.objects.get()
    WireRule.objects.update(stopped_at=NOW, stopped_why=WireRule.Stop.BOUND)
    assert "عند حدها في الساعة (1)" in menu(chief)
    assert "بلغت حدها في الساعة" in shown(chief, "desk_wire_rules")
    assert "احفظها لتعمل من جديد" in shown(chief, "desk_wire_rule", rule.pk)
    chief.post(reverse("desk_wire_rule", args=[rule.pk]), form)
    assert "عند حدها في الساعة" not in menu(chief)


def test_the_log_names_the_rule(chief, source, network):
    chief.post(reverse("desk_wire_rule_add"), rule_form(network, source, is_active="on"))
    receive(source)
    history = shown(chief, "wagtailsnippets_stories_story:history", Story.objects.get().pk)
    assert "نشرت قاعدة النشر التلقائي القصة: «مكتبات»" in history


def test_a_killed_item_says_so_in_its_line(desk, source):
    receive(source)
    receive(source, version=2, status=WireStatus.CANCELED, minutes=1)
    assert "ألغتها الوكالة" in rows_of(shown(desk))
