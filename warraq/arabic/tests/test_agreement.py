import pytest
from hypothesis import given
from hypothesis import strategies as st

from warraq.arabic.agreement import counted_noun, form_for, in_words, words_for
from warraq.arabic.numbers import form_after
from warraq.arabic.tests.anytext import any_text
from warraq.arabic.tests.golden import rows


@pytest.mark.parametrize(("number", "word", "right"), rows("agreement"))
def test_the_noun_after_a_number(number: str, word: str, right: str) -> None:
    assert form_for(int(number), word) == (None if right == "-" else right)


@pytest.mark.parametrize(("number", "word", "right"), rows("number_words"))
def test_the_number_in_words_before_a_noun(number: str, word: str, right: str) -> None:
    assert words_for(number, word) == (None if right == "-" else right)


def test_a_noun_is_known_by_any_of_its_forms() -> None:
    for word in ("سنة", "سنوات", "سنين", "سَنَة"):
        counted = counted_noun(word)
        assert counted is not None
        assert counted.noun.singular == "سنة"
        assert counted.is_feminine


@pytest.mark.parametrize("number", [0, 1, 2, 11, 12, 20, -3])
def test_other_numbers_are_not_put_into_words(number: int) -> None:
    with pytest.raises(ValueError, match=str(number)):
        in_words(number, feminine=True)


@given(
    st.integers(min_value=-10, max_value=10**12), any_text() | st.sampled_from(["سنة", "أيام", "هدف", "قتلى"])
)
def test_what_is_proposed_is_right(number: int, word: str) -> None:
    right = form_for(number, word)
    if right is not None:
        counted = counted_noun(word)
        assert counted is not None
        assert right == form_after(number, counted.noun)
        assert form_for(number, right) is None


@given(any_text(), any_text())
def test_any_text_may_be_asked_about(number: str, word: str) -> None:
    assert words_for(number, word) is None
