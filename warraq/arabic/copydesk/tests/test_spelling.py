"""Words one slip away from others, and the expressions that houses decide about."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warraq.arabic.copydesk.house import HouseRules
from warraq.arabic.copydesk.phrases import PhraseBook, exact, loosely
from warraq.arabic.copydesk.rule import Copy
from warraq.arabic.copydesk.spelling import Slip, is_common, respelt, spells_letters, verdict_on
from warraq.arabic.tests.anytext import any_text


@pytest.mark.parametrize(
    ("written", "slip", "better"),
    [
        ("الاخبار", Slip.HAMZA_MISSING, "الأخبار"),
        ("والاعلام", Slip.HAMZA_MISSING, "والإعلام"),
        ("باطلاق", Slip.HAMZA_MISSING, "بإطلاق"),
        ("اعلن", Slip.HAMZA_MISSING, "أعلن"),
        ("اكدوا", Slip.HAMZA_MISSING, "أكدوا"),
        ("الان", Slip.HAMZA_MISSING, "الآن"),
        ("الاسلاميه", Slip.HAMZA_MISSING, "الإسلامية"),
        ("إستخدام", Slip.HAMZA_TOO_MUCH, "استخدام"),
        ("الإنتخابات", Slip.HAMZA_TOO_MUCH, "الانتخابات"),
        ("أتفاق", Slip.HAMZA_TOO_MUCH, "اتفاق"),
        ("إسم", Slip.HAMZA_TOO_MUCH, "اسم"),
        ("الأقليمية", Slip.HAMZA_WRONG, "الإقليمية"),
        ("المدينه", Slip.TAA, "المدينة"),
        ("هذة", Slip.TAA, "هذه"),
        ("الدورى", Slip.YAA, "الدوري"),
        ("إحدي", Slip.ALEF_MAQSURA, "إحدى"),
    ],
)
def test_a_slip_is_named_with_what_it_becomes(written, slip, better):
    verdict = verdict_on(written)
    assert verdict is not None
    assert (verdict.slip, verdict.better[0]) == (slip, better)


RIGHT = """
أعلن الأخبار استخدام إستراتيجية إنترنت اسم ابن إبريل أبريل اسطنبول إسطنبول الزمالك السيسي واتساب باول لاند كانتي
مدينته وجهه المياه طه نزيه الجامعة علي على مستشفى موسى يحيى بخارى سوريا سورية أوباما رونالدو الإليزيه الاثنين الإثنين
"""


@pytest.mark.parametrize("word", RIGHT.split())
def test_right_words_and_names_are_left_alone(word):
    assert verdict_on(word) is None


@given(any_text() | st.text("ابةهىيأإآلون", max_size=14))
def test_every_word_gets_a_verdict_and_is_never_its_own_correction(word):
    verdict = verdict_on(word)
    assert verdict is None or word not in verdict.better


def test_a_word_with_clitics_is_as_common_as_without():
    assert is_common("الأخبار")
    assert is_common("وبالأخبار")
    assert not is_common("ألزمالك")


@pytest.mark.parametrize(
    ("written", "better", "expected"),
    [
        ("ايضًا", "أيضا", "أيضًا"),
        ("مُسئول", "مسؤول", "مُسؤول"),
        ("شئ", "شيء", "شيء"),
    ],
)
def test_tashkeel_stays_where_letters_go_side_by_side(written, better, expected):
    assert respelt(written, better=better) == expected


@pytest.mark.parametrize(
    ("words", "place", "expected"),
    [
        (["قناة", "سي", "ان", "ان"], 2, True),
        (["بحسب", "السي", "أن", "أن"], 3, True),
        (["وإتش", "إس", "بي", "سي"], 0, True),
        (["قال", "ان", "الوفد"], 1, False),
        (["ان", "او"], 0, False),
    ],
)
def test_names_of_latin_letters_are_told_from_words(words, place, expected):
    assert spells_letters(words, place=place) is expected


def found(text, phrases, *, key=exact):
    copy = Copy(text=text, house=HouseRules())
    book = PhraseBook(((phrase, phrase) for phrase in phrases), key=key)
    return [(text[each.start : each.end], each.clitics) for each in book.occurrences(copy)]


def test_an_expression_is_found_with_the_clitics_before_it():
    assert found("التقى بنتانياهو ونتانياهو", ["نتانياهو"]) == [("بنتانياهو", "ب"), ("ونتانياهو", "و")]


def test_an_expression_of_words_must_stand_together():
    assert found("حزب الله، وحزب، الله", ["حزب الله"]) == [("حزب الله", "")]


def test_of_two_expressions_the_longer_is_found():
    assert found("في الضفة الغربية", ["الضفة", "الضفة الغربية"]) == [("الضفة الغربية", "")]


def test_a_loose_key_meets_every_spelling_of_hamza_and_ending():
    assert found("العمليه الارهابية", ["العملية الإرهابية"], key=loosely) == [("العمليه الارهابية", "")]


def test_a_word_that_merely_begins_so_is_not_found():
    assert found("الكيانات", ["الكيان"]) == []
