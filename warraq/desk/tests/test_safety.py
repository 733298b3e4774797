"""Who gets into the desk: pauses after failures, the second factor, and what is written of both."""

from __future__ import annotations

from base64 import b32decode
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core.checks import run_checks
from django.test import Client
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from wagtail.models import ModelLogEntry

from warraq.desk.roles.grants import Role
from warraq.desk.roles.services import role_give
from warraq.desk.safety import attempts
from warraq.desk.safety.attempts import attempt_begin, attempt_succeeded
from warraq.desk.safety.factors import app_add, code_accept, codes_make, new_secret
from warraq.desk.safety.gate import Standing, Step, is_open, next_step
from warraq.desk.safety.keys import keys_of
from warraq.desk.safety.models import Attempts, DailySalt
from warraq.desk.safety.throttle import LIMITS, NOTHING, Kind, Limit, Past, wait_for

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
PASSWORD = "a-long-enough-password"
LIMIT = Limit(free=3, longest=timedelta(seconds=60))


def code_of(secret: str) -> str:
    """What an app that was given the secret shows now."""
    return f"{TOTP(b32decode(secret)).token():06d}"


@pytest.fixture
def reporter(network):
    user = get_user_model().objects.create_user("salma", "salma@example.org", PASSWORD)
    role_give(user, Role.REPORTER, edition=network.maghrib)
    return user


@pytest.fixture
def desk(network):
    """A window at the desk."""
    return Client(headers={"host": network.hub.host})


def log_in(desk, name="salma", password=PASSWORD, address="192.0.2.1"):
    return desk.post("/desk/login/", {"username": name, "password": password}, REMOTE_ADDR=address)


def acts(user):
    return list(ModelLogEntry.objects.filter(object_id=str(user.pk)).values_list("action", flat=True))


# ---- pauses ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("failures", "seconds"), [(0, 0), (2, 0), (3, 2), (4, 4), (5, 8), (7, 32), (8, 60), (500, 60)]
)
def test_pauses_double_up_to_the_longest(failures, seconds):
    past = Past(failures, NOON)
    assert wait_for(past, limit=LIMIT, now=NOON) == timedelta(seconds=seconds)


def test_a_pause_ends_and_failures_are_forgotten_in_an_hour():
    past = Past(500, NOON)
    assert wait_for(past, limit=LIMIT, now=NOON + timedelta(seconds=59)) == timedelta(seconds=1)
    assert wait_for(past, limit=LIMIT, now=NOON + timedelta(seconds=60)) == NOTHING
    assert wait_for(past, limit=LIMIT, now=NOON + timedelta(hours=1)) == NOTHING


def test_an_attempt_counts_as_failed_until_it_is_taken_back(db):
    keys = keys_of({Kind.ACCOUNT: b"salma"}, now=NOON)
    for _ in range(LIMITS[Kind.ACCOUNT].free):
        assert attempt_begin(keys, now=NOON) == NOTHING
    assert attempt_begin(keys, now=NOON) == timedelta(seconds=2)
    assert Attempts.objects.get().failures == LIMITS[Kind.ACCOUNT].free
    attempt_succeeded(keys)
    assert attempt_begin(keys, now=NOON) == NOTHING


def test_a_refused_attempt_lengthens_no_pause(db):
    keys = keys_of({Kind.ACCOUNT: b"salma"}, now=NOON)
    for _ in range(50):
        attempt_begin(keys, now=NOON)
    assert attempt_begin(keys, now=NOON + timedelta(seconds=2)) == NOTHING


def test_keys_name_nobody_and_their_salt_goes_with_the_day(db):
    today = keys_of({Kind.ADDRESS: b"\xc0\x00\x02\x01"}, now=NOON)
    attempt_begin(today, now=NOON)
    tomorrow = keys_of({Kind.ADDRESS: b"\xc0\x00\x02\x01"}, now=NOON + timedelta(days=1))
    assert today != tomorrow
    assert not Attempts.objects.exists()
    assert DailySalt.objects.count() == 1


def test_rows_are_bounded(db, monkeypatch):
    monkeypatch.setattr(attempts, "MOST_ROWS", 10)
    monkeypatch.setattr(attempts, "_TIDY_EVERY", 1)
    for number in range(30):
        keys = keys_of({Kind.ACCOUNT: str(number).encode()}, now=NOON)
        attempt_begin(keys, now=NOON + timedelta(seconds=number))
    assert Attempts.objects.count() <= 10


def test_whoever_guesses_waits_and_hears_one_sentence(desk, reporter):
    for _ in range(LIMITS[Kind.ACCOUNT].free):
        assert log_in(desk, password="wrong").status_code == 200
    answer = log_in(desk)  # the right one, too soon
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) >= 1
    assert "محاولات كثيرة لم تنجح" in answer.content.decode()
    assert "_auth_user_id" not in desk.session


def test_an_account_that_does_not_exist_answers_like_one_that_does(desk, reporter):
    def answers(name):
        found = [log_in(desk, name=name, password="wrong") for _ in range(LIMITS[Kind.ACCOUNT].free + 1)]
        return [(each.status_code, each.context["form"].non_field_errors()) for each in found]

    assert answers("salma") == answers("nobody")


def test_one_address_cannot_try_all_accounts(desk, reporter):
    for number in range(LIMITS[Kind.ADDRESS].free):
        log_in(desk, name=f"name-{number}", password="wrong")
    assert log_in(desk).status_code == 429
    assert log_in(desk, address="192.0.2.2").status_code == 302


def test_addresses_are_told_apart_behind_proxies(desk, reporter, settings):
    settings.TRUSTED_PROXIES = 1
    for number in range(LIMITS[Kind.ADDRESS].free):
        desk.post(
            "/desk/login/",
            {"username": f"name-{number}", "password": "wrong"},
            headers={"x-forwarded-for": f"203.0.113.{number}, 192.0.2.1"},
        )
    again = {"username": "salma", "password": PASSWORD}
    assert desk.post("/desk/login/", again, headers={"x-forwarded-for": "192.0.2.1"}).status_code == 429
    assert desk.post("/desk/login/", again, headers={"x-forwarded-for": "192.0.2.9"}).status_code == 302


def test_strangers_cannot_keep_the_owner_out_of_a_browser_that_knows_them(desk, reporter, network):
    log_in(desk)
    desk.post("/desk/logout/")
    for number in range(20):
        log_in(Client(headers={"host": network.hub.host}), password="wrong", address=f"198.51.100.{number}")
    stranger = Client(headers={"host": network.hub.host})
    assert log_in(stranger, address="198.51.100.99").status_code == 429
    assert log_in(desk).status_code == 302


def test_a_forged_browser_counts_as_a_stranger(desk, reporter):
    desk.cookies["warraq_browser"] = "forged:cookie"
    for _ in range(LIMITS[Kind.ACCOUNT].free):
        log_in(desk, password="wrong")
    assert log_in(desk).status_code == 429


# ---- what comes first -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("verified", "enrolled", "required", "step"),
    [
        (False, False, False, Step.NONE),
        (False, False, True, Step.ENROL),
        (False, True, False, Step.VERIFY),
        (False, True, True, Step.VERIFY),
        (True, True, True, Step.NONE),
        (True, False, True, Step.NONE),
    ],
)
def test_the_step_that_comes_first(verified, enrolled, required, step):
    assert next_step(Standing(verified, enrolled, required)) is step


def test_whoever_has_to_show_a_factor_cannot_change_factors_instead():
    for view in ("desk_factors", "desk_factor_app", "desk_passkey_add", "wagtailadmin_home"):
        assert not is_open(view, step=Step.VERIFY)
    assert is_open("desk_second_step", step=Step.VERIFY)


def test_nobody_needs_a_second_factor_unasked(desk, reporter):
    log_in(desk)
    assert desk.get("/desk/").status_code == 200


def test_an_edition_has_its_people_enrol_before_any_page_of_the_desk(desk, reporter, network):
    network.maghrib.requires_second_factor = True
    network.maghrib.save()
    log_in(desk)
    for path in ("/desk/", "/desk/account/", "/desk/reports/site-history/"):
        assert desk.get(path)["Location"].startswith("/desk/account/factors/")
    page = desk.get("/desk/account/factors/").content.decode()
    assert "موقعك يشترط التحقق بخطوتين" in page
    assert desk.get("/desk/", headers={"x-requested-with": "XMLHttpRequest"}).status_code == 403


def test_an_edition_asks_nothing_of_other_editions_people(desk, reporter, network):
    network.misr.requires_second_factor = True
    network.misr.save()
    log_in(desk)
    assert desk.get("/desk/").status_code == 200


def test_a_role_everywhere_is_a_role_there_too(desk, network):
    network.misr.requires_second_factor = True
    network.misr.save()
    chief = get_user_model().objects.create_user("chief", password=PASSWORD)
    role_give(chief, Role.CHIEF)
    get_user_model().objects.create_superuser("root", password=PASSWORD)
    for name in ("chief", "root"):
        window = Client(headers={"host": network.hub.host})
        log_in(window, name=name)
        assert "/desk/account/factors/" in window.get("/desk/")["Location"]


# ---- codes of an app ------------------------------------------------------------------------------------------------


def enrol(desk):
    """Confirm the password and add an app; returns its secret."""
    desk.post("/desk/account/password/", {"password": PASSWORD})
    desk.get("/desk/account/factors/app/")
    secret = desk.session["warraq_app_secret"]
    answer = desk.post("/desk/account/factors/app/", {"name": "هاتفي", "code": code_of(secret)})
    assert answer.status_code == 302, answer.context["form"].errors
    return secret


def test_a_person_adds_an_app_and_is_asked_for_its_code_from_then_on(desk, reporter):
    log_in(desk)
    secret = enrol(desk)
    assert desk.get("/desk/").status_code == 200  # shown when it was added
    desk.post("/desk/logout/")
    TOTPDevice.objects.update(last_t=-1)  # the same half minute
    log_in(desk)
    assert desk.get("/desk/account/")["Location"] == "/desk/second-step/?next=%2Fdesk%2Faccount%2F"
    wrong = desk.post("/desk/second-step/", {"code": "000000"})
    assert "الرمز غير صحيح" in wrong.content.decode()
    right = desk.post("/desk/second-step/", {"code": code_of(secret), "next": "/desk/account/"})
    assert right["Location"] == "/desk/account/"
    assert desk.get("/desk/account/").status_code == 200


def test_the_square_is_drawn_here_and_carries_the_account(desk, reporter):
    log_in(desk)
    desk.post("/desk/account/password/", {"password": PASSWORD})
    page = desk.get("/desk/account/factors/app/").content.decode()
    assert "<svg" in page
    assert "<style" not in page.split("<svg", 1)[1].split("</svg>")[0]


def test_factors_ask_for_the_password_again(desk, reporter):
    log_in(desk)
    for path in ("/desk/account/factors/", "/desk/account/factors/app/"):
        assert desk.get(path)["Location"].startswith("/desk/account/password/?next=")
    answer = desk.post("/desk/account/password/", {"password": "wrong"})
    assert "كلمة المرور غير صحيحة" in answer.content.decode()
    assert desk.get("/desk/account/factors/").status_code == 302
    assert desk.post("/desk/account/factors/passkey/offer/").status_code == 403


def test_a_code_works_once(reporter):
    secret = new_secret()
    app_add(reporter, secret=secret, name="هاتفي")
    code = code_of(secret)
    assert code_accept(reporter, code) is not None
    assert code_accept(reporter, code) is None


def test_codes_are_not_guessed_and_pauses_end(desk, reporter):
    app_add(reporter, secret=new_secret(), name="هاتفي")
    log_in(desk)
    answers = [desk.post("/desk/second-step/", {"code": "000000"}) for _ in range(LIMITS[Kind.CODE].free + 1)]
    assert [each.status_code for each in answers[-2:]] == [200, 429]
    Attempts.objects.update(last_at=datetime(2020, 1, 1, tzinfo=UTC))
    assert desk.post("/desk/second-step/", {"code": "000000"}).status_code == 200


def test_codes_on_paper_are_kept_as_digests_and_work_once(reporter):
    app_add(reporter, secret=new_secret(), name="هاتفي")
    code = codes_make(reporter)[0]
    kept = set(StaticToken.objects.values_list("token", flat=True))
    assert code.replace("-", "") not in kept
    assert code_accept(reporter, code.upper()) is not None
    assert code_accept(reporter, code) is None
    assert StaticToken.objects.count() == 9


def test_new_codes_on_paper_end_the_old(reporter):
    app_add(reporter, secret=new_secret(), name="هاتفي")
    old = codes_make(reporter)[0]
    codes_make(reporter)
    assert code_accept(reporter, old) is None


def test_codes_on_paper_are_shown_once_and_never_kept_by_a_cache(desk, reporter):
    log_in(desk)
    enrol(desk)
    page = desk.post("/desk/account/factors/codes/")
    assert len(page.context["codes"]) == 10
    assert "no-store" in page["Cache-Control"]
    assert desk.get("/desk/account/factors/codes/").status_code == 405


def test_nobody_removes_anothers_factor(desk, reporter):
    other = get_user_model().objects.create_user("other")
    device = app_add(other, secret=new_secret(), name="هاتف غيره")
    log_in(desk)
    enrol(desk)
    desk.post("/desk/account/factors/remove/", {"factor": device.persistent_id})
    assert TOTPDevice.objects.filter(user=other).exists()


def test_the_last_factor_takes_the_codes_on_paper_with_it(desk, reporter):
    log_in(desk)
    enrol(desk)
    codes_make(reporter)
    device = TOTPDevice.objects.get(user=reporter)
    desk.post("/desk/account/factors/remove/", {"factor": device.persistent_id})
    assert not StaticToken.objects.exists()
    assert not TOTPDevice.objects.exists()


def test_the_log_in_leads_to_no_other_site(desk, reporter):
    secret = new_secret()
    app_add(reporter, secret=secret, name="هاتفي")
    log_in(desk)
    answer = desk.post("/desk/second-step/", {"code": code_of(secret), "next": "https://evil.example/"})
    assert answer["Location"] == "/desk/"


# ---- help -----------------------------------------------------------------------------------------------------------


def test_an_administrator_resets_a_persons_factors_and_it_is_written_down(desk, reporter):
    app_add(reporter, secret=new_secret(), name="هاتفي")
    boss = get_user_model().objects.create_user("boss", password=PASSWORD)
    role_give(boss, Role.ADMINISTRATOR)
    log_in(desk, name="boss")
    path = f"/desk/account/factors/reset/{reporter.pk}/"
    assert "هاتفي" in desk.get(path).content.decode()
    desk.post(path)
    assert not TOTPDevice.objects.exists()
    entry = ModelLogEntry.objects.get(action="warraq.factors_reset")
    assert (entry.object_id, entry.user_id) == (str(reporter.pk), boss.pk)
    assert "أُزيلت كل وسائل تحققه" in desk.get("/desk/reports/site-history/").content.decode()


def test_only_who_looks_after_people_resets_and_nobody_a_superuser(desk, reporter, network):
    root = get_user_model().objects.create_superuser("root", password=PASSWORD)
    app_add(root, secret=new_secret(), name="هاتفي")
    boss = get_user_model().objects.create_user("boss", password=PASSWORD)
    role_give(boss, Role.ADMINISTRATOR)
    for name in ("salma", "boss"):
        window = Client(headers={"host": network.hub.host})
        log_in(window, name=name)
        window.post(f"/desk/account/factors/reset/{root.pk}/")
    assert TOTPDevice.objects.filter(user=root).exists()


# ---- sessions and the log -------------------------------------------------------------------------------------------


def test_coming_failing_and_going_are_written_down_without_an_address(desk, reporter):
    log_in(desk, password="wrong", address="192.0.2.77")
    log_in(desk, address="192.0.2.77")
    desk.post("/desk/logout/")
    assert set(acts(reporter)) >= {"warraq.log_in_failed", "warraq.log_in", "warraq.log_out"}
    rows = [*ModelLogEntry.objects.values_list("data", "label"), *Attempts.objects.values_list("key")]
    assert "192.0.2.77" not in str(rows)


def test_factors_that_come_and_go_are_written_down(desk, reporter):
    log_in(desk)
    enrol(desk)
    device = TOTPDevice.objects.get(user=reporter)
    desk.post("/desk/account/factors/remove/", {"factor": device.persistent_id})
    assert {"warraq.factor_added", "warraq.factor_removed"} <= set(acts(reporter))


def test_a_new_password_ends_the_other_sessions(desk, reporter, network):
    other = Client(headers={"host": network.hub.host})
    log_in(desk)
    log_in(other)
    reporter.set_password("another-long-password")
    reporter.save()
    assert "/desk/login/" in other.get("/desk/")["Location"]


def test_a_window_with_nobody_before_it_is_logged_out(desk, reporter, settings):
    log_in(desk)
    desk.get("/desk/")
    session = desk.session
    session["warraq_seen"] -= settings.DESK_IDLE_SECONDS + 1
    session.save()
    assert "/desk/login/" in desk.get("/desk/")["Location"]
    assert "_auth_user_id" not in desk.session


def test_cookies_are_closed_to_scripts(desk, reporter):
    log_in(desk)
    for name in ("sessionid", "warraq_browser"):
        assert desk.cookies[name]["httponly"]
        assert desk.cookies[name]["samesite"] in ("Lax", "Strict")


def test_a_form_of_an_ended_session_says_that_nothing_was_lost(network, reporter):
    strict = Client(enforce_csrf_checks=True, headers={"host": network.hub.host})
    answer = strict.post("/desk/login/", {"username": "salma", "password": PASSWORD})
    assert answer.status_code == 403
    assert "ما كتبته باقٍ في متصفحك" in answer.content.decode()


# ---- forgotten passwords --------------------------------------------------------------------------------------------


def test_without_mail_no_screen_offers_a_new_password(desk, settings):
    assert settings.WAGTAIL_PASSWORD_RESET_ENABLED is False
    assert "password_reset" not in desk.get("/desk/login/").content.decode()
    assert desk.get("/desk/password_reset/").status_code == 404


def test_one_account_gets_few_mails_and_nobody_learns_who_has_one(desk, reporter, settings, mailoutbox):
    settings.WAGTAIL_PASSWORD_RESET_ENABLED = True
    answers = [
        desk.post("/desk/password_reset/", {"email": "salma@example.org"}, REMOTE_ADDR=f"192.0.2.{number}")
        for number in range(LIMITS[Kind.MAIL].free + 3)
    ]
    stranger = desk.post("/desk/password_reset/", {"email": "nobody@example.org"}, REMOTE_ADDR="192.0.2.99")
    assert {(each.status_code, each["Location"]) for each in [*answers, stranger]} == {
        (302, "/desk/password_reset/done/")
    }
    assert len(mailoutbox) == LIMITS[Kind.MAIL].free


def test_one_address_asks_for_few_passwords(desk, reporter, settings, mailoutbox):
    settings.WAGTAIL_PASSWORD_RESET_ENABLED = True
    for number in range(LIMITS[Kind.MAILER].free):
        desk.post("/desk/password_reset/", {"email": f"person-{number}@example.org"})
    answer = desk.post("/desk/password_reset/", {"email": "salma@example.org"})
    assert "محاولات كثيرة لم تنجح" in answer.content.decode()
    assert mailoutbox == []


# ---- settings -------------------------------------------------------------------------------------------------------


def test_a_server_starts_with_the_packages_as_they_are_set(db):
    """The readiness check hears every serious message, silenced or not."""
    assert [str(message) for message in run_checks() if message.is_serious()] == []
