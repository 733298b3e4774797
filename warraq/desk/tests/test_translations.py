"""Our words in the place of Wagtail's: compiled as written, and each for a text that Wagtail still has."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import wagtail
from babel.messages import Catalog, Message
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext, ngettext

FOLDER = Path(settings.LOCALE_PATHS[0]) / "ar" / "LC_MESSAGES"
DOMAINS = ("django", "djangojs")


def catalogue(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale="ar")


def messages(domain: str) -> list[Message]:
    return [message for message in catalogue(FOLDER / f"{domain}.po") if message.id]


def forms(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def told(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


def entry(message: Message) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return forms(message), told(message)


def names(text: str) -> set[str]:
    """Return what is put into a text: `%(name)s`, `{name}`, and tags."""
    return set(re.findall(r"%\(\w+\)[sd]|\{\w+\}|<[^>]+>", text))


def wagtails(domain: str) -> set[tuple[str, ...]]:
    files = Path(wagtail.__file__).parent.rglob(f"locale/en/LC_MESSAGES/{domain}.po")
    return {forms(message) for file in files for message in catalogue(file) if message.id}


@pytest.mark.parametrize("domain", DOMAINS)
def test_what_is_compiled_is_what_is_written(domain):
    with (FOLDER / f"{domain}.mo").open("rb") as file:
        compiled = read_mo(file)
    assert {entry(message) for message in compiled if message.id} == {
        entry(message) for message in messages(domain)
    }
    assert compiled.num_plurals == catalogue(FOLDER / f"{domain}.po").num_plurals


@pytest.mark.parametrize("domain", DOMAINS)
def test_each_is_a_text_that_wagtail_still_has(domain):
    assert {forms(message) for message in messages(domain)} - wagtails(domain) == set()


@pytest.mark.parametrize("domain", DOMAINS)
def test_each_puts_in_what_wagtail_puts_in_and_says_no_english(domain):
    for message in messages(domain):
        for text in told(message):
            assert names(text) <= names(forms(message)[-1]), text
            assert not re.search(r"[A-Za-z]{2,}", re.sub(r"%\(\w+\)[sd]|\{\w+\}|<[^>]+>", "", text)), text
            if len(forms(message)) == 1:
                assert names(text) == names(message.id), text


def test_ours_come_before_wagtails(admin_client, network):
    assert gettext("Currently idle") == "غادر النافذة"
    assert ngettext("There is %(counter)s match", "There are %(counter)s matches", 2) == "نتيجتان"
    answer = admin_client.get(reverse("wagtailadmin_javascript_catalog"), headers={"host": network.hub.host})
    assert "جرّ للترتيب" in answer.content.decode() or r"\u062c\u0631\u0651" in answer.content.decode()
