"""What the environment says is checked when Warraq starts."""

import pytest
from django.core.exceptions import ImproperlyConfigured

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
