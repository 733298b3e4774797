import pytest
from hypothesis import given

from warraq.arabic.characters import MARKS_ON_ONE_LETTER, grapheme_end, graphemes, normalized, without_marks
from warraq.arabic.tests.anytext import any_text


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("مُدَرِّس", ["مُ", "دَ", "رِّ", "س"]),
        ("لا", ["ل", "ا"]),
        ("e\u0301a", ["e\u0301", "a"]),
        ("🇲🇦🇪🇬", ["🇲🇦", "🇪🇬"]),
        ("👨\u200d👩\u200d👧x", ["👨\u200d👩\u200d👧", "x"]),
        ("👍🏽!", ["👍🏽", "!"]),
        ("ب\u200dا", ["ب\u200d", "ا"]),
        ("\r\n\n", ["\r\n", "\n"]),
        ("\u064eب", ["\u064e", "ب"]),
    ],
)
def test_what_a_reader_counts_as_one(text: str, letters: list[str]) -> None:
    assert list(graphemes(text)) == letters


@given(any_text())
def test_graphemes_joined_are_the_text(text: str) -> None:
    assert "".join(graphemes(text)) == text


@given(any_text())
def test_the_end_of_some_graphemes(text: str) -> None:
    assert text[: grapheme_end(text, count=5)] == "".join(list(graphemes(text))[:5])


def test_precomposed_letters_keep_their_hamza_when_marks_go() -> None:
    assert without_marks("مُؤَذِّنٌ، é\u0323!") == "مؤذن، é!"


def test_endless_marks_are_cut() -> None:
    assert len(normalized("ب" + "\u0315\u0300" * 50_000, form="NFC")) == 1 + MARKS_ON_ONE_LETTER


@pytest.mark.parametrize("form", ["NFC", "NFKC", "NFKD"])
@given(text=any_text())
def test_normalized_text_is_normalized_already(text: str, form) -> None:
    once = normalized(text, form=form)

    assert normalized(once, form=form) == once
