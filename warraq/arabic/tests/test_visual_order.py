"""What a reader sees, laid out by FriBidi: an independent implementation of UAX #9, on every Linux desktop."""

import ctypes
import ctypes.util
import re

import pytest

from warraq.arabic.direction import isolate_plain

_RIGHT_TO_LEFT = 0x111  # FRIBIDI_PAR_RTL
_LIBRARY = ctypes.util.find_library("fribidi")

pytestmark = pytest.mark.skipif(_LIBRARY is None, reason="needs libfribidi0 (apt-get install libfribidi0)")


def seen(text: str) -> str:
    """The text from the left edge to the right; each Arabic word is written A and its own order does not matter."""
    characters = ctypes.c_uint32 * (len(text) + 1)
    visual, paragraph = characters(), ctypes.c_uint32(_RIGHT_TO_LEFT)
    layout = ctypes.CDLL(_LIBRARY).fribidi_log2vis
    layout.restype = ctypes.c_int8
    assert layout(characters(*map(ord, text)), len(text), ctypes.byref(paragraph), visual, None, None, None)
    line = "".join(map(chr, visual[: len(text)]))
    return re.sub("[\u0621-\u064a\ufe70-\ufefc]+", "A", re.sub("[\u061c\u2068\u2069\ufeff]", "", line))


def test_the_algorithm_alone_gets_these_wrong() -> None:
    assert seen("لغة C++ جديدة") == "A ++C A"
    assert seen("ارتفاع 45% في") == "A %45 A"
    assert seen("3-1 للفريق") == "A 3-1"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("لغة C++ جديدة", "A C++ A"),
        ("هاتف Apple Watch Ultra 2 جديد", "A Apple Watch Ultra 2 A"),
        ("أرباح Apple 45 مليار", "A 45 Apple A"),
        ("هاتف iPhone (2024) جديد", "A (2024) iPhone A"),
        ("حساب @warraq جديد", "A @warraq A"),
        ("هاتف +212 522 12 34 56 جديد", "A +212 522 12 34 56 A"),
    ],
)
def test_names_and_addresses_stand_as_written(text: str, expected: str) -> None:
    assert seen(isolate_plain(text)) == expected


@pytest.mark.parametrize("text", ["ارتفاع 45% في", "45% في", "ارتفاع %45 في", "%45 في"])
def test_a_percent_sign_stands_right_of_its_number_wherever_it_was_typed(text: str) -> None:
    assert "45%" in seen(isolate_plain(text))


@pytest.mark.parametrize("text", ["فوز -5 في", "-5 في"])
def test_a_minus_sign_stands_left_of_its_number(text: str) -> None:
    assert "-5" in seen(isolate_plain(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("الفريق 3-1 الضيف", "A 1-3 A"),
        ("3-1 الفريق", "A 1-3"),
        ("3 – 1 الفريق", "A 1 – 3"),
        ("Nova 3-1 الفريق", "A 1-3 Nova"),
        ("فوز ٣-١ كبير", "A ١-٣ A"),
        ("٣-١ الفريق", "A ١-٣"),
        ("نسبة 10-12% من", "A 12%-10 A"),
    ],
)
def test_the_first_number_of_a_score_or_range_is_met_first_by_the_reader(text: str, expected: str) -> None:
    assert seen(isolate_plain(text)) == expected


@pytest.mark.parametrize("number", ["14:05", "3.5", "1,250.5", "24/7", "5.2.1"])
def test_times_decimals_and_fractions_stand_as_written(number: str) -> None:
    assert seen(isolate_plain(f"عند {number} تم")) == f"A {number} A"
    assert seen(isolate_plain(f"{number} تم")) == f"A {number}"
