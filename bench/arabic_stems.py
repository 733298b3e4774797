"""`python -m bench.arabic_stems`: does a stem find what readers look for? Ours beside folding alone and light10.

The same FTS5 index and the same ranking for each: a folded and a stemmed column for headline and text, any word, BM25
with the weights 2, 4, 0.5 and 1. So the figures compare stems; how well Warraq searches is measured by its own bench.

- Known items: 600 headlines of SaudiNewsNet, four to seven telling words of each, typed as people type (hamza dropped,
  ه for ة, ى for ي and back, clitics added and dropped), with a fixed seed.
- Judged: the queries of `bench/search`.
"""

from __future__ import annotations

import gzip
import json
import random
import re
import sqlite3
import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.stemmers import light10
from warraq.arabic import stems
from warraq.arabic.analysis import analyse
from warraq.arabic.stopwords import is_stop_word
from warraq.arabic.text import fold

CORPUS = Path(__file__).parents[2] / "shared" / "data" / "saudinewsnet" / "saudinewsnet.jsonl.gz"
JUDGED = Path(__file__).parent / "search" / "queries.toml"
KNOWN_ITEMS = 600
BEST = 10
WEIGHTS = "2, 4, 0.5, 1"

Stemmer = Callable[[str], str]


@dataclass(frozen=True)
class Query:
    """What is typed, and the stories (lines of the corpus, from 1) that answer it."""

    text: str
    sought: frozenset[int]


def main() -> None:
    """Print a line for each stemmer: MRR and recall at ten of both sets."""
    stories = _stories()
    known, judged = list(_known_items(stories)), _judged()
    print(f"{'':24}  known-item MRR, recall   judged MRR, recall")
    for name, stemmer in _stemmers():
        index = Index(stories, stemmer)
        figures = [f"{mrr:.3f}  {recall:.3f}" for mrr, recall in map(index.evaluate, (known, judged))]
        print(f"{name:24}  {figures[0]:>22}   {figures[1]:>18}", flush=True)


def _stemmers() -> Iterator[tuple[str, Stemmer]]:
    yield "folding alone", str
    yield "light10", light10
    yield "ours", stems.stem


class Index:
    """All stories in FTS5, folded and under one stemmer."""

    def __init__(self, stories: list[dict[str, Any]], stemmer: Stemmer) -> None:
        self._stem = stemmer
        self._database = sqlite3.connect(":memory:")
        self._database.execute("CREATE VIRTUAL TABLE story USING fts5(hf, hs, tf, ts, content='')")
        rows = (
            (line, *self._columns(story["title"]), *self._columns(story["content"]))
            for line, story in enumerate(stories, 1)
        )
        self._database.executemany("INSERT INTO story(rowid, hf, hs, tf, ts) VALUES (?, ?, ?, ?, ?)", rows)

    def evaluate(self, queries: Iterable[Query]) -> tuple[float, float]:
        """Mean reciprocal rank and mean recall among the best ten."""
        ranks, recalls = [], []
        for query in queries:
            found = self.search(query.text)
            rank = next((place for place, line in enumerate(found, 1) if line in query.sought), 0)
            ranks.append(1 / rank if rank else 0.0)
            recalls.append(len(query.sought.intersection(found)) / min(BEST, len(query.sought)))
        return sum(ranks) / len(ranks), sum(recalls) / len(recalls)

    def search(self, text: str) -> list[int]:
        words = [term.folded for term in analyse(text)]
        telling = [word for word in words if not is_stop_word(word)] or words
        parts = (f'({{hf tf}}: "{word}" OR {{hs ts}}: "{self._stem(word)}")' for word in telling)
        order = f"SELECT rowid FROM story WHERE story MATCH ? ORDER BY bm25(story, {WEIGHTS}) LIMIT {BEST}"  # noqa: S608
        return [line for (line,) in self._database.execute(order, (" OR ".join(parts),))]

    def _columns(self, text: str | None) -> tuple[str, str]:
        words = [term.folded for term in analyse(text or "")]
        return " ".join(words), " ".join(map(self._stem, words))


def _stories() -> list[dict[str, Any]]:
    with gzip.open(CORPUS, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _judged() -> list[Query]:
    with JUDGED.open("rb") as file:
        return [Query(each["text"], frozenset(each["sought"])) for each in tomllib.load(file)["query"]]


def _known_items(stories: list[dict[str, Any]]) -> Iterator[Query]:
    dice = random.Random(7)
    same: dict[str, set[int]] = {}
    for line, story in enumerate(stories, 1):
        same.setdefault(fold(story["title"] or ""), set()).add(line)
    order = list(range(len(stories)))
    dice.shuffle(order)
    made = 0
    for title in (stories[place]["title"] or "" for place in order):
        words = [word for word in re.findall(r"\w+", title) if _tells(word)]
        if len(words) < 5 or made == KNOWN_ITEMS:
            continue
        made += 1
        chosen = sorted(dice.sample(range(len(words)), dice.randint(4, min(7, len(words)))))
        # Headlines alike but for their spelling are one item.
        yield Query(" ".join(_typed(words[place], dice) for place in chosen), frozenset(same[fold(title)]))


def _tells(word: str) -> bool:
    return len(word) > 2 and not word.isdigit() and not is_stop_word(fold(word))


def _typed(word: str, dice: random.Random) -> str:
    """The word as a hurried reader types it."""
    if dice.random() < 0.8:
        word = re.sub("[أإآ]", "ا", word)
    if dice.random() < 0.5:
        word = re.sub("ة$", "ه", word)
    if dice.random() < 0.5:
        word = re.sub("ى$", "ي", word)
    elif dice.random() < 0.3:
        word = re.sub("ي$", "ى", word)
    return _with_other_clitics(word, dice.random())


def _with_other_clitics(word: str, chance: float) -> str:
    if chance < 0.25:
        article = re.match("ال(?=...)|[وب]ال(?=...)|لل(?=...)", word)
        return word[article.end() :] if article else word
    if chance < 0.35 and not word.startswith("ال"):
        return f"ال{word}"
    if chance < 0.4:
        return f"و{word}"
    return f"ب{word}" if chance < 0.45 else word


if __name__ == "__main__":
    main()
