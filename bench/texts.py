"""Arabic text for an archive: the real corpora where they lie beside the checkout, else words made by chance."""

from __future__ import annotations

import gzip
import itertools
import json
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bench.plan import CORPORA

LONGEST_HEADLINE = 200
LONGEST_STANDFIRST = 300

_LETTERS = "ااانليمتربدسعقحفكجشخطصثذزضغظوةءئؤ"
_FILES = ("saudinewsnet/saudinewsnet.jsonl.gz", "ant/ant.jsonl.gz")


@dataclass(frozen=True)
class Text:
    """What a story says."""

    headline: str
    standfirst: str
    paragraphs: tuple[str, ...]
    author: str


def texts(count: int) -> Iterator[Text]:
    """Give `count` texts, the same in every run; a text that comes again has a number behind its headline."""
    sources = [path for name in _FILES if (path := CORPORA / name).exists()]
    if not sources:
        yield from (_generated(number) for number in range(count))
        return
    turns = (_again(_corpora(sources), turn=turn) for turn in itertools.count(1))
    yield from itertools.islice(itertools.chain.from_iterable(turns), count)


def are_real() -> bool:
    """Whether the corpora are there."""
    return all((CORPORA / name).exists() for name in _FILES)


def _again(found: Iterable[Text], *, turn: int) -> Iterator[Text]:
    for text in found:
        yield text if turn == 1 else replace(text, headline=f"{text.headline} ({turn})")


def _corpora(sources: list[Path]) -> Iterator[Text]:
    """Give both corpora in turns, so that a small archive has some of each."""
    streams = [_records(path) for path in sources]
    for records in itertools.zip_longest(*streams):
        for record in records:
            text = None if record is None else _text_of(record)
            if text is not None:
                yield text


def _records(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def _text_of(record: dict[str, Any]) -> Text | None:
    headline = " ".join((record.get("title") or "").split())[:LONGEST_HEADLINE].strip()
    body = record.get("content") or record.get("text") or ""
    paragraphs = tuple(" ".join(line.split()) for line in body.split("\n") if line.strip())
    if not headline or not paragraphs:
        return None
    standfirst = " ".join((record.get("abstract") or paragraphs[0]).split())
    author = " ".join((record.get("author") or "").split())
    return Text(
        headline=headline,
        standfirst=standfirst[:LONGEST_STANDFIRST].rpartition(" ")[0],
        paragraphs=paragraphs,
        author=author[:100] if any("ء" <= letter <= "ي" for letter in author) else "",
    )


def _generated(number: int) -> Text:
    chance = random.Random(number)

    def words(count: int) -> str:
        return " ".join("".join(chance.choices(_LETTERS, k=chance.randint(2, 8))) for _ in range(count))

    return Text(
        headline=words(9),
        standfirst=words(25),
        paragraphs=tuple(words(chance.randint(35, 75)) for _ in range(chance.randint(4, 12))),
        author=f"كاتب {number % 200}",
    )
