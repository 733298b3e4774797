import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warraq.arabic.tests.anytext import any_text
from warraq.arabic.text import clean, fold, paragraphs, reading_minutes, word_count


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  خبر \t عاجل\n", "خبر عاجل"),
        ("خبر\u00a0\u202fعاجل\u3000جدًا", "خبر عاجل جدًا"),
        ("خ\u200bب\u200cر\u200d \ufeffعاجل\u00ad", "خبر عاجل"),
        ("\u202eخبر\u202c \u2067عاجل\u2069\u200f", "خبر عاجل"),
        ("خبر\x00\x07 \x1b[31mعاجل\x9f\ufffe\ufdd0", "خبر [31mعاجل"),
        ("ﺍﻟﻤﺪﻳﻨﺔ ﻭﺍﻟﻼﻋﺐ", "المدينة واللاعب"),
        ("مسو\u0654ول \u0627\u0653خر", "مسؤول آخر"),
        ("ﹰب", "ًب"),
        ("عدد x² و½", "عدد x² و½"),
        ("خبر \ud83d", "خبر \ufffd"),
        ("👨\u200d👩\u200d👧 ❤\ufe0f\u200d🔥", "👨\u200d👩\u200d👧 ❤\ufe0f\u200d🔥"),
        ("أُسرةٌ تكـرّم", "أُسرةٌ تكـرّم"),
    ],
)
def test_clean(text: str, expected: str) -> None:
    assert clean(text) == expected


def test_paragraphs_are_the_lines_that_say_something() -> None:
    assert paragraphs("أولى \r\n\r\n \u200b \n ثانية\u2029ثالثة\x0bرابعة") == [
        "أولى",
        "ثانية",
        "ثالثة",
        "رابعة",
    ]
    assert paragraphs(" \n\n ") == []


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("الأُولـى", "الاولي"),
        ("أحمد إبراهيم آدم ٱلله", "احمد ابراهيم ادم الله"),
        ("مسؤول شاطئ سماء", "مسوول شاطي سماء"),
        ("مدرسة", "مدرسه"),
        ("٣ أهداف، ۹ دقائق", "3 اهداف 9 دقايق"),
        ("«Café» STRASSE straße", "cafe strasse strasse"),
        ("ﺍﻟﻤﺪﻳﻨﺔ", "المدينه"),
        ("علی کتاب", "علي كتاب"),
        ("خبرﹰا", "خبرا"),
        ("snake_case – خبر!", "snake case خبر"),
        ("؟!", ""),
    ],
)
def test_fold(text: str, key: str) -> None:
    assert fold(text) == key


def test_words_are_pieces_with_a_letter_or_a_digit() -> None:
    assert word_count("قال – و بعد « 3 » دقائق …") == 5
    assert word_count("") == 0


def test_reading_takes_at_least_a_minute() -> None:
    assert [reading_minutes(words) for words in (0, 1, 180, 181, 900)] == [1, 1, 1, 2, 5]


@given(any_text())
def test_clean_text_is_clean(text: str) -> None:
    result = clean(text)

    assert clean(result) == result
    assert unicodedata.is_normalized("NFC", result)
    assert result == " ".join(result.split())
    result.encode()


@given(any_text())
def test_paragraphs_are_clean_and_none_is_empty(text: str) -> None:
    assert all(line and clean(line) == line for line in paragraphs(text))


@given(any_text())
def test_a_folded_key_folds_to_itself(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(any_text())
def test_cleaning_does_not_change_the_key(text: str) -> None:
    assert fold(clean(text)) == fold(text)


@given(st.text("ابتأإآةىيوؤئ ـًٌَُِّْ"))
def test_marks_and_hamza_do_not_count(text: str) -> None:
    assert not set(fold(text)) & set("أإآةىؤئـًٌَُِّْ")
