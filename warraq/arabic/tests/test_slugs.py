import re
from urllib.parse import quote

from hypothesis import given
from hypothesis import strategies as st

from warraq.arabic.slugs import ENCODED_LIMIT, slug
from warraq.arabic.tests.anytext import any_text

LONG = "افتتاح محطة جديدة لتحلية المياه في المدينة الساحلية بحضور سكانها وعدد كبير من الصيادين"


def test_a_long_headline_is_cut_at_a_word() -> None:
    assert slug(LONG, limit=30) == "افتتاح-محطة-جديدة-لتحلية"
    assert len(slug(LONG)) <= 80


def test_the_encoded_form_counts_too() -> None:
    assert len(quote(slug(LONG * 9, limit=500))) < ENCODED_LIMIT
    assert len(quote(slug("𞤀𞤁 " * 200, limit=500))) < ENCODED_LIMIT


def test_one_overlong_word_is_cut_inside() -> None:
    assert slug("ب" * 200) == "ب" * 80
    assert len(quote(slug("ب" * 900, limit=900))) < ENCODED_LIMIT


def test_no_room_no_slug() -> None:
    assert slug("خبر", limit=0) == ""


def test_a_long_run_of_emptiness_before_the_headline() -> None:
    assert slug(" " * 500 + "خبر") == "خبر"


@given(any_text(), st.integers(min_value=0, max_value=120))
def test_a_slug_is_letters_and_digits_with_single_hyphens(text: str, limit: int) -> None:
    result = slug(text, limit=limit)

    assert len(result) <= limit
    assert len(quote(result)) < ENCODED_LIMIT
    assert re.fullmatch(r"(?:[^\W_]+(?:-[^\W_]+)*)?", result)
    assert not re.search(r"[^\D0-9]|[A-Z]", result)


@given(any_text(), st.integers(min_value=0, max_value=120))
def test_a_slugs_slug_is_itself(text: str, limit: int) -> None:
    once = slug(text, limit=limit)

    assert slug(once, limit=limit) == once
