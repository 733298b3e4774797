"""The screens of newsletters: deciding, numbers, a trial to oneself, and who may."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.models import ModelLogEntry

from warraq.desk.roles.grants import Role
from warraq.desk.roles.services import role_give
from warraq.letters import services
from warraq.letters.links import Wish
from warraq.letters.models import Newsletter
from warraq.letters.services import issue_make, subscribe
from warraq.stories.changes import newest_number

ADDRESS = "reader.one@example.com"


def client_of(network: Any, role: Role, *, edition: Any = None, mail: str = "chief@example.com") -> Client:
    user = get_user_model().objects.create_user(f"person-{role}-{edition}", email=mail)
    role_give(user, role, edition=edition)
    client = Client(headers={"host": network.hub.host})
    client.force_login(user)
    return client


@pytest.fixture
def chief(network) -> Client:
    return client_of(network, Role.CHIEF, edition=network.maghrib)


def decided(**fields: str) -> dict[str, str]:
    return {
        "daily": "on",
        "daily_at": "06:30",
        "breaking": "on",
        "most_breaking": "2",
        "sender": "",
        "postal_address": "الرباط",
        **fields,
    }


def test_a_chief_decides_on_the_newsletter_and_the_foot_of_the_pages_leads_to_it(
    network, chief, reader, settings
):
    settings.MAIL_IS_SET = True
    address, before = f"/desk/newsletters/{network.maghrib.pk}/", newest_number()
    assert "النشرة البريدية" not in reader.on(network.maghrib, "/").content.decode()
    assert chief.post(address, decided()).status_code == 302
    newsletter = Newsletter.objects.get()
    assert (newsletter.edition, str(newsletter.daily_at), newsletter.most_breaking) == (
        network.maghrib,
        "06:30:00",
        2,
    )
    assert 'href="/newsletter/"' in reader.on(network.maghrib, "/").content.decode()
    assert newest_number() > before  # pages are pressed again
    assert ModelLogEntry.objects.filter(action="warraq.newsletter_change").count() == 1
    assert "06:30" in chief.get("/desk/newsletters/").content.decode()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"daily_at": "25:00"}, "اكتب الساعة هكذا: 07:30."),
        ({"most_breaking": "0"}, "1"),
        ({"sender": "x"}, "بريد"),
    ],
)
def test_what_makes_no_sense_is_told_beside_its_field_and_changes_nothing(network, chief, fields, sentence):
    answer = chief.post(f"/desk/newsletters/{network.maghrib.pk}/", decided(**fields))
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert "الرباط" in answer.content.decode()
    assert not Newsletter.objects.exists()


def test_numbers_stand_there_and_addresses_do_not(network, chief):
    for number, kinds in enumerate((("daily",), ("breaking",), ("daily", "breaking"))):
        wish = Wish(network.maghrib.pk, f"{number}{ADDRESS}", kinds)
        subscribe(wish, edition=network.maghrib, now=timezone.now())
    issue = issue_make(
        network.maghrib, kind="daily", key="k", stories=[1], now=timezone.now(), lasts=timedelta(hours=1)
    )
    issue.letters, issue.sent, issue.failed, issue.state = 741, 739, 2, "done"
    issue.save()
    text = chief.get(f"/desk/newsletters/{network.maghrib.pk}/").content.decode()
    assert "أكّدوا اشتراكهم: 3. في النشرة اليومية: 2. في الأخبار العاجلة: 2." in text
    for number in ("741", "739", "أُرسلت"):
        assert number in text
    assert "example.com" not in text.replace("chief@example.com", "")


def test_a_trial_is_on_its_way_ten_times_an_hour(network, chief, settings):
    settings.MAIL_IS_SET = True
    address = f"/desk/newsletters/{network.maghrib.pk}/trial/"
    answer = chief.post(address, follow=True).content.decode()
    assert "التجربة في طريقها إلى بريدك." in answer
    for _ in range(services.MOST_TRIALS):
        answer = chief.post(address, follow=True).content.decode()
    assert "أعد المحاولة بعد ساعة" in answer
    assert DBTaskResult.objects.count() == services.MOST_TRIALS
    assert chief.get(address).status_code == 405


def test_without_mail_or_an_address_no_trial_is_sent(network, settings):
    nobody = client_of(network, Role.NETWORK, mail="")
    address = f"/desk/newsletters/{network.maghrib.pk}/trial/"
    assert "لا خادم بريد" in nobody.post(address, follow=True).content.decode()
    settings.MAIL_IS_SET = True
    assert "لا بريد في حسابك" in nobody.post(address, follow=True).content.decode()
    assert not DBTaskResult.objects.exists()


@pytest.mark.parametrize("role", [Role.REPORTER, Role.EDITOR, Role.COPY])
def test_others_neither_see_nor_change_it(network, role):
    client = client_of(network, role, edition=network.maghrib)
    address = f"/desk/newsletters/{network.maghrib.pk}/"
    for answer in (
        client.get("/desk/newsletters/"),
        client.get(address),
        client.post(address, decided()),
        client.post(f"{address}trial/"),
    ):
        assert answer.status_code == 403
    assert '"/desk/newsletters/"' not in client.get("/desk/").content.decode()


def test_a_chief_has_no_say_on_another_edition_and_the_hub_sends_nothing(network, chief):
    assert chief.get(f"/desk/newsletters/{network.misr.pk}/").status_code == 403
    assert chief.get(f"/desk/newsletters/{network.hub.pk}/").status_code == 404
    assert '"/desk/newsletters/"' in chief.get("/desk/").content.decode()
    listed = chief.get("/desk/newsletters/").content.decode()
    assert f"/desk/newsletters/{network.maghrib.pk}/" in listed
    assert f"/desk/newsletters/{network.misr.pk}/" not in listed
