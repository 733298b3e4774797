"""Whatever a person types is a query."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warraq.search.index import postgres, sqlite
from warraq.search.query import (
    MOST_CHARACTERS,
    MOST_WORDS,
    AllOf,
    MarkIs,
    PhraseIs,
    StemIs,
    all_words,
    any_two,
    read_query,
)


def stems(text: str) -> list[str]:
    return [term.stem for term in read_query(text).words]


def test_words_that_differ_in_form_only_are_one():
    assert stems("وزير الوزير والوزير") == stems("وزير")


def test_words_without_meaning_are_left_out_unless_nothing_else_was_typed():
    assert stems("الحرب في اليمن") == stems("الحرب اليمن")
    assert len(stems("في من")) == 2


@pytest.mark.parametrize("text", ['"مجلس الأمن"', "«مجلس الأمن»", "“مجلس الأمن”"])
def test_a_phrase_stands_between_quotes_of_any_kind(text):
    query = read_query(f"{text} اليوم")

    assert query.phrases == (("مجلس", "الامن"),)
    assert len(query.words) == 3


def test_a_single_word_between_quotes_is_a_word():
    assert read_query("«الأمن»").phrases == ()
    assert read_query("«الأمن»").words == read_query("الأمن").words


def test_a_minus_before_a_word_or_phrase_excludes_it():
    query = read_query('الأهلي -السعودي -"كأس العالم"')

    assert [term.folded for term in query.words] == ["الاهلي"]
    assert [term.folded for term in query.excluded_words] == ["السعودي"]
    assert query.excluded_phrases == (("كاس", "العالم"),)


def test_a_hyphen_within_a_word_or_a_score_excludes_nothing():
    query = read_query("كوفيد-19 والنتيجة 3-1 أولى - ثانية")

    assert query.excluded_words == ()


@pytest.mark.parametrize(
    "text", ["", "   ", "-", '"', "«»", "()", "-وزير", '-"مجلس الأمن"', "🙂", "؟!", "\u202e\u200f", "\ud800"]
)
def test_what_names_nothing_asks_for_nothing(text):
    assert not read_query(text)


@pytest.mark.parametrize(
    "text",
    [
        "و",
        "NEAR(a b)",
        "AND OR NOT",
        "'; DROP TABLE stories; --",
        "a*",
        "col:val",
        "^x",
        "Messi يفوز 3-1",
        "١٢٣",
    ],
)
def test_operators_of_the_engines_are_words(text):
    assert read_query(text)


def test_a_long_text_is_read_to_its_first_words():
    query = read_query("كلمة" * 10_000)
    many = read_query(" ".join(f"كلمة{number}" for number in range(500)))

    assert len(query.words) <= 1
    assert len(many.words) == MOST_WORDS
    assert MOST_CHARACTERS == 1_000


@given(st.text(max_size=300))
def test_both_engines_can_be_asked_whatever_was_typed(text):
    query = read_query(text)
    if query:
        for written in (sqlite.written(all_words(query)), postgres.written(all_words(query))):
            assert "\0" not in written
            assert written.count("(") == written.count(")")


def test_an_expression_names_words_phrases_marks_and_what_is_left_out():
    asked = all_words(read_query('"مجلس الأمن" وزير -حرب'), marks=["warraqe3"])

    assert asked.parts[-2:] == (PhraseIs(("مجلس", "الامن")), MarkIs("warraqe3"))
    assert asked.without == (StemIs("حرب"),)


def test_any_two_words_are_each_with_one_of_those_after_it_and_one_word_is_none():
    query = read_query("وزير نفط قطر")

    asked = any_two(query, of=query.words)
    assert asked is not None
    assert postgres.written(asked) == ("((('وزير':BD & ('نفط':BD | 'قطر':BD)) | ('نفط':BD & ('قطر':BD))))")
    assert any_two(query, of=query.words[:1]) is None


def test_an_expression_in_the_words_of_each_engine():
    asked = AllOf((StemIs("وزير"), PhraseIs(("مجلس", "الامن")), MarkIs("warraqe3")), without=(StemIs("حرب"),))

    assert sqlite.written(asked) == (
        '(({headline_stems text_stems} : "وزير" AND {headline_words text_words} : "مجلس الامن" AND marks : "warraqe3")'
        ' NOT ({headline_stems text_stems} : "حرب"))'
    )
    assert postgres.written(asked) == (
        "(('وزير':BD & ('مجلس':AC <-> 'الامن':AC) & 'warraqe3') & !('حرب':BD))"
    )
