"""Make `warraq/arabic/copydesk/common_words.txt`: words that the lexicon has and that newspapers write often.

    python -m bench.copydesk_words

Counts the words of the two corpora under `../shared/data`; only single words leave it, the most frequent first,
and only those that a slip of hamza, ة or ى may lead to.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from warraq.arabic.copydesk.rule import bare, words_of
from warraq.arabic.lexicon.ayaspell import is_available, is_word

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT.parent / "shared" / "data"
TARGET = ROOT / "warraq" / "arabic" / "copydesk" / "common_words.txt"

# Once in half a million words of 16.7 million; below it slips themselves begin to be frequent.
OFTEN = 30

_OF_USE = re.compile("[أإآئ]|[ةىيه]$|^(?:[وفبكل]|ال|لل|وال|بال)?ا")


def texts() -> Iterator[str]:
    """Yield every headline, summary and body of both corpora."""
    for name, fields in (("saudinewsnet", ("title", "content")), ("ant", ("title", "abstract", "text"))):
        with gzip.open(DATA / name / f"{name}.jsonl.gz", "rt", encoding="utf-8") as file:
            for line in file:
                record = json.loads(line)
                yield from (record[field] for field in fields if record[field])


def main() -> None:
    """Count, choose, write."""
    if not is_available():
        sys.exit("Hunspell is missing.")
    counts: Counter[str] = Counter()
    for text in texts():
        counts.update(bare(word) for word in words_of(text))
    chosen = [
        word
        for word, count in counts.most_common()
        if count >= OFTEN and _OF_USE.search(word) and len(word) > 1
    ]
    words = [word for word in chosen if is_word(word)]
    TARGET.write_text("".join(f"{word}\n" for word in words), encoding="utf-8")
    print(f"{len(words):,} of {len(counts):,} different words, {TARGET.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
