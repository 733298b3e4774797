"""The reference corpus, where it lies beside the checkout, sent through the wires: known copies fold, others do not."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from conftest import DATA
from warraq.inbox.models import Source, WireItem
from warraq.inbox.parsed import ParsedItem
from warraq.inbox.services import item_receive
from warraq.markup.pieces import paragraphs_of

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not DATA.is_dir(), reason="the reference corpora are not beside the checkout"),
]

LINES = 4_000
# Jaccard likeness of runs of five words from which on an editor calls two texts one.
ONE_TEXT = 0.6


def records(path: Path, *, limit: int | None = None) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in islice(lines, limit)]


def test_known_copies_of_two_papers_are_one_line_and_nothing_else_is_folded(db):
    corpus = records(DATA / "saudinewsnet" / "saudinewsnet.jsonl.gz", limit=LINES)
    pairs = [
        pair
        for pair in records(DATA / "near-duplicates" / "saudinewsnet-pairs.jsonl.gz")
        if max(pair["a"], pair["b"]) <= LINES and pair["source_a"] != pair["source_b"]
    ]
    day = {pair[side]: pair[f"date_{side}"] for pair in pairs for side in "ab"}
    paper = {pair[side]: pair[f"source_{side}"] for pair in pairs for side in "ab"}
    sources = {name: Source.objects.create(name=name) for name in sorted(set(paper.values()))}
    for line in sorted(day, key=lambda line: (day[line], line)):
        came = datetime.fromisoformat(day[line]).replace(tzinfo=UTC) + timedelta(seconds=line)
        item = ParsedItem(
            provider=paper[line],
            item_id=str(line),
            sent_at=came,
            headline="عنوان",
            pieces=tuple(paragraphs_of(corpus[line - 1]["content"])),
        )
        item_receive(sources[paper[line]], item, now=came)
    rows = list(WireItem.objects.values_list("item_id", "pk", "folded_under"))
    line_of = {row: int(line) for line, row, _ in rows}
    head = {int(line): folded or row for line, row, folded in rows}

    known = {frozenset((pair["a"], pair["b"])) for pair in pairs}
    folded = [(int(line), line_of[under]) for line, _, under in rows if under is not None]
    assert len(folded) > 100
    assert [pair for pair in folded if frozenset(pair) not in known] == []

    papers: dict[int, set[str]] = {}
    for line, number in head.items():
        papers.setdefault(number, set()).add(paper[line])
    copies = [pair for pair in pairs if pair["jaccard5"] >= ONE_TEXT and day[pair["a"]] == day[pair["b"]]]
    # A line has one text of a paper: where a paper printed a text twice, the second stands by itself.
    apart = [
        pair
        for pair in copies
        if head[pair["a"]] != head[pair["b"]]
        and paper[pair["a"]] not in papers[head[pair["b"]]]
        and paper[pair["b"]] not in papers[head[pair["a"]]]
    ]
    assert len(copies) > 100
    assert len(apart) <= 0.05 * len(copies)
