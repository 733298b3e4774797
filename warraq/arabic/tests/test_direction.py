import re
from html import escape, unescape

import pytest
from hypothesis import given

from warraq.arabic.direction import direction, isolate_html, isolate_plain, strip_controls
from warraq.arabic.tests.anytext import any_text

CONTROLS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def _as_printed(text: str) -> str:
    return re.sub("[\ud800-\udfff]", "\ufffd", strip_controls(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("خبر BBC", "rtl"),
        ("BBC خبر", "ltr"),
        ("3-1 «خبر»", "rtl"),
        ("45% up", "ltr"),
        ("שלום", "rtl"),
        ("", "rtl"),
        ("٣ - 1!", "rtl"),
        ("\u200fNews", "ltr"),
    ],
)
def test_direction_is_that_of_the_first_letter(text: str, expected: str) -> None:
    assert direction(text) == expected


def test_every_bidi_control_is_stripped() -> None:
    assert strip_controls(f"خ{CONTROLS}بر") == "خبر"


def test_an_isolate_does_not_cross_a_line() -> None:
    assert isolate_plain("Hello\nWorld") == "\u2068Hello\u2069\n\u2068World\u2069"


def test_a_lone_surrogate_cannot_break_the_page() -> None:
    isolate_html("خبر \ud83d A\udc00").encode()


@given(any_text())
def test_html_is_the_text_with_nothing_but_bdi_added(text: str) -> None:
    html = isolate_html(text)
    bare = re.sub("</?bdi>|\u061c", "", html)

    assert bare == escape(_as_printed(text))
    assert re.sub(r"</?bdi>", "", html).count("<") == 0
    assert re.fullmatch(r"(?:[^<]|<bdi>[^<]+</bdi>)*", html)


@given(any_text())
def test_plain_isolates_are_balanced_and_never_nested(text: str) -> None:
    plain = isolate_plain(text)

    assert re.fullmatch("(?:[^\u2066-\u2069]|\u2068[^\u2066-\u2069\n\r\u2028\u2029]+\u2069)*", plain)
    assert strip_controls(plain) == _as_printed(text)


@given(any_text())
def test_both_forms_isolate_the_same(text: str) -> None:
    plain = isolate_html(text).replace("<bdi>", "\u2068").replace("</bdi>", "\u2069")

    assert unescape(plain) == isolate_plain(text)


@given(any_text())
def test_isolating_twice_is_isolating_once(text: str) -> None:
    assert isolate_plain(isolate_plain(text)) == isolate_plain(text)
