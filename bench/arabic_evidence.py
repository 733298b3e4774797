"""Which letters belong to the word? `python -m bench.arabic_evidence` asks a corpus and writes the two lists.

A stemmer that takes و, ف, ب, ل, ك, س, ال off the front and ان, ين, ات, ي, ه and others off the end by rule alone makes
زير of وزير and فلسط of فلسطين. Nobody need list by hand where it must not: the corpus shows it.

- No clitic stands under the article: because «الوزير» is written, the و of «وزير» is its own. Nor does a
  preposition stand under a preposition, nor an imperfect's ي or ت before a clitic («يواصل»).
- A clitic is dispensable: if «زير» is next to never written, the و of «وزير» is its own.
- An ending that comes and goes leaves its counterparts: «مسؤولين» has «مسؤولون», «فلسطين» has no «فلسطون»; and what
  carries an ending of its own that could not follow («لبناني») is a whole word.

What comes out is a list of words, for the rules of `warraq.arabic.stems` to leave alone. No text of the corpus
is in it.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

from warraq.arabic.stems import ENDINGS, without_ending
from warraq.arabic.stopwords import is_stop_word
from warraq.arabic.text import fold

LEXICON = Path(__file__).parent.parent / "warraq" / "arabic" / "lexicon"
DATA = Path(__file__).parent.parent.parent / "shared" / "data"
CORPORA = (DATA / "saudinewsnet" / "saudinewsnet.jsonl.gz", DATA / "ant" / "ant.jsonl.gz")

# What is rarer says nothing, and costs little where it is stemmed wrong.
RARE = 8
# A word is at most this many times as frequent with a clitic as without it.
DISPENSABLE = 0.04
# The share of a word's uses that shows it under something that no clitic stands under.
UNDER_ARTICLE = 0.05

_WORD = re.compile("[\u0621-\u0652\u0670]+")
_SHORTEST = 3


def main() -> None:
    """Count the corpora's words, weigh them and write the lists."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.arabic_evidence", description=__doc__.split("\n")[0]
    )
    parser.add_argument(
        "corpora", nargs="*", type=Path, default=CORPORA, help="JSON lines with title and text"
    )
    evidence = Evidence(_counted(parser.parse_args().corpora))
    endings = evidence.whole_endings()
    beginnings = evidence.whole_beginnings(endings)
    left = (word if word == rest else f"{word} {rest}" for word, rest in endings.items())
    _write("whole_endings", left, why="words that end as if with an ending, and what is left of some")
    _write("whole_beginnings", beginnings, why="words, their endings off, that begin as if with a clitic")
    print(f"{len(evidence.count)} words: {len(beginnings)} whole beginnings, {len(endings)} whole endings")


class Evidence:
    """How often each word is written, and what follows from it."""

    def __init__(self, count: Counter[str]) -> None:
        self.count = count

    def under_article(self, word: str) -> int:
        count = self.count
        return count[f"ال{word}"] + count[f"وال{word}"] + count[f"بال{word}"] + count[f"لل{word}"]

    def after(self, beginnings: str, word: str) -> int:
        return sum(self.count[letter + word] for letter in beginnings)

    def used(self, word: str) -> int:
        """How often the word is written under any clitic that may stand before it."""
        return self.count[word] + self.under_article(word) + self.after("وبل", word)

    # Endings

    def whole_endings(self) -> dict[str, str]:
        """The words from which a rule would take too much, each with what it should leave of them."""
        candidates = filter(self._is_candidate, self.count)
        left = {word: self._left(word) for word in candidates}
        return {word: rest for word, rest in left.items() if rest is not None}

    def _is_candidate(self, word: str) -> bool:
        if self.count[word] + self.under_article(word) < RARE or word.startswith(("ال", "وال", "بال", "لل")):
            return False
        return word.endswith(ENDINGS) and len(word) > _SHORTEST and not is_stop_word(word)

    def _left(self, word: str) -> str | None:
        """What its longest true ending leaves of a word; None where that is the longest that it might have."""
        endings = [each for each in ENDINGS if word.endswith(each)]
        for ending in endings:
            rest = word.removesuffix(ending)
            if len(rest) < _SHORTEST:
                return None
            if not _RULES[ending](self, word, rest):
                return None if ending == endings[0] else rest
        return word

    def _share(self, words: tuple[str, ...], word: str) -> float:
        return sum(map(self.used, words)) / max(self.used(word), 1)

    def _pronoun(self, word: str, rest: str) -> bool:
        """A pronoun is never under the article, and the word without it is written too."""
        if self._is_definite(word):
            return True
        without = [rest, *(rest[:-1] + last for before, last in _BEFORE_A_PRONOUN if rest.endswith(before))]
        return self._share(tuple(without), word) < 0.2

    def _dual(self, word: str, rest: str) -> bool:
        """«رئيسان» has «رئيسين»; «لبنان» has «لبناني» and no «لبنين»."""
        if self._share((word + "ي", word + "يه", word + "ات"), word) > 0.1:
            return True
        return self._share((rest + "ين",), word) < 0.15 or self._share((rest, rest + "ه"), word) < 0.05

    def _sound_plural(self, word: str, rest: str) -> bool:
        """«مسؤولين» has «مسؤولون» or «مسؤولان», and «مسؤول»."""
        if self._share((word + "ي", word + "يه", word + "ات"), word) > 0.1:
            return True
        others = (rest + "ون", rest + "ان", rest + "ين")
        counterpart = self._share(tuple(each for each in others if each != word), word)
        singular = self._share((rest, rest + "ه"), word)
        return singular < 0.05 or (counterpart < 0.03 and singular < 0.5)

    def _feminine_plural(self, word: str, rest: str) -> bool:
        if self._share((word + "ي", word + "يه"), word) > 0.2:
            return True
        return self._share((rest, rest + "ه"), word) < 0.01

    def _final_he(self, word: str, rest: str) -> bool:
        """ة turns to ت before an ending; a ه that stands before one is the root's («اتجاهات»)."""
        return self._share((word + "ات", word + "ها", word + "ه", word + "ي", word + "يه"), word) > 0.05

    def _final_ye(self, word: str, rest: str) -> bool:
        return self._share((rest, rest + "ه", rest + "ا", rest + "ات"), word) < 0.05

    def _verbal(self, word: str, rest: str) -> bool:
        """Tanween's alef, وا and ت of verbs: never under the article or a preposition."""
        if self._is_definite(word) or self.after("بل", word) >= max(5, 0.08 * self.count[word]):
            return True
        return self._share((rest, rest + "ه"), word) < 0.05

    def _verbal_plural(self, word: str, rest: str) -> bool:
        return self.under_article(word) > 0 or self._share((rest,), word) < 0.05

    def _final_hamza(self, word: str, rest: str) -> bool:
        return False

    def _is_definite(self, word: str) -> bool:
        return self.under_article(word) >= max(4, 0.04 * self.count[word])

    # Beginnings

    def whole_beginnings(self, endings: dict[str, str]) -> frozenset[str]:
        """The words, their endings off, that begin like a word under clitics and are none."""
        families: dict[str, list[str]] = {}
        for word in self.count:
            if _CLITIC.match(word) and len(word) > _SHORTEST and not is_stop_word(word):
                # After ال a word stands for itself: «الهام» must not speak for «الهامة».
                base = word if word.startswith("ال") else without_ending(word, whole=endings)
                families.setdefault(base, []).append(word)
        return frozenset(base for base, family in families.items() if self._begins_whole(family))

    def _begins_whole(self, family: list[str]) -> bool:
        own = sum(self.count[word] for word in family)
        if own + sum(map(self.under_article, family)) < RARE:
            return False
        clitic = "ال" if family[0].startswith("ال") else family[0][0]
        under = sum(self._under(word, clitic=clitic) for word in family)
        if under >= max(3, UNDER_ARTICLE * (own + under)):
            return True
        if clitic == "ال":
            return False
        return sum(self._used_without(word, clitic=clitic) for word in family) < DISPENSABLE * own

    def _used_without(self, word: str, *, clitic: str) -> int:
        """How often what is left of the word is written, if the clitic is none of its letters; «وال», «لل» and
        the like leave it under the article.
        """
        rest = word.removeprefix(clitic)
        bare = rest.removeprefix("ل" if word.startswith("لل") else "ال")
        own = self.count[rest] + self.under_article(rest) + self.after("وبل".replace(clitic, ""), rest)
        return own if bare == rest else own + self.used(bare)

    def _under(self, word: str, *, clitic: str) -> int:
        """How often the word stands under what no word with this clitic stands under."""
        if clitic == "ال":
            return self.count["ال" + word] + self.count["وال" + word] + self.count["ل" + word]
        prepositions = "بلك".replace(clitic, "")
        verbal = self.after("يتنم", word) if clitic in "وفبلك" and len(word) > 3 else 0
        return self.under_article(word) + self.after(prepositions, word) + verbal


_CLITIC = re.compile("[وفبلك]|ال|س(?=[يتن])")
# How a word's last letter stands before a pronoun, and how without: «مدينتها», «شركائها», «مستواها».
_BEFORE_A_PRONOUN = (("ت", "ه"), ("اي", "ء"), ("او", "ء"), ("ا", "ي"))
_RULES: dict[str, Callable[[Evidence, str, str], bool]] = {
    **dict.fromkeys(("هما", "كما", "ها", "هم", "هن", "نا", "كم"), Evidence._pronoun),
    "ان": Evidence._dual,
    **dict.fromkeys(("ين", "ون"), Evidence._sound_plural),
    "ات": Evidence._feminine_plural,
    "ه": Evidence._final_he,
    "ي": Evidence._final_ye,
    "وا": Evidence._verbal_plural,
    **dict.fromkeys(("ا", "ت"), Evidence._verbal),
    "ء": Evidence._final_hamza,
}


def _counted(paths: list[Path]) -> Counter[str]:
    written: Counter[str] = Counter()
    for path in paths:
        with gzip.open(path, "rt", encoding="utf-8") as stories:
            for line in stories:
                story = json.loads(line)
                for field in ("title", "content", "text"):
                    written.update(_WORD.findall(story.get(field) or ""))
    folded: Counter[str] = Counter()
    for word, count in written.items():
        folded[fold(word)] += count
    del folded[""]
    return folded


def _write(name: str, lines: Iterable[str], *, why: str) -> None:
    head = f"# Derived by bench/arabic_evidence.py from the words of a corpus, folded: {why}.\n"
    (LEXICON / f"{name}.txt").write_text(head + "\n".join(sorted(lines)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
