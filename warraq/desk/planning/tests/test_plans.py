"""The agenda, a plan, and the story that is made from it: what is done, by whom, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from warraq.desk.planning.forms import place_key
from warraq.desk.planning.models import Plan, State
from warraq.desk.planning.services import NotBegun, plan_add, plan_begin
from warraq.desk.roles.grants import GRANTS, OF_THE_NETWORK, Role
from warraq.desk.roles.services import role_give
from warraq.desk.roles.verbs import Verb
from warraq.stories.models import Story

AGENDA = "/desk/plans/"


@pytest.fixture
def person(network) -> Callable[..., Client]:
    """Return a function that gives a browser to a person of a role, on the Moroccan site unless another is named."""

    def enter(role: Role = Role.REPORTER, name: str = "sara", *, edition: Any = None, **where: Any) -> Client:
        user = get_user_model().objects.create_user(name, first_name=name)
        place = {} if role in OF_THE_NETWORK else {"edition": edition or network.maghrib, **where}
        role_give(user, role, **place)
        client = Client(headers={"host": network.hub.host})
        client.force_login(user)
        client.user = user
        return client

    return enter


@pytest.fixture
def make_plan(network) -> Callable[..., Plan]:
    def make(title: str = "قمة المناخ", *, people: Any = (), **fields: Any) -> Plan:
        fields = {"edition": network.maghrib, "starts_at": timezone.now() + timedelta(minutes=1)} | fields
        plan = Plan.objects.create(title=title, **fields)
        plan.people.set(people)
        return plan

    return make


def line(network, **fields: Any) -> dict[str, Any]:
    """Return what the line at the head of the agenda sends."""
    place = place_key(network.maghrib, network.section(network.maghrib, "politics"))
    return {
        "title": "مؤتمر صحفي للوزير",
        "where": place,
        "starts_at": "2026-07-01 18:30",
        "person": "",
        **fields,
    }


def form(plan: Plan, **fields: Any) -> dict[str, Any]:
    """Return what a plan's form sends when nothing is changed."""
    starts = plan.starts_at.astimezone(plan.edition.zone)
    return {
        "title": plan.title,
        "state": plan.state,
        "where": place_key(plan.edition, plan.section),
        "place": plan.place,
        "starts_at": f"{starts:%Y-%m-%d %H:%M:%S.%f}",
        "ends_at": "",
        "people": [str(each.pk) for each in plan.people.all()],
        "notes": plan.notes,
        **fields,
    }


def text_of(client: Client, address: str = AGENDA) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def logged(action: str) -> ModelLogEntry:
    return ModelLogEntry.objects.get(action=action)


# What is written is kept


def test_a_plan_is_added_in_one_line_in_the_time_of_its_edition(network, person):
    sara = person()
    answer = sara.post(AGENDA, line(network, person=str(sara.user.pk)), follow=True)
    assert "أُضيفت «مؤتمر صحفي للوزير» إلى الخطة." in answer.content.decode()
    # Shown in the week in which it stands, half a year away from this one or not.
    assert "مؤتمر صحفي للوزير</bdi>" in answer.content.decode()
    plan = Plan.objects.get()
    # Casablanca is an hour ahead of UTC in July.
    assert plan.starts_at == datetime(2026, 7, 1, 17, 30, tzinfo=UTC)
    assert (plan.edition, plan.section.slug, plan.state) == (network.maghrib, "politics", State.PLANNED)
    assert list(plan.people.all()) == [sara.user]
    assert plan.made_by == sara.user
    assert logged("warraq.plan_add").user == sara.user


def test_the_clock_is_that_of_the_edition_that_is_chosen(network, person):
    person(Role.NETWORK).post(AGENDA, line(network, where=place_key(network.khalij)))
    assert Plan.objects.get().starts_at == datetime(2026, 7, 1, 15, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"title": "  "}, "اكتب ما ستغطونه."),
        ({"title": "ب" * 251}, "العنوان أطول من 250 حرفًا؛ اختصره."),
        ({"where": ""}, "اختر موقعًا لك أن تخطط له."),
        ({"where": "s999999"}, "اختر موقعًا لك أن تخطط له."),
        ({"starts_at": ""}, "اختر اليوم والساعة."),
        ({"starts_at": "غدًا"}, "اكتب الموعد هكذا"),
        ({"starts_at": "0001-01-01 00:00"}, "اختر سنة بين 2000 و2100."),
        ({"starts_at": "9999-12-31 23:59"}, "اختر سنة بين 2000 و2100."),
        ({"person": "999999"}, "اختر شخصًا من القائمة."),
    ],
)
def test_a_line_that_makes_no_sense_is_answered_in_a_sentence_and_loses_nothing(
    network, person, fields, sentence
):
    answer = person().post(AGENDA, line(network, **fields))
    assert sentence in answer.content.decode()
    assert fields.get("title", "مؤتمر صحفي للوزير").strip() in answer.content.decode()
    assert not Plan.objects.exists()


def test_an_edition_where_one_does_not_plan_cannot_be_chosen(network, person):
    answer = person().post(AGENDA, line(network, where=place_key(network.misr)))
    assert "اختر موقعًا لك أن تخطط له." in answer.content.decode()
    assert not Plan.objects.exists()


def test_nobody_is_sent_who_would_not_see_the_plan(network, person):
    person(name="huda", edition=network.misr)
    chief = person(Role.NETWORK, "chief")
    huda = get_user_model().objects.get(username="huda")
    answer = chief.post(AGENDA, line(network, person=str(huda.pk)))
    assert "لا يخطط huda (huda) لموقع «مرآة المغرب»؛ اختر غيره." in answer.content.decode()
    assert not Plan.objects.exists()


def test_a_plan_is_changed_and_the_log_keeps_what_it_was(network, person, make_plan):
    sara, omar = person(), person(name="omar")
    plan = make_plan("قمة المناخ", people=[sara.user])
    sent = form(
        plan,
        title="قمة المناخ في يومها الثاني",
        place="مراكش",
        state=State.RUNNING,
        people=[str(omar.user.pk)],
        where=place_key(network.maghrib, network.section(network.maghrib, "arts")),
    )
    answer = sara.post(f"{AGENDA}{plan.pk}/", sent, follow=True)
    assert "حُفظت الخطة." in answer.content.decode()
    plan.refresh_from_db()
    assert (plan.title, plan.place, plan.state) == ("قمة المناخ في يومها الثاني", "مراكش", State.RUNNING)
    assert plan.section.slug == "arts"
    assert list(plan.people.all()) == [omar.user]
    before = logged("warraq.plan_change").data["before"]
    assert before == {
        "title": "قمة المناخ",
        "section_id": None,
        "place": "",
        "state": State.PLANNED,
        "people": [sara.user.pk],
    }
    history = text_of(sara, f"{AGENDA}{plan.pk}/history/")
    assert "عُدّلت الخطة: ماذا نغطي، القسم، المكان، الحال، من يغطي" in history


def test_a_plan_that_was_not_changed_is_not_logged(person, make_plan):
    sara = person()
    plan = make_plan()
    assert sara.post(f"{AGENDA}{plan.pk}/", form(plan)).status_code == 302
    assert not ModelLogEntry.objects.filter(action="warraq.plan_change").exists()


@pytest.mark.parametrize(
    ("ends", "sentence"),
    [
        (timedelta(0), "تنتهي التغطية بعد أن تبدأ؛ اختر موعدًا لاحقًا."),
        (timedelta(days=32), "لا تطول الخطة أكثر من 31 يومًا؛ قسّمها."),
    ],
)
def test_an_end_that_makes_no_sense_is_refused_in_a_sentence(person, make_plan, ends, sentence):
    plan = make_plan(starts_at=datetime(2026, 7, 1, 9, tzinfo=UTC))
    end = (plan.starts_at + ends).astimezone(plan.edition.zone)
    answer = person().post(
        f"{AGENDA}{plan.pk}/", form(plan, ends_at=f"{end:%Y-%m-%d %H:%M}", title="عنوان كُتب الآن")
    )
    assert sentence in answer.content.decode()
    assert "عنوان كُتب الآن" in answer.content.decode()
    plan.refresh_from_db()
    assert plan.title == "قمة المناخ"


def test_the_form_says_times_on_the_clock_of_the_plan(person, make_plan):
    text = text_of(person(), f"{AGENDA}{make_plan(starts_at=datetime(2026, 7, 1, 9, tzinfo=UTC)).pk}/")
    assert 'value="2026-07-01 10:00"' in text
    assert "Africa/Casablanca" in text


def test_who_has_left_stays_with_a_plan_until_taken_off(person, make_plan):
    sara = person()
    gone = get_user_model().objects.create_user("gone", is_active=False)
    plan = make_plan(people=[gone])
    sara.post(f"{AGENDA}{plan.pk}/", form(plan, place="الرباط"))
    assert list(plan.people.all()) == [gone]
    sara.post(f"{AGENDA}{plan.pk}/", form(plan, place="الرباط", people=[]))
    assert not plan.people.exists()


# Its story


def test_a_plan_becomes_a_draft_of_who_presses_and_both_know_of_each_other(network, person, make_plan):
    sara = person()
    plan = make_plan(place="مراكش", section=network.section(network.maghrib, "politics"))
    answer = sara.post(f"{AGENDA}{plan.pk}/story/")
    story = Story.objects.get()
    edit = reverse(Story.snippet_viewset.get_url_name("edit"), args=[story.pk])
    assert answer.url == edit
    assert (story.headline, story.dateline, story.owner, story.live) == (
        "قمة المناخ",
        "مراكش",
        sara.user,
        False,
    )
    home = story.home_placement()
    assert (home.edition, home.section) == (network.maghrib, plan.section)
    plan.refresh_from_db()
    assert (plan.story, plan.state) == (story, State.RUNNING)
    assert logged("warraq.plan_begin").data == {"story": story.pk}
    assert logged("warraq.plan_story").data == {"plan": plan.pk}
    assert f'href="{edit}"' in text_of(sara)
    assert f'href="{edit}"' in text_of(sara, f"{AGENDA}{plan.pk}/")
    assert f'بدأت هذه القصة من الخطة: <a href="{AGENDA}{plan.pk}/">' in text_of(sara, edit)


def test_a_plan_without_a_section_becomes_a_draft_that_stands_nowhere_yet(person, make_plan):
    sara = person()
    answer = sara.post(f"{AGENDA}{make_plan().pk}/story/", follow=True)
    assert "اختر أين تظهر." in answer.content.decode()
    assert not Story.objects.get().placements.exists()


def test_two_who_press_at_once_make_one_story(person, make_plan):
    sara = person()
    # Both have read the plan before either began.
    first, second = make_plan(), Plan.objects.get()
    story = plan_begin(first, by=sara.user)
    with pytest.raises(NotBegun, match="من قبل"):
        plan_begin(second, by=sara.user)
    answer = sara.post(f"{AGENDA}{first.pk}/story/", follow=True)
    assert "بدأت قصة هذه الخطة من قبل." in answer.content.decode()
    assert Story.objects.get() == story


def test_a_form_that_was_opened_before_the_story_began_does_not_take_it_away(person, make_plan):
    sara = person()
    plan = make_plan()
    sent = form(plan, place="الرباط")
    story = plan_begin(plan, by=sara.user)
    sara.post(f"{AGENDA}{plan.pk}/", sent)
    assert Plan.objects.get().story == story


def test_nothing_is_begun_of_a_plan_that_was_called_off(person, make_plan):
    sara = person()
    plan = make_plan(state=State.CALLED_OFF)
    assert "ابدأ القصة" not in text_of(sara)
    answer = sara.post(f"{AGENDA}{plan.pk}/story/", follow=True)
    assert "أُلغيت هذه الخطة؛ غيّر حالها أولًا." in answer.content.decode()
    assert not Story.objects.exists()


def test_a_draft_that_is_deleted_leaves_its_plan_to_begin_another(person, make_plan):
    sara = person()
    plan = make_plan()
    plan_begin(plan, by=sara.user).delete()
    assert plan_begin(plan, by=sara.user) == Plan.objects.get().story


def test_a_story_is_begun_only_where_one_may_write(network, person, make_plan):
    sport = person(section=network.section(network.maghrib, "sport"))
    plan = make_plan(section=network.section(network.maghrib, "politics"))
    assert "ابدأ القصة" not in text_of(sport)
    assert sport.post(f"{AGENDA}{plan.pk}/story/").status_code == 403
    assert not Story.objects.exists()


# The agenda


def test_the_agenda_begins_today_and_its_weeks_lead_to_each_other(person, make_plan):
    sara = person()
    make_plan("موعد اليوم")
    make_plan("موعد بعد أسبوع", starts_at=timezone.now() + timedelta(days=8))
    make_plan("موعد قبل أسبوع", starts_at=timezone.now() - timedelta(days=3))
    this_week = text_of(sara)
    assert "موعد اليوم" in this_week
    assert "موعد بعد أسبوع" not in this_week
    assert "موعد قبل أسبوع" not in this_week
    today = timezone.now().astimezone(Plan.objects.first().edition.zone).date()
    for days, title in ((7, "موعد بعد أسبوع"), (-7, "موعد قبل أسبوع")):
        address = f"{AGENDA}?day={(today + timedelta(days=days)).isoformat()}"
        assert address in this_week
        assert title in text_of(sara, address)


def test_the_agenda_is_asked_for_one_person_and_one_edition(network, person, make_plan):
    chief, sara = person(Role.NETWORK, "chief"), person()
    make_plan("خطة سارة", people=[sara.user])
    make_plan("خطة القاهرة", edition=network.misr)
    of_sara = text_of(chief, f"{AGENDA}?person={sara.user.pk}")
    assert "خطة سارة" in of_sara
    assert "خطة القاهرة" not in of_sara
    of_misr = text_of(chief, f"{AGENDA}?edition={network.misr.pk}")
    assert "خطة القاهرة" in of_misr
    assert "خطة سارة" not in of_misr


@pytest.mark.parametrize(
    "question", ["day=x", "day=0001-01-01", "day=9999-12-31", "edition=x", "person=-1", "person=9" * 30]
)
def test_a_question_that_makes_no_sense_asks_for_all(person, make_plan, question):
    make_plan("موعد اليوم")
    assert "موعد اليوم" in text_of(person(), f"{AGENDA}?{question}")


def test_a_week_with_more_than_can_be_listed_says_so(person, make_plan, monkeypatch):
    monkeypatch.setattr("warraq.desk.planning.views.MOST", 2)
    for number in range(3):
        make_plan(f"خطة رقم {number}", starts_at=timezone.now() + timedelta(minutes=number))
    text = text_of(person())
    assert "أكثر من 2 خطة" in text
    assert "خطة رقم 1" in text
    assert "خطة رقم 2" not in text


def test_the_agenda_asks_the_database_no_more_for_more_plans(
    person, make_plan, network, django_assert_max_num_queries
):
    sara = person()
    for number in range(12):
        plan = make_plan(f"خطة {number}", people=[sara.user])
        if number % 2:
            plan_begin(plan, by=sara.user)
    text_of(sara)
    with django_assert_max_num_queries(40):
        text_of(sara)


def test_the_start_page_tells_what_one_covers_today_and_tomorrow(person, make_plan):
    sara = person()
    now = timezone.now()
    make_plan("تغطية الآن", people=[sara.user], place="مراكش")
    make_plan("تغطية الغد", people=[sara.user], starts_at=now + timedelta(days=1))
    make_plan("تغطية بعد أيام", people=[sara.user], starts_at=now + timedelta(days=3))
    make_plan("تغطية زميل")
    make_plan("تغطية أُلغيت", people=[sara.user], state=State.CALLED_OFF)
    text = text_of(sara, "/desk/")
    assert "خطتي" in text
    assert text.index("تغطية الآن") < text.index("تغطية الغد")
    for other in ("تغطية بعد أيام", "تغطية زميل", "تغطية أُلغيت"):
        assert other not in text


def test_who_covers_nothing_is_told_so_and_who_plans_nothing_is_not_asked(person):
    assert "لا تغطية لك اليوم ولا غدًا." in text_of(person(), "/desk/")
    assert "خطتي" not in text_of(person(Role.COPY, "copy"), "/desk/")


# Who may


@pytest.mark.parametrize("own", [True, False], ids=["own", "other"])
@pytest.mark.parametrize("role", Role)
def test_each_role_at_each_screen_and_button(network, person, make_plan, role, own):
    someone = person(role)
    section = network.section(network.maghrib if own else network.misr, "politics")
    plan = make_plan(edition=section.edition, section=section)
    plans = Verb.PLAN in GRANTS[role]
    sees = plans and (own or role in OF_THE_NETWORK)
    assert (f'"{AGENDA}"' in text_of(someone, "/desk/")) is plans
    agenda = someone.get(AGENDA)
    assert agenda.status_code == (200 if plans else 403)
    assert ("قمة المناخ" in agenda.content.decode()) is sees
    for address in (f"{AGENDA}{plan.pk}/", f"{AGENDA}{plan.pk}/history/"):
        assert someone.get(address).status_code == (200 if sees else 403)
    saved = someone.post(f"{AGENDA}{plan.pk}/", form(plan, title="عنوان آخر"))
    assert saved.status_code == (302 if sees else 403)
    assert Plan.objects.filter(title="عنوان آخر").exists() is sees
    assert someone.post(f"{AGENDA}{plan.pk}/story/").status_code == (302 if sees else 403)
    assert Story.objects.exists() is sees
    added = someone.post(AGENDA, line(network, where=place_key(section.edition, section)))
    assert added.status_code == (302 if sees else 200 if plans else 403)


def test_a_story_begins_by_a_press_and_not_by_a_link(person, make_plan):
    assert person().get(f"{AGENDA}{make_plan().pk}/story/").status_code == 405


def test_a_plan_that_makes_no_sense_is_not_added_by_others_either(network):
    with pytest.raises(ValidationError, match="القسم من موقع آخر"):
        plan_add(
            "خطة",
            edition=network.misr,
            section=network.section(network.maghrib, "arts"),
            starts_at=timezone.now(),
        )
