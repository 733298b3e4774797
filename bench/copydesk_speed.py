"""How long the copy desk takes for a story of 800 words: `python -m bench.copydesk_speed`.

Stories are runs of 800 words of the newspaper corpus under `../shared/data`, one after the other, so that names and
words come as they do in a newsroom. Each is checked twice: met for the first time, and again as on the next key press.
"""

from __future__ import annotations

import gzip
import json
import resource
import statistics
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from warraq.arabic.copydesk import check
from warraq.arabic.lexicon import ayaspell

CORPUS = Path(__file__).resolve().parent.parent.parent / "shared/data/saudinewsnet/saudinewsnet.jsonl.gz"
WORDS = 800
STORIES = 300


def stories() -> Iterator[str]:
    """Yield texts of 800 words."""
    words: list[str] = []
    with gzip.open(CORPUS, "rt", encoding="utf-8") as file:
        for line in file:
            words += (json.loads(line)["content"] or "").split(" ")
            while len(words) >= WORDS:
                yield " ".join(words[:WORDS])
                del words[:WORDS]


def milliseconds(text: str) -> float:
    """Return what one check takes."""
    start = time.perf_counter()
    check(text)
    return (time.perf_counter() - start) * 1_000


def told(name: str, times: list[float]) -> str:
    """Return a line of the report."""
    worst = sorted(times)[int(len(times) * 0.99)]
    return f"{name:<22} median {statistics.median(times):5.1f} ms   p99 {worst:5.1f} ms   longest {max(times):5.1f} ms"


def main() -> None:
    """Measure and print."""
    if not CORPUS.exists():
        sys.exit(f"{CORPUS} is missing.")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    ayaspell.warm()
    check("نص")
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(f"{'lexicon':<22} {(time.perf_counter() - start) * 1_000:.0f} ms once, {grown:.0f} MB")
    texts = list(islice(stories(), STORIES))
    print(told("met for the first time", [milliseconds(text) for text in texts]))
    print(told("checked again", [milliseconds(text) for text in texts]))


if __name__ == "__main__":
    main()
