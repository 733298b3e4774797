"""The analysis on real text, where the reference corpora lie beside the checkout. None of it enters the project."""

import gzip
import json
from itertools import islice

import pytest

from conftest import DATA
from warraq.arabic.analysis import analyse
from warraq.arabic.stems import stem
from warraq.arabic.text import fold

CORPUS = DATA / "saudinewsnet" / "saudinewsnet.jsonl.gz"

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not CORPUS.exists(), reason="the reference corpora are not beside the checkout"),
]


@pytest.fixture(scope="module")
def texts() -> list[str]:
    with gzip.open(CORPUS, "rt", encoding="utf-8") as lines:
        return [json.loads(line)["content"] for line in islice(lines, 400)]


def test_the_terms_of_a_story_are_the_words_of_its_folded_text(texts: list[str]) -> None:
    for text in texts:
        assert [term.folded for term in analyse(text)] == fold(text).split()


def test_every_stem_of_a_story_stays(texts: list[str]) -> None:
    stems = {term.stem for text in texts for term in analyse(text)}

    assert len(stems) > 5_000
    assert {word for word in stems if stem(word) != word} == set()
