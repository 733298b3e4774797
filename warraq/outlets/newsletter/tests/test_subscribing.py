"""From the form to a confirmed address and away again, through a real mail server."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from warraq.letters import services
from warraq.letters.links import CONFIRMED_WITHIN, Wish, own_link, wish_link, wish_of
from warraq.letters.models import Asking, Kind, Subscriber
from warraq.outlets.newsletter.tests.conftest import part
from warraq.queue.selectors import failed, waiting
from warraq.queue.working import work_due

ADDRESS = "Reader.One@example.com"


@pytest.fixture
def browser() -> Client:
    """A browser as strict as Django's check of forged requests can be."""
    return Client(enforce_csrf_checks=True)


def ask(browser, newsletter, address=ADDRESS, kinds=("daily",), **extra):
    return browser.post(
        "/newsletter/",
        {"address": address, "kinds": list(kinds)},
        headers={"host": newsletter.edition.host},
        **extra,
    )


def link_in(letter) -> str:
    (path,) = set(re.findall(r"https?://[^/\s]+(/newsletter/confirm/[^/\s]+/)", part(letter, "plain")))
    assert path in part(letter, "html")
    return path


def everything_stored() -> str:
    """All text of all tables, as a thief of the database would read it."""
    with connection.cursor() as cursor:
        rows = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            rows += cursor.fetchall()
    return str(rows)


def test_an_address_is_written_to_once_it_was_confirmed_by_a_press(network, newsletter, mail, browser):
    host = {"host": network.maghrib.host}
    page = browser.get("/newsletter/", headers=host).content.decode()
    assert 'name="address"' in page
    assert "csrfmiddlewaretoken" not in page
    assert "بقيت خطوة واحدة" in ask(browser, newsletter, kinds=("daily", "breaking")).content.decode()
    assert not Subscriber.objects.exists()
    assert work_due() == 1
    ((to, letter),) = mail.came
    assert to == ADDRESS
    assert letter["Subject"] == "أكّد اشتراكك في نشرة مرآة المغرب"
    path = link_in(letter)
    opened = browser.get(path, headers=host)  # a mail scanner opens links
    assert "أكّد اشتراكي" in opened.content.decode()
    assert not Subscriber.objects.exists()
    assert "تم اشتراكك" in browser.post(path, headers=host).content.decode()
    reader = Subscriber.objects.get()
    assert (reader.edition, reader.daily, reader.breaking) == (network.maghrib, True, True)
    browser.post(path, headers=host)
    assert Subscriber.objects.count() == 1
    assert not opened.cookies


def test_no_address_is_stored_so_that_it_can_be_read(newsletter, mail, browser, caplog):
    mail.refused[ADDRESS] = f"550 5.1.1 <{ADDRESS}> no such mailbox"
    ask(browser, newsletter)
    work_due()
    assert failed()[0].problem == "The mail server did not take the letter (bounced)."
    path = f"/newsletter/confirm/{wish_link(Wish(newsletter.edition_id, ADDRESS, ('daily',)))}/"
    browser.post(path, headers={"host": newsletter.edition.host})
    assert Subscriber.objects.count() == 1
    stored = (everything_stored() + caplog.text).lower()
    assert "mail server did not take" in stored
    for words in (ADDRESS, "reader.one", "127.0.0.1"):
        assert words.lower() not in stored


def test_the_answer_does_not_tell_who_subscribes(newsletter, mail, browser, subscribed):
    subscribed(ADDRESS)
    known, unknown = ask(browser, newsletter), ask(browser, newsletter, "other@example.com")
    assert (known.status_code, known.content) == (unknown.status_code, unknown.content)
    assert DBTaskResult.objects.count() == 2


@pytest.mark.parametrize(
    ("address", "kinds", "sentence"),
    [
        ("", ("daily",), "اكتب عنوان بريد صحيحًا"),
        ("reader", ("daily",), "اكتب عنوان بريد صحيحًا"),
        ("reader@localhost", ("daily",), "اكتب عنوان بريد صحيحًا"),
        ("a@example.com\r\nBcc: b@example.com", ("daily",), "اكتب عنوان بريد صحيحًا"),
        ("قارئ@example.com", ("daily",), "اكتب عنوان بريد صحيحًا"),
        ("a" * 300 + "@example.com", ("daily",), "اكتب عنوان بريد صحيحًا"),
        ("reader@example.com", (), "اختر نوعًا واحدًا على الأقل."),
        ("reader@example.com", ("weekly",), "اختر نوعًا واحدًا على الأقل."),
    ],
)
def test_what_makes_no_sense_is_answered_in_a_sentence_and_kept_in_the_form(
    newsletter, mail, browser, address, kinds, sentence
):
    answer = ask(browser, newsletter, address, kinds)
    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    if address.isascii() and "\r" not in address:
        assert f'value="{address}"' in answer.content.decode()
    assert not DBTaskResult.objects.exists()


def test_one_address_gets_three_letters_a_day_whoever_asks(newsletter, mail, browser):
    answers = {ask(browser, newsletter, address).content for address in (ADDRESS, ADDRESS.upper()) * 4}
    assert len(answers) == 1
    assert DBTaskResult.objects.count() == services.MOST_TO_ADDRESS
    Asking.objects.update(at=timezone.now() - timedelta(days=1, minutes=1))
    ask(browser, newsletter)
    assert DBTaskResult.objects.count() == services.MOST_TO_ADDRESS + 1


def test_one_client_asks_ten_times_an_hour_and_others_go_on(newsletter, mail, browser):
    for number in range(services.MOST_BY_CLIENT):
        assert ask(browser, newsletter, f"reader{number}@example.com").status_code == 200
    refused = ask(browser, newsletter, "one.more@example.com")
    assert refused.status_code == 429
    assert "أعد المحاولة بعد ساعة" in refused.content.decode()
    assert ask(browser, newsletter, "one.more@example.com", REMOTE_ADDR="192.0.2.7").status_code == 200


def test_all_the_world_together_asks_for_a_bounded_number_of_letters(newsletter, monkeypatch):
    monkeypatch.setattr(services, "MOST_BY_ALL", 3)
    now = timezone.now()
    asked = [services.may_client_ask(bytes([number]), now=now) for number in range(5)]
    assert asked == [True, True, True, False, False]


def test_a_link_ends_after_seven_days_and_holds_on_its_own_edition_alone(network, newsletter, browser):
    wish = Wish(newsletter.edition_id, ADDRESS, ("daily",))
    link, now = wish_link(wish), timezone.now()
    assert wish_of(link, now=now + CONFIRMED_WITHIN - timedelta(minutes=1)) == wish
    assert wish_of(link, now=now + CONFIRMED_WITHIN + timedelta(minutes=1)) is None
    assert wish_of(link[:-3] + "AA=", now=now) is None
    for host, sealed in ((network.misr.host, link), (network.maghrib.host, link[:-9])):
        answer = browser.post(f"/newsletter/confirm/{sealed}/", headers={"host": host})
        assert answer.status_code == 404
        assert "انتهت صلاحية الرابط" in answer.content.decode()
    assert not Subscriber.objects.exists()


def test_a_mail_program_unsubscribes_in_one_press_without_cookies(newsletter, subscribed, browser):
    one, other = subscribed(ADDRESS), subscribed("other@example.com")
    path, host = f"/newsletter/own/{own_link(one.pk)}/", {"host": newsletter.edition.host}
    assert "ألغِ اشتراكي" in browser.get(path, headers=host).content.decode()
    assert Subscriber.objects.count() == 2
    answer = browser.post(path, {"List-Unsubscribe": "One-Click"}, headers=host)
    assert answer.status_code == 200
    assert list(Subscriber.objects.all()) == [other]
    again = browser.post(path, {"List-Unsubscribe": "One-Click"}, headers=host)
    assert again.status_code == 200


def test_a_readers_link_chooses_kinds_and_nobody_can_make_one(newsletter, subscribed, browser):
    reader, host = subscribed(ADDRESS, kinds=(Kind.DAILY,)), {"host": newsletter.edition.host}
    path = f"/newsletter/own/{own_link(reader.pk)}/"
    assert (
        "حُفظ اختيارك"
        in browser.post(path, {"choose": "1", "kinds": ["breaking"]}, headers=host).content.decode()
    )
    reader.refresh_from_db()
    assert (reader.daily, reader.breaking) == (False, True)
    forged = f"/newsletter/own/{reader.pk + 1}.{own_link(reader.pk).partition('.')[2]}/"
    assert browser.post(forged, headers=host).status_code == 404
    assert "أُلغي اشتراكك" in browser.post(path, {"choose": "1"}, headers=host).content.decode()
    assert not Subscriber.objects.exists()


def test_an_edition_that_sends_nothing_has_no_form_but_readers_can_leave_it(
    newsletter, mail, subscribed, browser
):
    reader, host = subscribed(ADDRESS), {"host": newsletter.edition.host}
    newsletter.daily = newsletter.breaking = False
    newsletter.save()
    assert browser.get("/newsletter/", headers=host).status_code == 404
    assert browser.post(f"/newsletter/own/{own_link(reader.pk)}/", headers=host).status_code == 200
    assert not Subscriber.objects.exists()


def test_a_mail_server_that_asks_for_patience_is_asked_again(newsletter, mail, browser):
    mail.refused[ADDRESS] = "451 4.7.1 later"
    ask(browser, newsletter)
    work_due()
    assert len(waiting()) == 1
    assert mail.came == []
