"""The order of what was found."""

import math

from hypothesis import given
from hypothesis import strategies as st

from warraq.search.query import Term
from warraq.search.ranking import Candidate, Rarity, ranked

NOW = 1_800_000_000.0
DAY = 86_400.0
RARITY = Rarity(documents={"وزير": 900, "نفط": 300, "فنزويلا": 3}, total=10_000)


def term(word: str) -> Term:
    return Term(folded=word, stem=word.removeprefix("ال"))


def candidate(number: int, *, headline: str = "", text: str = "", age: float = 0) -> Candidate:
    def stems(words: str) -> str:
        return " ".join(word.removeprefix("ال") for word in words.split())

    return Candidate(
        number=number,
        story_id=number,
        headline_words=headline,
        headline_stems=stems(headline),
        text_words=text,
        text_stems=stems(text),
        moment=NOW - age * DAY,
    )


def order(words: str, *candidates: Candidate) -> list[int]:
    terms = [term(word) for word in words.split()]
    return [number for _, number in ranked(terms, candidates, rarity=RARITY, now=NOW)]


def test_a_word_in_the_headline_counts_more_than_in_the_text():
    assert order("نفط", candidate(1, text="نفط"), candidate(2, headline="نفط")) == [2, 1]


def test_the_word_as_it_was_typed_counts_more_than_another_form_of_it():
    assert order("الوزير", candidate(1, headline="وزير"), candidate(2, headline="الوزير")) == [2, 1]


def test_a_rare_word_counts_more_than_a_common_one():
    assert order("وزير فنزويلا", candidate(1, headline="وزير"), candidate(2, headline="فنزويلا")) == [2, 1]


def test_all_words_once_beat_one_word_often():
    assert order("وزير نفط", candidate(1, text="نفط نفط نفط نفط نفط"), candidate(2, text="نفط وزير")) == [
        2,
        1,
    ]


def test_neighbours_as_typed_beat_the_same_words_apart():
    assert order(
        "وزير النفط",
        candidate(1, headline="النفط يقلق كل وزير"),
        candidate(2, headline="كل وزير النفط يقلق"),
    ) == [2, 1]


def test_a_long_text_must_say_a_word_more_often():
    long = "نفط " + "كلام " * 2_000
    assert order("نفط", candidate(1, text=long), candidate(2, text="نفط كلام")) == [2, 1]


def test_of_equals_the_newer_comes_first_but_age_does_not_beat_the_better():
    assert order("نفط", candidate(1, headline="نفط", age=900), candidate(2, headline="نفط", age=1)) == [2, 1]
    text = "نفط " + "كلام " * 200
    assert order("نفط", candidate(1, headline="نفط", text=text, age=2_000), candidate(2, text=text)) == [1, 2]


def test_a_word_is_found_whole_only():
    scored = ranked([term("نفط")], [candidate(1, headline="نفطي")], rarity=RARITY, now=NOW)

    assert scored == [(0.0, 1)]


@given(st.lists(st.text("اب ج", max_size=20), max_size=6), st.text("اب ج", max_size=10))
def test_scores_are_numbers_whatever_stands_in_the_documents(texts, words):
    candidates = [candidate(number, headline=text, text=text) for number, text in enumerate(texts)]
    scored = ranked([term(word) for word in words.split()], candidates, rarity=RARITY, now=NOW)

    assert all(math.isfinite(score) and score >= 0 for score, _ in scored)
    assert sorted(number for _, number in scored) == list(range(len(texts)))


def test_a_word_that_everybody_has_still_counts_a_little():
    assert Rarity(documents={"قال": 50}, total=40).of("قال") > 0
