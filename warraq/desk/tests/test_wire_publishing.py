"""Rules publish what they are told to and nothing else, and stop at their bound."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from wagtail.models import ModelLogEntry

from warraq.desk.roles.grants import Role
from warraq.desk.roles.services import role_give
from warraq.inbox.models import Source, WireItem, WireRule
from warraq.inbox.parsed import WireKind, WireStatus
from warraq.inbox.publishing import rule_delete, rule_save
from warraq.inbox.selectors import wire_warnings
from warraq.inbox.services import item_take
from warraq.inbox.tests.wire_texts import NOW, OTHER, agency_source, receive
from warraq.stories.addresses import story_path
from warraq.stories.alarms import concerns_now
from warraq.stories.models import Label, Story
from warraq.stories.services import NotAllowed


@pytest.fixture
def source(db):
    return agency_source("وكالة الجبال")


@pytest.fixture
def chief(network):
    user = get_user_model().objects.create_user("chief")
    role_give(user, Role.CHIEF, edition=network.maghrib)
    return user


@pytest.fixture
def rule(network, source, chief):
    """Make a rule: items about libraries, for the Moroccan site's arts."""

    def make(**more) -> WireRule:
        fields = {
            "name": "مكتبات",
            "source": source,
            "words": "مكتبات",
            "section": network.section(network.maghrib, "arts"),
            "is_active": True,
        }
        made = WireRule(**{**fields, **more})
        rule_save(made, by=chief, now=NOW)
        return made

    return make


def published() -> list[Story]:
    return list(Story.objects.filter(live=True).order_by("pk"))


def test_a_new_item_that_answers_the_rule_is_published_with_its_agencys_credit(rule, source, network):
    made = rule(label=Label.REPORT)
    item = receive(source)
    (story,) = published()
    assert (story.headline, story.agency, story.label) == (item.headline, source.agency, Label.REPORT)
    home = story.home_placement()
    assert (home.edition, home.section.slug) == (network.maghrib, "arts")
    assert (item.story, item.rule, item.taken_by, item.seen_version) == (story, made, None, 1)
    entry = ModelLogEntry.objects.get(action="warraq.rule_publish", object_id=story.pk)
    assert entry.data == {"name": "مكتبات", "rule": made.pk, "wire": item.pk, "version": 1}


def test_readers_get_it(rule, source, network, reader):
    rule()
    receive(source)
    (story,) = published()
    answer = reader.on(network.maghrib, story_path(story.home_placement()))
    assert answer.status_code == 200
    assert story.headline in answer.content.decode()


def test_a_rule_is_off_until_it_is_turned_on(rule, source):
    assert WireRule().is_active is False
    rule(is_active=False)
    receive(source)
    assert not Story.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": WireKind.MEMO},
        {"kind": WireKind.PICTURE},
        {"status": WireStatus.WITHHELD},
        {"status": WireStatus.CANCELED},
        {"embargo_until": NOW + timedelta(hours=1)},
        {"embargo_until": NOW - timedelta(hours=1)},
        {"sent_at": NOW - timedelta(hours=7)},
        {"headline": "", "slug": "LIBRARY"},
        {"language": "fr"},
        {"language": ""},
        {"text": OTHER, "headline": "ثلوج"},
    ],
    ids=str,
)
def test_what_must_not_go_out_by_itself_stays_for_the_desk(rule, source, changes):
    rule()
    receive(source, **changes)
    assert WireItem.objects.count() == 1
    assert not Story.objects.exists()


def test_another_source_is_no_business_of_the_rule(rule):
    rule()
    receive(agency_source("وكالة الساحل"))
    assert not Story.objects.exists()


def test_urgency_alone_is_enough_and_words_and_urgency_are_both_asked(rule, source):
    rule(words="", urgency=2)
    rule(name="أخرى", urgency=1)
    receive(source)
    assert not published()
    receive(source, item_id="2", urgency=2, text=OTHER)
    assert len(published()) == 1


def test_neither_an_item_nor_its_versions_are_published_twice(rule, source):
    rule()
    rule(name="ثانية")
    receive(source)
    receive(source)
    receive(source, version=2, headline="مكتبتان", minutes=1)
    (story,) = published()
    assert story.headline == "افتتاح مكتبة في الجبال"
    # The newer version warns the desk, as it does for what a person took.
    assert wire_warnings([story.pk]).exists()


def test_a_version_is_not_new_though_the_first_did_not_answer(rule, source):
    rule()
    receive(source, text=OTHER, headline="ثلوج")
    receive(source, version=2, minutes=1)
    assert not Story.objects.exists()


def test_a_kill_warns_and_withdraws_nothing(rule, source):
    rule()
    receive(source)
    receive(source, version=2, status=WireStatus.CANCELED, minutes=1)
    (story,) = published()
    assert not story.is_withdrawn
    assert any("ألغت الوكالة" in concern.sentence for concern in concerns_now(now=NOW))


def test_a_copy_of_what_was_taken_is_not_published_again(rule, source, network):
    coast = agency_source("وكالة الساحل")
    rule()
    rule(name="الساحل", source=coast)
    receive(source)
    copy = receive(coast, minutes=1)
    assert copy.folded_under is not None
    assert len(published()) == 1


def test_a_copy_of_what_nobody_took_is_published_and_heads_it(rule, network):
    coast = agency_source("وكالة الساحل")
    rule(source=coast)
    first = receive(agency_source("وكالة النهر"))
    copy = receive(coast, minutes=1)
    assert len(published()) == 1
    assert WireItem.objects.get(pk=first.pk).folded_under == copy
    with pytest.raises(NotAllowed):
        item_take(copy, edition=network.maghrib, section=network.section(network.maghrib, "arts"), now=NOW)


def test_at_its_bound_the_rule_stops_and_the_start_page_says_so(rule, source):
    made = rule(per_hour=2)
    for number in range(4):
        receive(source, item_id=str(number), minutes=number)
    assert len(published()) == 2
    made.refresh_from_db()
    assert (made.stopped_why, made.stopped_at) == ("bound", NOW + timedelta(minutes=2))
    assert any("«مكتبات» عند حدها" in concern.sentence for concern in concerns_now(now=NOW))
    assert ModelLogEntry.objects.filter(action="warraq.rule_stop", object_id=made.pk).count() == 1
    # It does not go on by itself when the hour is over.
    receive(source, item_id="9", minutes=200, sent_at=NOW + timedelta(minutes=200))
    assert len(published()) == 2


def test_a_stopped_rule_goes_on_when_somebody_saves_it(rule, source, chief):
    made = rule(per_hour=1)
    receive(source)
    receive(source, item_id="2", minutes=1)
    rule_save(WireRule.objects.get(pk=made.pk), by=chief, now=NOW + timedelta(minutes=2))
    assert not concerns_now(now=NOW)
    receive(source, item_id="3", minutes=3)
    assert len(published()) == 2


def test_what_was_published_an_hour_ago_counts_no_longer(rule, source):
    rule(per_hour=1)
    receive(source)
    later = NOW + timedelta(minutes=61)
    receive(source, item_id="2", minutes=61, sent_at=later)
    assert len(published()) == 2


@pytest.mark.parametrize("leaves", ["role", "house", "deleted"])
def test_a_rule_whose_maker_may_no_longer_publish_there_stops(rule, source, chief, leaves):
    made = rule()
    if leaves == "role":
        chief.assignments.all().delete()
    elif leaves == "house":
        chief.is_active = False
        chief.save()
    else:
        chief.delete()
    receive(source)
    assert not Story.objects.exists()
    made.refresh_from_db()
    assert made.stopped_why == "rights"
    assert any("لم يعد لواضعها" in concern.sentence for concern in concerns_now(now=NOW))


@pytest.mark.parametrize("role", [Role.REPORTER, Role.EDITOR, Role.COPY])
def test_who_may_not_publish_there_makes_no_rule(rule, network, role):
    person = get_user_model().objects.create_user("person")
    role_give(person, role, edition=network.maghrib)
    made = rule(is_active=False)
    made.is_active = True
    with pytest.raises(NotAllowed):
        rule_save(made, by=person, now=NOW)
    assert not WireRule.objects.get().is_active


def test_a_chief_of_another_site_makes_no_rule_here(rule, network, chief):
    with pytest.raises(NotAllowed):
        rule(section=network.section(network.misr, "arts"))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"words": ""}, "حدد كلمات أو أهمية"),
        ({"words": "،؛"}, "حدد كلمات أو أهمية"),
        ({"per_hour": 0}, "بين 1 و30"),
        ({"per_hour": 31}, "بين 1 و30"),
        ({"name": ""}, "فارغ"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused_with_the_reason(rule, changes, reason):
    with pytest.raises(ValidationError, match=reason):
        rule(**changes)
    assert not WireRule.objects.exists()


def test_a_source_without_an_agency_has_no_rule_and_one_that_lost_it_publishes_nothing(rule, source):
    with pytest.raises(ValidationError, match="لا وكالة"):
        rule(source=Source.objects.create(name="بلا وكالة"))
    rule()
    Source.objects.update(agency=None)
    receive(source)
    assert not Story.objects.exists()


def test_what_fails_keeps_the_item_and_is_told_until_it_works_again(rule, source, monkeypatch):
    rule()

    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("no disk")

    with monkeypatch.context() as patch:
        patch.setattr("warraq.inbox.publishing.story_publish", fails)
        item = receive(source)
    assert item.story is None
    assert not Story.objects.exists()
    assert any("تعذر على قاعدة النشر «مكتبات»" in concern.sentence for concern in concerns_now(now=NOW))
    receive(source, item_id="2", minutes=1)
    assert len(published()) == 1
    assert not concerns_now(now=NOW)


def test_each_change_of_a_rule_is_in_the_log_and_its_stories_outlive_it(rule, source, chief):
    made = rule()
    number = made.pk
    receive(source)
    rule_save(made, by=chief, now=NOW)
    rule_delete(made, by=chief)
    logged = ModelLogEntry.objects.filter(object_id=number, user=chief, action__startswith="warraq.rule_")
    assert sorted(logged.values_list("action", flat=True)) == [
        "warraq.rule_add",
        "warraq.rule_change",
        "warraq.rule_delete",
    ]
    assert all(entry.data["name"] == "مكتبات" for entry in logged)
    assert len(published()) == 1
