"""Items are found by words in any form, and searches that a person keeps are told what comes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model

from warraq.inbox.indexing import stems_kept
from warraq.inbox.matching import Asked, Standing, Told, matches, stems_of
from warraq.inbox.models import WireHit, WireItem, WireSearch
from warraq.inbox.parsed import WireKind, WireStatus
from warraq.inbox.searches import (
    MOST_SEARCHES,
    NotSaved,
    alerted_items,
    alerts_count,
    search_look,
    search_save,
    searches_of,
)
from warraq.inbox.selectors import wire_items
from warraq.inbox.tests.wire_texts import CUT, NOW, OTHER, agency_source, receive

TOLD = Told(source=1, kind="story", language="ar-EG", urgency=3, stems=frozenset(stems_of("وزير الثقافة")))


@pytest.fixture
def source(db):
    return agency_source("وكالة الجبال")


@pytest.fixture
def person(db):
    return get_user_model().objects.create_user("person")


def save(person, *, name: str = "مكتبات", is_alert: bool = True, **asked) -> WireSearch:
    return search_save(name, asked=Asked(**asked), is_alert=is_alert, owner=person, now=NOW)


# ---- by words -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    ["الوزير", "وزير", "للوزير مكتبه", "المخطوطات", "مخطوطات", "إفران", "POL", "elections الثقافة", "بلديات"],
)
def test_words_are_found_in_headline_slug_place_and_text_in_any_form(source, words):
    item = receive(source, slug="POL-Elections-2026")
    receive(source, item_id="2", text=OTHER, headline="ثلوج", dateline="")
    assert list(wire_items(Asked(words=words))) == [item]


@pytest.mark.parametrize("words", ["الوزير الثلوج", "زلزال", "POL"])
def test_all_words_have_to_be_there(source, words):
    receive(source)
    receive(source, item_id="2", text=OTHER)
    assert not wire_items(Asked(words=words)).exists()


@pytest.mark.parametrize("words", ['"', "' OR 1=1", "* : ( ) & | !", "،؛", "NEAR(a b)", "stems:x", "\\"])
def test_signs_of_the_engines_mean_nothing(source, words):
    receive(source)
    assert len(list(wire_items(Asked(words=words)))) in (0, 1)


def test_a_version_is_found_by_its_own_words_and_no_longer_by_the_earlier_ones(source):
    item = receive(source)
    receive(source, version=2, text=OTHER, minutes=1)
    assert not wire_items(Asked(words="المخطوطات")).exists()
    assert wire_items(Asked(words="الثلوج")).get() == item
    # A kill keeps the text that was.
    receive(source, version=3, status=WireStatus.CANCELED, headline="", pieces=(), minutes=2)
    assert wire_items(Asked(words="الثلوج")).get() == item


def test_a_deleted_item_leaves_the_index(source):
    receive(source).delete()
    assert not list(wire_items(Asked(words="مكتبة")))


def test_a_word_of_a_folded_item_finds_its_head(source):
    head = receive(source)
    receive(agency_source("وكالة الساحل"), text=f"{CUT} ونقلت التلفزة الحفل.", minutes=1)
    assert wire_items(Asked(words="التلفزة")).get() == head


def test_only_what_came_since_a_moment(source):
    receive(source)
    new = receive(source, item_id="2", text=OTHER, minutes=30)
    assert wire_items(Asked(since=NOW + timedelta(minutes=20))).get() == new


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (Asked(), True),
        (Asked(source=2), False),
        (Asked(kind="story", urgency=3, language="ar", words="الوزراء"), True),
        (Asked(urgency=2), False),
        (Asked(language="fr"), False),
        (Asked(words="وزير الصحة"), False),
        (Asked(standing=Standing.FREE), True),
        (Asked(standing=Standing.TAKEN), False),
        (Asked(standing=Standing.WARNS), False),
    ],
)
def test_an_item_answers_a_question_or_not(asked, found):
    assert matches(asked, TOLD) is found


def test_an_item_that_changed_after_it_was_taken_answers_who_asks_for_such():
    changed = replace(TOLD, is_taken=True, warns=True)
    assert matches(Asked(standing=Standing.WARNS), changed)
    assert matches(Asked(standing=Standing.TAKEN), changed)
    assert not matches(Asked(standing=Standing.FREE), changed)


# ---- saved --------------------------------------------------------------------------------------------------------


def test_what_comes_is_counted_until_the_person_looks(source, person):
    receive(source)
    search = save(person, words="مكتبة")
    assert alerts_count(person) == ""
    item = receive(source, item_id="2", minutes=1)
    receive(source, item_id="3", text=OTHER, headline="ثلوج", minutes=2)
    assert alerts_count(person) == "1"
    assert [(hit.search, hit.item) for hit in alerted_items(person, limit=8)] == [(search, item)]
    assert search_look(search, now=NOW) == {item.pk}
    assert alerts_count(person) == ""
    assert search_look(search, now=NOW) == set()


def test_versions_of_one_item_count_once_until_the_person_has_looked(source, person):
    search = save(person, words="مكتبة")
    receive(source)
    receive(source, version=2, headline="مكتبتان", minutes=1)
    assert alerts_count(person) == "1"
    search_look(search, now=NOW)
    receive(source, version=3, headline="مكتبات", minutes=2)
    assert alerts_count(person) == "1"


def test_a_copy_of_what_was_told_is_no_news_but_to_who_asks_for_its_agency(source, person):
    coast = agency_source("وكالة الساحل")
    save(person, name="مكتبات", words="مكتبة")
    save(person, name="الساحل", source=coast.pk)
    receive(source)
    copy = receive(coast, minutes=1)
    assert copy.folded_under is not None
    assert {fresh.search.name: fresh.count for fresh in searches_of(person)} == {"مكتبات": 1, "الساحل": 1}


def test_an_item_that_answers_two_alerts_is_told_once(source, person):
    save(person, name="أولى", words="مكتبة")
    save(person, name="ثانية", urgency=3)
    item = receive(source)
    assert alerts_count(person) == "1"
    assert [hit.item for hit in alerted_items(person, limit=8)] == [item]


def test_a_search_that_is_no_alert_is_counted_beside_the_list_alone(source, person):
    save(person, words="مكتبة", is_alert=False)
    receive(source)
    assert [(fresh.count, fresh.said) for fresh in searches_of(person)] == [(1, "1")]
    assert alerts_count(person) == ""
    assert not alerted_items(person, limit=8)


def test_a_search_holds_so_many_and_says_that_there_are_more(source, person, monkeypatch):
    monkeypatch.setattr("warraq.inbox.searches.MOST_HITS", 3)
    save(person, words="مكتبة")
    for number in range(5):
        receive(source, item_id=str(number), minutes=number)
    assert WireHit.objects.count() == 3
    assert alerts_count(person) == "2+"
    assert [fresh.said for fresh in searches_of(person)] == ["2+"]


def test_counting_costs_one_query_however_many_items_there_are(source, person, django_assert_num_queries):
    save(person, words="مكتبة")
    for number in range(5):
        receive(source, item_id=str(number), minutes=number)
    with django_assert_num_queries(1):
        assert alerts_count(person) == "5"
    with django_assert_num_queries(1):
        assert [fresh.count for fresh in searches_of(person)] == [5]


@pytest.mark.parametrize(
    ("name", "asked", "reason"),
    [(" ", {"words": "مكتبة"}, "سمِّ"), ("كل شيء", {}, "حدد كلمات"), ("س" * 61, {"words": "مكتبة"}, "اختصره")],
)
def test_what_can_not_be_saved_is_refused_with_the_reason(person, name, asked, reason):
    with pytest.raises(NotSaved, match=reason):
        save(person, name=name, **asked)
    assert not WireSearch.objects.exists()


def test_a_name_is_saved_anew_and_there_is_an_end_to_searches(person):
    for number in range(MOST_SEARCHES):
        save(person, name=f"بحث {number}", words="مكتبة")
    save(person, name="بحث 0", kind=WireKind.ALERT)
    assert WireSearch.objects.get(name="بحث 0").asked == Asked(kind="alert")
    with pytest.raises(NotSaved, match=str(MOST_SEARCHES)):
        save(person, name="آخر", words="مكتبة")


def test_one_persons_searches_are_not_anothers(source, person):
    other = get_user_model().objects.create_user("other")
    save(person, words="مكتبة")
    receive(source)
    assert alerts_count(other) == ""
    assert searches_of(other) == []
    assert save(other, words="مكتبة").pk != WireSearch.objects.get(owner=person).pk


def test_the_index_holds_what_a_search_is_compared_with(source):
    item = receive(source, keywords=("ثقافة",))
    assert stems_kept(item.pk) >= set(stems_of("المكتبات ثقافة الوزراء إفران"))
    assert stems_kept(0) == frozenset()
    assert WireItem.objects.count() == 1
