from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warraq.arabic.analysis import Term, analyse
from warraq.arabic.stems import stem
from warraq.arabic.tests.anytext import any_text
from warraq.arabic.text import fold


def test_every_word_has_its_place_its_folded_form_and_its_stem() -> None:
    text = "قال «الوُزَراءُ»: 3.5 مليار"

    terms = analyse(text)

    assert [text[term.start : term.end] for term in terms] == ["قال", "الوُزَراءُ", "3", "5", "مليار"]
    assert [term.folded for term in terms] == ["قال", "الوزراء", "3", "5", "مليار"]
    assert terms[1].stem == stem("الوزراء")


def test_a_term_is_a_plain_tuple_of_four() -> None:
    assert analyse(" كتاب") == [Term(start=1, end=5, folded="كتاب", stem="كتاب")]


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("", []),
        ("؟! « » — … 🙂", []),
        ("ـ موسكو ـ", ["موسكو"]),
        ("كتـــابٌ", ["كتاب"]),
        ("خ\u200bب\u200cر\u200d\u00adي", ["خبري"]),
        ("\u202eخبر\u202c", ["خبر"]),
        ("خبر\ud800عاجل", ["خبر", "عاجل"]),
        ("ﺍﻟﻤﺪﻳﻨﺔ", ["المدينه"]),
        ("\ufdfa", ["صلي", "الله", "عليه", "وسلم"]),
        ("علی ہے کتاب ڤيينا", ["علي", "هي", "كتاب", "فيينا"]),
        ("٣ أهداف", ["3", "اهداف"]),
        ("snake_case G20 Café", ["snake", "case", "g20", "cafe"]),
        ("اليوم،غدًا", ["اليوم", "غدا"]),
    ],
)
def test_words(text: str, folded: list[str]) -> None:
    assert [term.folded for term in analyse(text)] == folded


@given(any_text())
def test_places_point_into_the_text_and_never_go_back(text: str) -> None:
    terms = analyse(text)

    places = list(dict.fromkeys((term.start, term.end) for term in terms))
    assert all(end <= start for (_, end), (start, _) in pairwise(places))
    assert all(0 <= start < end <= len(text) for start, end in places)


@given(any_text())
def test_a_term_is_what_its_place_says(text: str) -> None:
    for term in analyse(text):
        assert term.folded in fold(text[term.start : term.end]).split()
        assert term.folded
        assert " " not in term.folded
        assert term.stem == stem(term.folded)


@given(st.text("ابتثجحخدوفلكيأإآةىـًُِ 0123456789٣abcX.,،؟«»-"))
def test_the_terms_are_the_words_of_the_folded_text(text: str) -> None:
    assert [term.folded for term in analyse(text)] == fold(text).split()


@pytest.mark.parametrize(
    "paragraph", ["والوزارات " * 300_000, "ا" * 2_500_000, "و\u064e" * 1_250_000, "\ud800ب" * 500_000]
)
def test_five_megabytes_in_one_paragraph(paragraph: str) -> None:
    last = analyse(paragraph)[-1]

    assert last.end == len(paragraph.rstrip())
    assert last.stem == stem(last.folded)
