"""The reference corpora, where they lie beside the checkout. Their text never enters the project."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import timezone

from conftest import DATA
from warraq.arabic.text import clean
from warraq.stories.models import Story
from warraq.stories.selectors import visible_placements
from warraq.wires.loading.bylines import parse_byline
from warraq.wires.loading.decide import Verdict
from warraq.wires.loading.declared import mapping_named
from warraq.wires.loading.items import Unusable, usable
from warraq.wires.loading.load import Load, Summary
from warraq.wires.loading.mapping import Mapping
from warraq.wires.loading.mappings.saudinewsnet import PAPERS
from warraq.wires.loading.records import RecordFile
from warraq.wires.loading.rejects import RejectFile

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not DATA.is_dir(), reason="the reference corpora are not beside the checkout"),
]


def corpus(name: str) -> Path:
    return DATA / name / f"{name}.jsonl.gz"


def records(name: str) -> Iterator[dict[str, str]]:
    with RecordFile(corpus(name)) as file:
        yield from (line.record for line in file if line.record is not None)


def test_ninety_nine_in_a_hundred_bylines_are_read_whole() -> None:
    """Whole: no piece is left over. Two in a hundred say nothing but the paper's own name or desk."""
    counts: Counter[str] = Counter()
    for record in records("saudinewsnet"):
        paper = PAPERS[record["source"]]
        # الرياضية puts its time there; the mapping takes it off.
        text = clean(record["author"].partition("|")[0])
        if text and record["source"] != "arriyadiyah":
            credits = parse_byline(record["author"], house=paper.house)
            counts["all"] += 1
            counts["whole"] += not credits.unread
            counts["something"] += bool(credits.places or credits.authors or credits.agencies)
    assert counts["all"] > 26_000
    assert counts["whole"] / counts["all"] > 0.99
    assert counts["something"] / counts["all"] > 0.97


@pytest.mark.parametrize(
    ("name", "read", "stories", "rejects"),
    [
        # 67 have no title; 460 are second crawls of an article under another form of its address.
        ("saudinewsnet", 31_030, 30_504, {"it has no title": 67}),
        # 28,031 records of 26,503 stories.
        ("ant", 28_031, 26_503, {}),
    ],
)
def test_every_record_is_a_story_or_has_its_reason(
    name: str, read: int, stories: int, rejects: dict[str, int]
) -> None:
    mapping, keys, reasons, count = mapping_named(name), set(), Counter[str](), 0
    for record in records(name):
        count += 1
        try:
            item = usable(mapping.item(record), now=timezone.now())
        except Unusable as refusal:
            reasons[str(refusal)] += 1
            continue
        assert item.edition in mapping.editions
        assert item.section in mapping.sections
        keys.add(item.origin_key)
    assert (count, len(keys), dict(reasons)) == (read, stories, rejects)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["saudinewsnet", "ant"])
def test_the_first_thousand_are_public_and_a_second_run_changes_nothing(name: str, tmp_path: Path) -> None:
    def run(mapping: Mapping) -> Summary:
        summary = Summary()
        with RecordFile(corpus(name)) as file, RejectFile(tmp_path / "rejects.jsonl") as rejects:
            Load(mapping, now=timezone.now(), limit=1000).run(file, rejects=rejects, summary=summary)
        return summary

    mapping = mapping_named(name)
    first = run(mapping)
    assert first.verdicts[Verdict.NEW] == Story.objects.count() > 900
    assert visible_placements(now=timezone.now()).count() == Story.objects.count()
    second = run(mapping)
    assert second.verdicts[Verdict.NEW] == second.verdicts[Verdict.UPDATED] == 0
