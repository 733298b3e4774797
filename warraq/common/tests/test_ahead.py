"""Answers worked out ahead stand for the work, and only for the question that they answer."""

from __future__ import annotations

import pytest

from warraq.common.ahead import answered_ahead, known, question

asked: list[str] = []


@answered_ahead
def shouted(text: str) -> str:
    asked.append(text)
    return text.upper()


@pytest.fixture(autouse=True)
def _nothing_asked():
    asked.clear()


def test_a_known_answer_spares_the_work():
    with known({question(shouted, "a"): "A"}):
        assert (shouted("a"), shouted("b")) == ("A", "B")
    assert asked == ["b"]


def test_what_was_known_is_forgotten_at_the_end_even_of_a_failure():
    with pytest.raises(ValueError, match="x"), known({question(shouted, "a"): "A"}):
        raise ValueError("x")
    assert shouted("a") == "A"
    assert asked == ["a"]


def test_the_inner_answers_stand_alone():
    with known({question(shouted, "a"): "A"}), known({question(shouted, "b"): "B"}):
        shouted("a")
    assert asked == ["a"]


def test_a_long_text_is_told_from_others_by_all_of_its_letters():
    text = "س" * 5_000
    with known({question(shouted, text): "known"}):
        assert shouted(text) == "known"
        assert shouted(f"{text}ش") == f"{text}ش"
    assert sum(map(len, question(shouted, text))) < 100
