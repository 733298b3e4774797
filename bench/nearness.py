"""How often the stories of the same event are among the five that are shown, and what finding them costs.

    WARRAQ_HOME=... python -m bench.inside warraq.project.settings bench.nearness [--speed]

`WARRAQ_HOME` is a scratch folder: the corpus is loaded there as `warraq load` does, and the nearest stories are held to
those that were judged in `bench/related_pairs/`, beside the latest of the same section and FTS5 on the words of the
headline. With `--speed` only the cost is measured, over whatever archive stands in `WARRAQ_HOME`.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import statistics
import time
import tomllib
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.utils import timezone

from bench.duplicates import CORPUS, load
from bench.plan import HERE
from warraq.related.selectors import near_stories, related_stories
from warraq.search.documents import full_text
from warraq.search.finding import Filters
from warraq.stories.models import Placement, Story

JUDGED = HERE / "related_pairs" / "pairs.toml"
SHOWN = 5
# How many an engine is asked for, before copies are left out.
ASKED = 40
SAMPLE = 300


@dataclass(frozen=True)
class Judged:
    """A story and those that were judged to belong beside it; `same_text` are groups of copies among them."""

    story: int
    same_event: frozenset[int]
    follow_up: frozenset[int]
    copies: frozenset[int]
    same_text: tuple[frozenset[int], ...]

    def once(self, stories: Iterable[int]) -> list[int]:
        """Return the stories without copies of the judged one, and of each text only the first."""
        shown: list[int] = []
        told: set[int] = set()
        for story in stories:
            if story in self.copies or story in told or story == self.story:
                continue
            shown.append(story)
            told |= {story, *(other for group in self.same_text if story in group for other in group)}
        return shown

    def recall(self, shown: Sequence[int], *, wanted: Collection[int]) -> float | None:
        """Return the share of what is wanted, each text once, among the first five; None when nothing is."""
        texts = self.once(sorted(wanted))
        if not texts:
            return None
        groups = [next((group for group in self.same_text if text in group), {text}) for text in texts]
        found = sum(any(story in group for story in shown[:SHOWN]) for group in groups)
        return found / min(SHOWN, len(groups))


def judged_stories(story_of: dict[int, int]) -> list[Judged]:
    """Return the judged stories whose lines are stored."""

    def stories(lines: Iterable[int]) -> frozenset[int]:
        return frozenset(story_of[line] for line in lines if line in story_of)

    return [
        Judged(
            story=story_of[row["line"]],
            same_event=stories(row["same_event"]),
            follow_up=stories(row["follow_up"]),
            copies=stories(row["copy"]),
            same_text=tuple(stories(group) for group in row["same_text"]),
        )
        for row in tomllib.loads(JUDGED.read_text(encoding="utf-8"))["story"]
        if row["line"] in story_of
    ]


Ranker = Callable[[int], list[int]]


def latest_of_section(story: int) -> list[int]:
    """Return what came last in the sections of that name, on all sites, as things stood then."""
    own = Placement.objects.select_related("section").get(story=story, is_home=True)
    alike = Placement.objects.filter(section__slug=own.section.slug)
    before = alike.filter(shown_at__lte=own.shown_at).exclude(story=story)
    return list(before.order_by("-shown_at").values_list("story_id", flat=True)[:ASKED])


def raw_fts5() -> Ranker:
    """Return what FTS5 finds for any word of the headline, as written, in headline or text."""
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE raw USING fts5(headline, text)")
    rows = ((each.pk, each.headline, full_text(each)) for each in Story.objects.iterator(chunk_size=500))
    connection.executemany("INSERT INTO raw (rowid, headline, text) VALUES (?, ?, ?)", rows)
    headlines = dict(Story.objects.values_list("pk", "headline"))

    def find(story: int) -> list[int]:
        words = [
            word for word in "".join(c if c.isalnum() else " " for c in headlines[story]).split() if word
        ]
        query = " OR ".join(f'"{word}"' for word in words)
        sql = "SELECT rowid FROM raw WHERE raw MATCH ? AND rowid != ? ORDER BY rank LIMIT ?"
        return [number for (number,) in connection.execute(sql, [query, story, ASKED])] if words else []

    return find


def quality(name: str, find: Ranker, *, judged: Sequence[Judged]) -> str:
    """Return a line of the table."""
    same: list[float] = []
    follow: list[float] = []
    both: list[float] = []
    for each in judged:
        shown = each.once(find(each.story))
        for values, wanted in (
            (same, each.same_event),
            (follow, each.follow_up),
            (both, each.same_event | each.follow_up),
        ):
            recall = each.recall(shown, wanted=wanted)
            if recall is not None:
                values.append(recall)
    cells = " | ".join(f"{statistics.mean(values):.2f} ({len(values)})" for values in (same, follow, both))
    return f"| {name} | {cells} |"


def speed() -> str:
    """Return what a related list costs, over the stored archive."""
    numbers = list(Placement.objects.order_by("pk").values_list("pk", flat=True))
    chosen = random.Random(11).sample(numbers, min(SAMPLE, len(numbers)))
    placements = Placement.objects.select_related("edition", "section").in_bulk(chosen)
    now = timezone.now()
    near, whole = [], []
    for each in placements.values():
        near.append(_timed(partial(near_stories, each.story_id, filters=Filters(edition=each.edition_id))))
        whole.append(_timed(partial(related_stories, each, now=now, limit=SHOWN)))
    return (
        f"{Story.objects.count():,} stories, {len(chosen)} lists: nearest by words {_spread(near)};"
        f" the whole list with its rows {_spread(whole)}"
    )


def _timed(work: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000


def _spread(milliseconds: list[float]) -> str:
    ordered = sorted(milliseconds)
    return f"median {statistics.median(ordered):.1f} ms, p99 {ordered[int(len(ordered) * 0.99) - 1]:.1f} ms"


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--speed", action="store_true", help="measure the cost alone, over what is stored")
    if parser.parse_args().speed:
        print(speed())
        return
    if not CORPUS.exists():
        print(f"{CORPUS.name} does not lie beside the checkout: nothing can be measured.")
        return
    judged = judged_stories(load().story_of)
    print(f"recall at {SHOWN}, copies left out, of {len(judged)} judged stories")
    print("| nearest stories by | same event | follow-ups | both |\n|---|--:|--:|--:|")
    print(quality("Warraq", lambda story: near_stories(story, filters=Filters()), judged=judged))
    print(quality("FTS5 on the headline's words", raw_fts5(), judged=judged))
    print(quality("latest of the same section", latest_of_section, judged=judged))
    print(speed())
