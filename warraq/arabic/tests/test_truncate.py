import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from warraq.arabic.characters import graphemes
from warraq.arabic.tests.anytext import any_text
from warraq.arabic.truncate import truncate

WORDS = """كتاب مُدرِّس و وَ في 350 «كتاب كتاب» « » "كتاب كتاب" " "كتاب" (كتاب كتاب) كتاب، كتاب: – ؟"""
HEADLINES = st.lists(st.sampled_from(WORDS.split())).map(lambda words: " ".join(["خبر", *words]))


def test_there_must_be_room_for_the_ellipsis() -> None:
    with pytest.raises(ValueError, match="room"):
        truncate("خبر", limit=0)


@given(any_text(), st.integers(min_value=1, max_value=60))
def test_a_teaser_fits_and_is_the_beginning_of_its_text(text: str, limit: int) -> None:
    teaser = truncate(text, limit=limit)

    assert len(list(graphemes(teaser))) <= limit
    assert teaser == text.rstrip() or (teaser.endswith("…") and text.startswith(teaser[:-1]))


@given(any_text())
def test_a_text_that_fits_is_whole(text: str) -> None:
    assert truncate(text, limit=max(1, len(text))) == text.rstrip()


@given(any_text(), st.integers(min_value=1, max_value=60))
def test_no_mark_is_parted_from_its_letter(text: str, limit: int) -> None:
    teaser = truncate(text, limit=limit)
    if teaser != text.rstrip():
        kept = list(graphemes(teaser[:-1]))
        assert list(graphemes(text))[: len(kept)] == kept


@given(HEADLINES, st.integers(min_value=8, max_value=60))
def test_the_cut_is_at_a_word_and_a_good_one(text: str, limit: int) -> None:
    assume("» »" not in text)  # where everything closes, every place is before a closing mark
    teaser = truncate(text, limit=limit)
    if teaser == text:
        return
    head, rest = teaser[:-1], text[len(teaser) - 1 :]
    following = rest.lstrip(" ،:–")[:1]

    assert rest[0] in ' ،:«("', "inside a word"
    assert head[-1] not in " ،:–«(", "after loose punctuation or an opening mark"
    assert head.split()[-1].strip('«»"()') not in ("و", "وَ", "في", "350"), "after a word that leans"
    assert following not in ("»", ")"), "before a closing mark"
    assert following != '"' or head.count('"') % 2 == 0, "before a closing quotation mark"
