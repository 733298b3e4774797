"""What the environment says is checked when Warraq starts."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from warraq.fetching.mailbox import Address
from warraq.project.settings import letters
from warraq.project.settings.environment import number
from warraq.project.settings.wires import passwords

NAME = "WARRAQ_READS_FLUSH_SECONDS"


@pytest.mark.parametrize("text", ["x", "-1", "nan", "inf", "2h"])
def test_a_setting_that_is_no_number_stops_the_start_by_name(monkeypatch, text):
    monkeypatch.setenv(NAME, text)
    with pytest.raises(ImproperlyConfigured, match=f"{NAME} is “{text}”"):
        number(NAME, default=2)


@pytest.mark.parametrize(("text", "value"), [("", 2), ("0", 0), ("1.5", 1.5)])
def test_a_number_is_taken_and_nothing_is_the_default(monkeypatch, text, value):
    monkeypatch.setenv(NAME, text)
    assert number(NAME, default=2) == value


@pytest.mark.parametrize("text", ["secret", "[]", '{"a@b.example": 5}', '{"a@b.example": '])
def test_passwords_that_are_none_stop_the_start_by_name_and_are_not_told(monkeypatch, text):
    monkeypatch.setenv("WARRAQ_MAILBOX_PASSWORDS", text)
    with pytest.raises(ImproperlyConfigured, match="WARRAQ_MAILBOX_PASSWORDS is no JSON object") as refused:
        passwords("WARRAQ_MAILBOX_PASSWORDS")
    assert "secret" not in str(refused.value)


def test_passwords_stand_by_the_mailbox_that_they_open(monkeypatch):
    monkeypatch.delenv("WARRAQ_MAILBOX_PASSWORDS", raising=False)
    assert passwords("WARRAQ_MAILBOX_PASSWORDS") == {}
    monkeypatch.setenv("WARRAQ_MAILBOX_PASSWORDS", '{"wires@imap.example.org": "كلمة"}')
    assert passwords("WARRAQ_MAILBOX_PASSWORDS") == {"wires@imap.example.org": "كلمة"}


@pytest.mark.parametrize(
    "text",
    [
        "bounces",
        "@example.org",
        "a b@example.org",
        "bounces@example",
        "x+y@example.org",
        "a" * 24 + "@example.org",
    ],
)
def test_an_address_that_has_no_room_for_stamps_stops_the_start_by_name(text):
    with pytest.raises(ImproperlyConfigured, match="WARRAQ_BOUNCE_ADDRESS"):
        letters.bounce_address(text)


def test_the_longest_address_that_letters_come_back_to():
    assert letters.bounce_address("a" * 23 + "@mail.example.org")
    assert letters.bounce_address("") == ""


def test_a_mailbox_without_address_or_password_stops_the_start_by_name(monkeypatch):
    box, address = "imaps://bounces@imap.example.org/Returned", "bounces@mail.example.org"
    assert letters.bounce_mailbox("", address="") is None
    for text, beside, problem in (
        (box, "", "it needs WARRAQ_BOUNCE_ADDRESS"),
        (box, address, "WARRAQ_MAILBOX_PASSWORDS has no password for bounces@imap.example.org"),
        ("imap://bounces@imap.example.org/", address, "is not of the form"),
    ):
        with pytest.raises(ImproperlyConfigured, match=f"WARRAQ_BOUNCE_MAILBOX: .*{problem}"):
            letters.bounce_mailbox(text, address=beside)
    monkeypatch.setitem(letters.MAILBOX_PASSWORDS, "bounces@imap.example.org", "secret")
    assert letters.bounce_mailbox(box, address=address) == Address(
        user="bounces", host="imap.example.org", folder="Returned"
    )
