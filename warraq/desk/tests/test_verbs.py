"""The verbs at the desk: what each asks, does and keeps; who may; what is said of what can't be done."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from warraq.desk.roles.grants import GRANTS, Role
from warraq.desk.roles.services import role_give
from warraq.desk.verbs.acts import ACTS
from warraq.desk.verbs.refusals import said
from warraq.stories.models import Correction, Story
from warraq.stories.services import (
    NotAllowed,
    Why,
    correction_add,
    embargo_set,
    story_schedule,
    story_withdraw,
)

NO_SUCH_WHY = "لا يصح هذا الفعل"


@pytest.fixture
def person(network):
    """Return a function that gives a browser to a person of a role."""

    def enter(role: Role, **where) -> Client:
        user = get_user_model().objects.create_user(f"{role}-{where.get('edition', '')}"[:140])
        role_give(user, role, **where)
        client = Client(headers={"host": network.hub.host})
        client.force_login(user)
        client.user = user
        return client

    return enter


@pytest.fixture
def chief(person, network) -> Client:
    return person(Role.CHIEF, edition=network.maghrib)


def page(story: Story, verb: str) -> str:
    return reverse("desk_verb", args=[story.pk, verb])


def do(client: Client, story: Story, verb: str, **form):
    return client.post(page(story, verb), form)


def fresh(story: Story) -> Story:
    return Story.objects.get(pk=story.pk)


def logged(story: Story, action: str) -> ModelLogEntry:
    return ModelLogEntry.objects.get(object_id=str(story.pk), action=action)


def in_morocco(moment: datetime) -> str:
    return moment.astimezone(ZoneInfo("Africa/Casablanca")).strftime("%Y-%m-%d %H:%M")


def soon(**more) -> datetime:
    return (timezone.now() + timedelta(**(more or {"hours": 2}))).replace(second=0, microsecond=0)


@pytest.fixture(autouse=True)
def morocco(network):
    network.maghrib.time_zone = "Africa/Casablanca"
    network.maghrib.save()


def test_a_draft_is_scheduled_in_the_time_of_its_home_and_taken_back(chief, make_story):
    story, at = make_story(publish=False), soon()
    story.save_revision()
    assert "Africa/Casablanca" in chief.get(page(story, "schedule")).content.decode()
    assert do(chief, story, "schedule", at=in_morocco(at)).status_code == 302
    assert fresh(story).scheduled_revision.approved_go_live_at == at
    assert logged(story, "wagtail.publish.schedule").user == chief.user
    assert do(chief, story, "unschedule").status_code == 302
    assert fresh(story).scheduled_revision is None


def test_what_can_not_be_scheduled_is_said_and_keeps_what_was_typed(chief, make_story):
    story, past = make_story(publish=False), in_morocco(soon(hours=-3))
    answer = do(chief, story, "schedule", at=past)
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "مضى هذا الموعد" in text
    assert past in text
    assert "اختر اليوم والساعة" in do(chief, story, "schedule", at="").content.decode()
    assert "2026-11-25 18:30" in do(chief, story, "schedule", at="غدًا").content.decode()


def test_an_embargo_is_set_and_lifted_with_the_reason_in_the_log(chief, make_story):
    story, until = make_story(publish=False), soon()
    do(chief, story, "embargo", until=in_morocco(until), reason="باتفاق مع الوزارة")
    assert fresh(story).embargo_until == until
    entry = logged(story, "warraq.embargo")
    assert (entry.user, entry.data["reason"]) == (chief.user, "باتفاق مع الوزارة")
    do(chief, story, "lift", reason="أُعلن الخبر")
    assert fresh(story).embargo_until is None
    assert logged(story, "warraq.lift_embargo").data["reason"] == "أُعلن الخبر"


def test_a_correction_is_told_to_readers_with_the_mended_text(chief, make_story, reader, network):
    story = make_story("عنوان فيه خطأ")
    draft = fresh(story)
    draft.headline = "عنوان صحيح"
    draft.save_revision(user=chief.user)
    assert "انشر معه آخر مسودة" in chief.get(page(story, "correct")).content.decode()
    do(chief, story, "correct", text="كان العنوان خطأ.", publishes="on")
    assert fresh(story).headline == "عنوان صحيح"
    assert Correction.objects.get().made_by == chief.user
    shown = reader.on(network.maghrib, fresh(story).home_placement().path).content.decode()
    assert "كان العنوان خطأ." in shown
    assert logged(story, "warraq.correct").data["reason"] == "كان العنوان خطأ."


def test_an_empty_correction_is_no_correction(chief, make_story):
    assert "اكتب ما كان خطأ" in do(chief, make_story(), "correct", text="  ").content.decode()
    assert not Correction.objects.exists()


def test_a_withdrawal_shows_where_the_story_stands_and_leads_to_its_ledger(chief, make_story, network):
    story = make_story("خبر يُسحب", also=[(network.misr, "politics")])
    asked = chief.get(page(story, "withdraw")).content.decode()
    assert network.maghrib.name in asked
    assert network.misr.name in asked
    assert "اكتب سبب السحب" in do(chief, story, "withdraw", note="نعتذر").content.decode()
    assert not fresh(story).is_withdrawn
    answer = do(chief, story, "withdraw", reason="مصدر كاذب", note="سُحبت لخطأ في مصدرها.")
    assert answer.headers["Location"] == reverse("desk_ledger", args=[story.pk])
    gone = fresh(story)
    assert (gone.withdrawal_reason, gone.withdrawal_note) == ("مصدر كاذب", "سُحبت لخطأ في مصدرها.")
    assert logged(story, "warraq.withdraw").user == chief.user
    ledger = chief.get(answer.headers["Location"]).content.decode()
    assert "مصدر كاذب" in ledger
    assert "<html" not in chief.get(answer.headers["Location"], {"rows": "1"}).content.decode()


def test_a_withdrawn_story_is_given_back(chief, make_story):
    story = make_story()
    story_withdraw(story, reason="خطأ", now=timezone.now())
    do(chief, story, "restore")
    assert not fresh(story).is_withdrawn
    assert logged(story, "warraq.restore").user == chief.user


def test_a_follow_up_opens_the_new_draft(chief, make_story):
    story = make_story("زلزال في البحر")
    answer = do(chief, story, "follow", headline="بعد الزلزال")
    new = Story.objects.exclude(pk=story.pk).get()
    assert answer.headers["Location"] == reverse(Story.snippet_viewset.get_url_name("edit"), args=[new.pk])
    assert (new.headline, new.owner, new.live) == ("بعد الزلزال", chief.user, False)


def test_a_story_is_moved_placed_and_ended_where_the_person_may(person, make_story, network):
    network_editor = person(Role.NETWORK)
    story = make_story()
    home = story.home_placement()
    sport, abroad = network.section(network.maghrib, "sport"), network.section(network.misr, "politics")
    do(network_editor, story, "move", placement=home.pk, section=sport.pk, reason="أولى به")
    assert fresh(story).home_placement().section == sport
    do(network_editor, story, "place", section=abroad.pk, headline="عنوان لمصر")
    other = fresh(story).placements.get(edition=network.misr)
    assert other.headline == "عنوان لمصر"
    do(network_editor, story, "end", placement=other.pk)
    other.refresh_from_db()
    assert other.ends_at <= timezone.now()
    assert {entry.action for entry in ModelLogEntry.objects.filter(user=network_editor.user)} >= {
        "warraq.move",
        "warraq.place",
        "warraq.end_placement",
    }


def test_a_section_of_another_site_is_no_place_to_move_to(person, make_story, network):
    network_editor = person(Role.NETWORK)
    story = make_story(also=[(network.misr, "politics")])
    home, abroad = story.home_placement(), network.section(network.misr, "sport")
    text = do(network_editor, story, "move", placement=home.pk, section=abroad.pk).content.decode()
    assert f"اختر قسمًا من «{network.maghrib.name}»" in text


def test_a_chief_places_on_their_own_sites_alone(chief, make_story, network):
    story = make_story()
    abroad = network.section(network.misr, "politics")
    assert abroad.edition.name not in chief.get(page(story, "place")).content.decode()
    assert "اختر قسمًا لك" in do(chief, story, "place", section=abroad.pk).content.decode()


def test_a_verb_that_makes_no_sense_is_not_offered(chief, make_story):
    def offers(story: Story) -> set[str]:
        text = chief.get(
            reverse(Story.snippet_viewset.get_url_name("edit"), args=[story.pk])
        ).content.decode()
        return {name for name in ACTS if page(story, name) in text}

    draft, live, gone = make_story(publish=False), make_story(), make_story()
    story_withdraw(gone, reason="خطأ", now=timezone.now())
    assert offers(draft) == {"schedule", "embargo", "place", "move", "end"}
    assert offers(live) == {"schedule", "correct", "follow", "place", "move", "end", "withdraw"}
    assert offers(gone) == {"move", "end", "restore"}
    draft.save_revision()
    story_schedule(fresh(draft), at=soon(), now=timezone.now())
    embargo_set(fresh(draft), until=soon(), now=timezone.now())
    assert offers(draft) == {"unschedule", "embargo", "lift", "place", "move", "end"}


def test_the_list_offers_the_verbs_of_each_story(chief, make_story):
    story = make_story()
    text = chief.get(reverse(Story.snippet_viewset.get_url_name("list"))).content.decode()
    assert page(story, "withdraw") in text
    assert page(story, "restore") not in text


def test_history_tells_who_did_what_and_why(chief, make_story):
    story = make_story()
    correction_add(story, text="كان الرقم خطأ.", at=timezone.now(), by=chief.user)
    do(chief, story, "withdraw", reason="مصدر كاذب")
    history = chief.get(
        reverse(Story.snippet_viewset.get_url_name("history"), args=[story.pk])
    ).content.decode()
    for words in ("سُحبت القصة", "مصدر كاذب", "نُشر تصحيح للقصة", "كان الرقم خطأ."):
        assert words in history


def test_the_form_says_what_keeps_the_story_from_readers_by_whom_and_how_to_undo_it(chief, make_story):
    def head(story: Story) -> str:
        return chief.get(
            reverse(Story.snippet_viewset.get_url_name("edit"), args=[story.pk])
        ).content.decode()

    story = make_story(publish=False)
    story.save_revision()
    assert "تُنشر المسودة في" not in head(story)
    do(chief, story, "schedule", at=in_morocco(soon()))
    do(chief, story, "embargo", until=in_morocco(soon(hours=3)))
    text = head(story)
    assert f"تُنشر المسودة في {in_morocco(soon())}، بيد {chief.user}" in text
    assert f"النشر محظور حتى {in_morocco(soon(hours=3))}" in text
    gone = make_story()
    do(chief, gone, "withdraw", reason="مصدر كاذب")
    assert "السبب: مصدر كاذب" in head(gone)


def test_an_unknown_verb_and_a_story_that_is_not_seen_are_nowhere(chief, person, make_story, network):
    story = make_story(publish=False)
    assert chief.get(page(story, "nothing")).status_code == 404
    stranger = person(Role.REPORTER, edition=network.misr)
    assert stranger.get(page(story, "follow")).status_code == 404
    assert stranger.get(reverse("desk_ledger", args=[story.pk])).status_code == 404


@pytest.mark.parametrize("verb", sorted(ACTS))
@pytest.mark.parametrize("role", list(Role))
def test_each_role_may_do_what_the_table_grants_on_its_own_edition_and_nothing_elsewhere(
    person, make_story, network, role, verb
):
    """On a story that readers see: 403 for asking and for doing."""
    story = make_story()
    granted = ACTS[verb].verb in GRANTS[role]
    everywhere = role in (Role.NETWORK, Role.ADMINISTRATOR)
    own = person(role) if everywhere else person(role, edition=network.maghrib)
    assert own.get(page(story, verb)).status_code == (200 if granted else 403)
    if not granted:
        assert do(own, story, verb).status_code == 403
    if not everywhere:
        elsewhere = person(role, edition=network.misr)
        assert elsewhere.get(page(story, verb)).status_code == 403
        assert do(elsewhere, story, verb).status_code == 403


@pytest.mark.parametrize("role", list(Role))
def test_the_list_offers_a_role_nothing_that_the_table_does_not_grant(person, make_story, network, role):
    story = make_story()
    where = {} if role in (Role.NETWORK, Role.ADMINISTRATOR) else {"edition": network.maghrib}
    listed = person(role, **where).get(reverse(Story.snippet_viewset.get_url_name("list"))).content.decode()
    assert {name for name in ACTS if page(story, name) in listed} <= {
        name for name, act in ACTS.items() if act.verb in GRANTS[role]
    }


def test_every_reason_is_said_in_arabic():
    for why in Why:
        assert said(NotAllowed(why)) != said(NotAllowed("something new"))
    assert said(NotAllowed("something new")).startswith(NO_SUCH_WHY)
