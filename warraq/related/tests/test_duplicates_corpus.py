"""The reference corpus, where it lies beside the checkout: known copies meet. Its text never enters the project."""

import gzip
import json
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from conftest import DATA
from warraq.related.signatures import Alike, alike, keys, overlap, shingles

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not DATA.is_dir(), reason="the reference corpora are not beside the checkout"),
]

LINES = 4_000


def records(path: Path, *, limit: int | None = None) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in islice(lines, limit)]


def test_computed_copies_have_keys_in_common_and_are_copies():
    corpus = records(DATA / "saudinewsnet" / "saudinewsnet.jsonl.gz", limit=LINES)
    pairs = [
        pair
        for pair in records(DATA / "near-duplicates" / "saudinewsnet-pairs.jsonl.gz")
        if max(pair["a"], pair["b"]) <= LINES and pair["jaccard5"] >= 0.4
    ]
    assert len(pairs) > 500
    named = sorted({line for pair in pairs for line in (pair["a"], pair["b"])})
    signed = {line: shingles(corpus[line - 1]["content"]) for line in named}
    own_keys = dict(zip(named, keys([signed[line] for line in named]), strict=True))
    for pair in pairs:
        found = overlap(signed[pair["a"]], signed[pair["b"]])
        assert set(own_keys[pair["a"]]) & set(own_keys[pair["b"]])
        assert alike(found, days=0) not in (None, Alike.AKIN)
