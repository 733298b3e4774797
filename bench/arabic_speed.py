"""`python -m bench.arabic_speed`: how much text a second the analysis reads on one core, in MB of UTF-8.

The text is SaudiNewsNet's 31,030 stories one after the other, as a rebuild of the index reads them, or this file's
own few sentences where the corpus is missing (which says little: there every word is remembered).
"""

from __future__ import annotations

import gzip
import json
import resource
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from warraq.arabic.analysis import analyse
from warraq.arabic.text import fold

CORPUS = Path(__file__).parents[2] / "shared" / "data" / "saudinewsnet" / "saudinewsnet.jsonl.gz"
ROUNDS = 5

_OWN = "قال وزير الخارجية إن الوزارة سترسل وفدًا إلى المدينة، وإن الطائرات لن تعود قبل ثلاثة أيام. " * 20


def main() -> None:
    """Read everything five times with each function; print the median, in processor time."""
    texts = _texts()
    size = sum(len(text.encode()) for text in texts)
    print(f"{len(texts)} texts, {size / 1e6:.0f} MB of UTF-8, median of {ROUNDS} rounds")
    for name, function in (("analyse", analyse), ("fold", fold)):
        seconds = _median_seconds(function, texts)
        print(f"{name:8} {size / seconds / 1e6:6.1f} MB/s")
    kibibytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - _text_kibibytes(texts)
    print(f"{kibibytes / 1024:.0f} MiB of memory at most, the texts themselves left out")


def _texts() -> list[str]:
    if not CORPUS.exists():
        return [_OWN] * 500
    with gzip.open(CORPUS, "rt", encoding="utf-8") as stories:
        return [json.loads(line)["content"] for line in stories]


def _median_seconds(function: Callable[[str], object], texts: list[str]) -> float:
    return statistics.median(_seconds(function, texts) for _ in range(ROUNDS))


def _seconds(function: Callable[[str], object], texts: list[str]) -> float:
    began = time.process_time()
    for text in texts:
        function(text)
    return time.process_time() - began


def _text_kibibytes(texts: list[str]) -> int:
    return sum(text.__sizeof__() for text in texts) // 1024


if __name__ == "__main__":
    main()
