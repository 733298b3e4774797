"""The start page: something to do for each role, and what is wrong."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Revision

from warraq.desk.roles.grants import Role
from warraq.desk.roles.services import role_give
from warraq.desk.start import reading
from warraq.inbox.models import Source
from warraq.stories.models import Story
from warraq.stories.services import embargo_set, story_publish, story_schedule


@pytest.fixture
def person(network):
    """Return a function that gives a browser to a person of a role on the Moroccan site."""

    def enter(role: Role, name: str = "") -> Client:
        user = get_user_model().objects.create_user(name or role.value, first_name=name)
        role_give(user, role, edition=network.maghrib)
        client = Client(headers={"host": network.hub.host})
        client.force_login(user)
        client.user = user
        return client

    return enter


def page(client: Client) -> str:
    answer = client.get(reverse("wagtailadmin_home"))
    assert answer.status_code == 200
    return answer.content.decode()


def panel(client: Client, heading: str) -> str:
    """Return the text of the panel of that heading; "" if there is none."""
    parts = page(client).split('<section class="w-panel')
    return next(
        (part for part in parts if f"data-panel-heading-text>{heading}<" in part or f">{heading}<" in part),
        "",
    )


def fresh(story: Story) -> Story:
    return Story.objects.get(pk=story.pk)


@pytest.mark.parametrize("role", list(Role))
def test_each_role_has_a_page_that_says_what_to_do(person, network, role):
    user = get_user_model().objects.create_user("someone")
    role_give(
        user, role, **({} if role in (Role.NETWORK, Role.ADMINISTRATOR) else {"edition": network.maghrib})
    )
    client = Client(headers={"host": network.hub.host})
    client.force_login(user)
    text = page(client)
    assert "لم تكتب قصة بعد" in text
    assert ("ابدأ قصة" in text) == (role is not Role.COPY)
    assert ("تنتظرك" in text) == (role is not Role.REPORTER)


def test_a_persons_own_stories_come_first_and_others_do_not(person, make_story):
    reporter = person(Role.REPORTER)
    make_story("خبر زميل", publish=False)
    make_story("خبري الأول", publish=False, owner=reporter.user)
    own = panel(reporter, "قصصي")
    assert "خبري الأول" in own
    assert "مسودة" in own
    assert "خبر زميل" not in own


def test_what_waits_for_a_person_and_what_was_handed_back_with_its_word(person, make_story):
    reporter, editor = person(Role.REPORTER), person(Role.EDITOR, "نادية")
    story = make_story("خبر ينتظر", publish=False, owner=reporter.user)
    story.save_revision(user=reporter.user)
    story = fresh(story)
    state = story.get_workflow().start(story, reporter.user)
    assert "خبر ينتظر" in panel(editor, "تنتظرك")
    assert "أرسلها reporter" in panel(editor, "تنتظرك")
    assert "في المراجعة" in panel(reporter, "قصصي")
    state.current_task_state.reject(user=editor.user, comment="أضف مصدرًا ثانيًا")
    assert "خبر ينتظر" not in panel(editor, "تنتظرك")
    own = panel(reporter, "قصصي")
    assert "أُعيدت إليك" in own
    assert "أضف مصدرًا ثانيًا" in own


def test_what_goes_out_next_stands_in_the_order_of_its_moments(person, make_story, network):
    chief, now = person(Role.CHIEF), timezone.now()
    later, sooner, elsewhere = (
        make_story("لاحقًا", publish=False),
        make_story("قريبًا", publish=False),
        make_story("في مصر", publish=False, home=network.misr),
    )
    story_schedule(later, at=now + timedelta(hours=5), now=now)
    embargo_set(sooner, until=now + timedelta(hours=1), now=now)
    story_publish(sooner)
    story_schedule(elsewhere, at=now + timedelta(hours=2), now=now)
    text = panel(chief, "تُنشر قريبًا")
    assert text.index("قريبًا</bdi>") < text.index("لاحقًا</bdi>")
    assert "نهاية حظر" in text
    assert f"بتوقيت {network.maghrib.name}" in text
    assert "في مصر" not in text


def test_alarms_stand_above_all_and_nothing_stands_there_while_all_is_well(person, make_story):
    chief = person(Role.CHIEF)
    assert 'role="alert"' not in page(chief)
    story = make_story("خبر تأخر", publish=False)
    story_schedule(story, at=timezone.now() + timedelta(hours=1), now=timezone.now())
    Revision.objects.filter(approved_go_live_at__isnull=False).update(
        approved_go_live_at=timezone.now() - timedelta(minutes=5)
    )
    Source.objects.create(name="وكالة صامتة", failures=4, problem="The server answered 503.")
    text = page(chief)
    assert "كان يجب أن تكون «خبر تأخر» قد نُشرت" in text
    assert "المصدر «وكالة صامتة» لا يجيب منذ 4 محاولات" in text
    assert 'role="alert"' not in page(person(Role.REPORTER))


def test_many_stories_cost_no_more_queries(person, make_story):
    chief = person(Role.CHIEF)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            page(chief)
        return len(queries)

    make_story(owner=chief.user)
    asked()
    few = asked()
    for _ in range(6):
        make_story(owner=chief.user)
    assert asked() <= few + 1


def test_what_others_wait_for_does_not_push_out_what_a_person_waits_for(
    person, make_story, network, monkeypatch
):
    monkeypatch.setattr(reading, "LENGTH", 1)
    chief, now = person(Role.CHIEF), timezone.now()
    for hour in range(1, 7):
        elsewhere = make_story("في مصر", publish=False, home=network.misr)
        story_schedule(elsewhere, at=now + timedelta(hours=hour), now=now)
    own = make_story("بعدها كلها", publish=False)
    story_schedule(own, at=now + timedelta(hours=9), now=now)
    assert "بعدها كلها" in panel(chief, "تُنشر قريبًا")


def test_a_draft_is_called_what_it_was_called_last(person, make_story):
    reporter = person(Role.REPORTER)
    draft = make_story("العنوان الأول", publish=False, owner=reporter.user)
    draft.headline = "العنوان الأخير"
    draft.save_revision(user=reporter.user)
    own = panel(reporter, "قصصي")
    assert "العنوان الأخير" in own
    assert "العنوان الأول" not in own


def test_a_late_schedule_is_told_in_the_time_of_its_site(person, make_story, network):
    chief = person(Role.CHIEF)
    network.maghrib.time_zone = "Asia/Tokyo"
    network.maghrib.save()
    story_schedule(
        make_story("خبر تأخر", publish=False), at=timezone.now() + timedelta(hours=1), now=timezone.now()
    )
    due = datetime(2026, 3, 1, 20, 30, tzinfo=UTC)
    Revision.objects.filter(approved_go_live_at__isnull=False).update(approved_go_live_at=due)
    told = page(chief)
    assert "2 مارس 2026، 05:30" in told
    assert f"بتوقيت {network.maghrib.name}" in told
