"""How many copies are found, how many of the found are copies, and what it costs: over the reference corpus.

    WARRAQ_HOME=... python -m bench.inside warraq.project.settings bench.duplicates [--stories 100000]

`WARRAQ_HOME` is a scratch folder: the corpus is loaded there as `warraq load` does, and what was stored is compared
with the computed pairs beside the corpus and with the judged ones in `bench/related_pairs/`. Then the archive is made
larger, and stories are signed one by one, as the desk does. The archive grows by the corpus itself, each word with a
number behind it: texts of another world with the same copies among them.
"""

from __future__ import annotations

import argparse
import gzip
import html
import json
import random
import re
import resource
import statistics
import sys
import time
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from bench.figures import milliseconds, share
from bench.plan import CORPORA, HERE
from warraq.related.duplicates import copies_of, copies_of_text
from warraq.related.models import Band, Likeness, Signature
from warraq.related.services import duplicates_rebuild, stories_sign
from warraq.related.texts import newest_texts
from warraq.stories.models import Story
from warraq.wires.loading.declared import mapping_named
from warraq.wires.loading.items import Unusable
from warraq.wires.loading.load import Load, Summary
from warraq.wires.loading.mapping import Mapping
from warraq.wires.loading.preparing import story_key
from warraq.wires.loading.records import RecordFile
from warraq.wires.loading.rejects import RejectFile

CORPUS = CORPORA / "saudinewsnet" / "saudinewsnet.jsonl.gz"
COMPUTED = CORPORA / "near-duplicates" / "saudinewsnet-pairs.jsonl.gz"
JUDGED = HERE / "related_pairs" / "duplicates.toml"

# Stories signed one by one for each figure.
SAMPLE = 300
# As many as a related list weighs.
CANDIDATES = 60
BATCH = 500

Pair = tuple[int, int]


# ---- what is found --------------------------------------------------------------------------------------------------


@dataclass
class Corpus:
    """The loaded corpus: which story each of its lines became."""

    story_of: dict[int, int]

    def pair(self, first: int, second: int) -> Pair | None:
        """Return the stories of two lines, the smaller number first; None where a line has no story of its own."""
        one, other = self.story_of.get(first), self.story_of.get(second)
        if one is None or other is None or one == other:
            return None
        return min(one, other), max(one, other)


def load() -> Corpus:
    """Load the corpus into an empty database, and say how long it took."""
    settings.STATE_DIR.mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0, interactive=False)
    mapping, summary = mapping_named("saudinewsnet"), Summary()
    began = time.perf_counter()
    with RecordFile(CORPUS) as file, RejectFile(settings.STATE_DIR / "rejects.jsonl") as rejects:
        Load(mapping, now=timezone.now()).run(file, rejects=rejects, summary=summary)
    print(f"loaded in {time.perf_counter() - began:.0f} s: {summary}")
    return lines_of(mapping)


def lines_of(mapping: Mapping, *, path: Path = CORPUS) -> Corpus:
    """Return which stored story each line of a corpus became."""
    keys = dict(Story.objects.values_list("origin_key", "pk"))
    story_of = {}
    with RecordFile(path) as file:
        for line in file:
            try:
                key = story_key(mapping.item(line.record or {}).origin_key, name=mapping.name)
            except Unusable:
                continue
            if key in keys:
                story_of[line.number] = keys[key]
    return Corpus(story_of)


def stratum(pair: dict[str, Any]) -> str:
    """Return the stratum that the judged sample drew such a pair from."""
    same_paper = pair["source_a"] == pair["source_b"]
    kind, jaccard = pair["kind"], pair["jaccard5"]
    if kind in ("identical", "near-identical"):
        return kind.removesuffix("-identical") + ("_same_paper" if same_paper else "")
    if kind == "edited":
        return "edited_same_paper" if same_paper else "edited_high" if jaccard >= 0.6 else "edited_low"
    if kind == "partial":
        return next(
            name
            for least, name in ((0.32, "partial_just_below"), (0.15, "partial_middle"), (0, "partial_low"))
            if jaccard >= least
        )
    return str(kind)


def stored(*, is_copy: bool) -> set[Pair]:
    """Return the pairs that are stored."""
    return set(Likeness.objects.filter(is_copy=is_copy).values_list("earlier", "later"))


def computed(corpus: Corpus) -> dict[Pair, str]:
    """Return the computed pairs with their strata."""
    with gzip.open(COMPUTED, "rt", encoding="utf-8") as lines:
        pairs = [json.loads(line) for line in lines]
    return {
        stories: stratum(pair) for pair in pairs if (stories := corpus.pair(pair["a"], pair["b"])) is not None
    }


def judged(corpus: Corpus) -> dict[Pair, tuple[str, str]]:
    """Return the judged pairs: stratum and judgement."""
    pairs = tomllib.loads(JUDGED.read_text())["pair"]
    return {
        stories: (pair["stratum"], pair["judgement"])
        for pair in pairs
        if (stories := corpus.pair(pair["a"], pair["b"])) is not None
    }


Read = dict[str, Counter[tuple[bool, bool]]]
"""Judged pairs by stratum: how many (are one story, were found)."""


def tell_found(corpus: Corpus, *, name: str, found: set[Pair]) -> None:
    """Print what is found of the computed pairs, and what the judged ones say of it."""
    read: Read = defaultdict(Counter)
    said: dict[str, Counter[bool]] = defaultdict(Counter)
    for pair, (where, judgement) in judged(corpus).items():
        read[where][judgement != "different", pair in found] += 1
        said[judgement][pair in found] += 1
    known = computed(corpus)
    there, hits = Counter(known.values()), Counter(where for pair, where in known.items() if pair in found)
    print(f"\n{name}: {len(found):,} pairs, {len(found - known.keys()):,} not among the computed ones\n")
    _tell_strata(read, there=there, hits=hits)
    print("\nfound of the judged:", ", ".join(f"{each} {n[True]} of {n.total()}" for each, n in said.items()))
    _tell_weighed({where: read[where] for where in read if there[where]}, there=there, hits=hits)


def _tell_strata(read: Read, *, there: Counter[str], hits: Counter[str]) -> None:
    print("| stratum | pairs | found | judged | one story | of these found | two stories | of these found |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|")
    for where, counts in read.items():
        one, two = counts[True, True] + counts[True, False], counts[False, True] + counts[False, False]
        numbers = (counts.total(), one, counts[True, True], two, counts[False, True])
        of_corpus = f"{there[where]:,} | {hits[where]:,}" if there[where] else "– | –"
        print(f"| {where} | {of_corpus} | {' | '.join(map(str, numbers))} |")


def _tell_weighed(read: Read, *, there: Counter[str], hits: Counter[str]) -> None:
    """Print precision and recall as they are in the corpus, of which each stratum's sample speaks for its pairs."""
    right = sought = reached = 0.0
    for where, counts in read.items():
        found, one = counts[True, True] + counts[False, True], counts[True, True] + counts[True, False]
        right += hits[where] * (counts[True, True] / found if found else 0)
        sought += there[where] * one / counts.total()
        reached += there[where] * counts[True, True] / counts.total()
    print(f"precision, weighed by the pairs found in each stratum: {right / hits.total():.3f}")
    print(f"recall, weighed by the pairs of each stratum: {reached / sought:.3f}")


# ---- what it costs --------------------------------------------------------------------------------------------------


def grow(stories: int) -> None:
    """Add stories until there are so many, signed a batch at a time as loading does."""
    turn = 2
    signing = 0.0
    before = Story.objects.count()
    source = _other_worlds(turn)
    while (missing := stories - Story.objects.count()) > 0:
        batch = list(islice(source, min(BATCH, missing)))
        if not batch:
            turn += 1
            source = _other_worlds(turn)
            continue
        numbers = [story.pk for story in Story.objects.bulk_create(batch)]
        began = time.perf_counter()
        stories_sign(numbers)
        signing += time.perf_counter() - began
    added = Story.objects.count() - before
    if added:
        print(f"\nsigned in batches on the way to {stories:,}: {milliseconds(signing / added)} a story")


def _other_worlds(turn: int) -> Iterator[Story]:
    with gzip.open(CORPUS, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            text = re.sub(r"(\w+)", rf"\g<1>{turn}", json.loads(line)["content"])
            yield Story(
                headline=f"خبر {turn} {number}",
                live=True,
                first_published_at=timezone.now(),
                body=_body(text),
            )


def _body(text: str) -> str:
    return json.dumps([{"type": "paragraph", "value": f"<p>{html.escape(text)}</p>"}], ensure_ascii=False)


def tell_costs() -> None:
    """Print what one story costs at this size, and how large the tables are."""
    numbers = list(Story.objects.values_list("pk", flat=True))
    chosen = random.Random(11).sample(numbers, SAMPLE)
    texts = {each.story: each.text for each in newest_texts(chosen)}
    for number in chosen:
        Story.objects.filter(pk=number).update(body=_body(f"{texts[number]} وانتهى الخبر عند هذا الحد"))
    print(f"\n{len(numbers):,} stories")
    _tell("a story whose text changed, signed and compared", (lambda n=n: stories_sign([n]) for n in chosen))
    _tell("a story whose text did not change", (lambda n=n: stories_sign([n]) for n in chosen))
    today = timezone.now().date()
    _tell(
        "a pasted text, compared",
        (lambda text=text, n=n: copies_of_text(text, on=today, without=n) for n, text in texts.items()),
    )
    lists = [random.Random(number).sample(numbers, CANDIDATES) for number in range(SAMPLE)]
    _tell(f"the copies of {CANDIDATES} stories", (lambda each=each: copies_of(each) for each in lists))
    print(
        f"  rows: {Signature.objects.count():,} signatures, {Band.objects.count():,} keys,"
        f" {Likeness.objects.count():,} pairs"
    )
    if connection.vendor == "sqlite":
        _tell_sizes()
    print(
        f"  memory of this process at its most: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB"
    )


def _tell(name: str, doings: Iterable[Callable[[], Any]]) -> None:
    seconds = []
    for do in doings:
        began = time.perf_counter()
        do()
        seconds.append(time.perf_counter() - began)
    print(
        f"  {name}: median {milliseconds(statistics.median(seconds))}, p99 {milliseconds(share(seconds, 99))}"
    )


def _tell_sizes() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(pgsize) FILTER (WHERE name LIKE '%related%'), sum(pgsize) FILTER (WHERE name = 'stories_story')"
            " FROM dbstat"
        )
        ours, stories = cursor.fetchone()
    print(f"  on disk: {ours / 1e6:.0f} MB beside {stories / 1e6:.0f} MB of stories")


def main() -> None:
    """Measure everything; the folder has to be empty."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stories", type=int, default=100_000, help="stories of the large archive (100,000)")
    options = parser.parse_args()
    if not (CORPUS.exists() and COMPUTED.exists()):
        sys.exit("The reference corpora are not beside the checkout; there is nothing to measure.")
    if Path(settings.STATE_DIR, "warraq.sqlite3").exists():
        sys.exit(f"{settings.STATE_DIR} has an archive already: WARRAQ_HOME has to be an empty folder.")
    corpus = load()
    tell_found(corpus, name="copies", found=stored(is_copy=True))
    tell_found(corpus, name="copies and akin", found=stored(is_copy=True) | stored(is_copy=False))
    began = time.perf_counter()
    duplicates_rebuild()
    print(f"\nrebuilt at {(time.perf_counter() - began) / Story.objects.count() * 1000:.2f} ms a story")
    tell_costs()
    grow(options.stories)
    tell_costs()
