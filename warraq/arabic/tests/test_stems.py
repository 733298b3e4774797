import pytest
from hypothesis import given
from hypothesis import strategies as st

from warraq.arabic.lexicon.words import lines
from warraq.arabic.names import NAME_KEYS, name_key
from warraq.arabic.remembering import Remembered
from warraq.arabic.stems import stem
from warraq.arabic.stopwords import is_stop_word
from warraq.arabic.tests.anytext import any_text
from warraq.arabic.tests.golden import rows
from warraq.arabic.text import fold


@pytest.mark.parametrize(("word", "other", "verdict"), rows("stems"))
def test_words_that_meet_and_words_that_stay_apart(word: str, other: str, verdict: str) -> None:
    assert (stem(fold(word)) == stem(fold(other))) == (verdict == "meet")


@pytest.mark.parametrize(("spelling", "house"), rows("names"))
def test_a_name_in_all_its_spellings(spelling: str, house: str) -> None:
    assert name_key(fold(spelling)) == fold(house)
    assert stem(fold(f"و{spelling}")) == stem(fold(house))


@pytest.mark.parametrize("name", ["plurals", "names", "countries", "whole_beginnings", "whole_endings"])
def test_every_word_of_the_lists_has_a_stem_that_stays(name: str) -> None:
    for word in (word for line in lines(name) for word in line):
        assert stem(stem(word)) == stem(word)


def test_a_name_has_one_key() -> None:
    assert all(NAME_KEYS[key] == key for key in NAME_KEYS.values())


@pytest.mark.parametrize("word", ["G20", "2015", "iPhone", "a", "و", "في", "ب", "", "한국"])
def test_what_is_no_arabic_noun_is_its_own_stem(word: str) -> None:
    assert stem(fold(word)) == fold(word)


@given(st.text("ابتسفكلمنهويءرد", min_size=1, max_size=12))
def test_a_stem_stays_and_is_no_shorter_than_a_root(word: str) -> None:
    result = stem(word)

    assert stem(result) == result
    assert len(result) >= min(2, len(word))


@given(any_text())
def test_any_word_has_a_stem(text: str) -> None:
    for word in fold(text).split():
        assert stem(stem(word)) == stem(word) != ""


@pytest.mark.parametrize(
    ("word", "stops"),
    [("في", True), ("وفي", True), ("والتي", True), ("إلى", True), ("فإن", True), ("the", True)]
    + [(word, False) for word in ("وزير", "بيان", "لبنان", "عام", "دولة", "باريس", "ولد", "")],
)
def test_stop_words(word: str, stops: bool) -> None:
    assert is_stop_word(fold(word)) == stops


def test_what_is_remembered_is_bounded_and_answered_once() -> None:
    asked: list[str] = []

    def answer(word: str) -> str:
        asked.append(word)
        return word.upper()

    remembered = Remembered(answer, generation=2)
    answers = [remembered[word] for word in ("a", "b", "c", "a", "c", "d" * 41, "d" * 41)]

    assert answers == ["A", "B", "C", "A", "C", "D" * 41, "D" * 41]
    assert asked == ["a", "b", "c", "d" * 41, "d" * 41]
    assert len(remembered) <= 2
