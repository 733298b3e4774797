"""What a rule is, and the text that it is given."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from warraq.arabic.characters import TATWEEL
from warraq.arabic.copydesk.findings import Severity
from warraq.arabic.copydesk.house import HouseRules

LETTERS = "\u0620-\u063f\u0641-\u064a\u0671-\u06d3\u06fa-\u06fc"
"""Arabic letters, those of Persian and Urdu too, as the inside of a ``[...]``."""

MARKS = "\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed"
"""Tashkeel, as the inside of a ``[...]``."""

SPACES = " \t\u00a0\u2000-\u200a\u202f\u3000"
"""White space within a line, as the inside of a ``[...]``."""

_WORD = re.compile(f"[{LETTERS}][{LETTERS}{MARKS}{TATWEEL}]*+")
_NOT_LETTERS = re.compile(f"[{MARKS}{TATWEEL}]+")


class Word(NamedTuple):
    """A run of Arabic letters: ``text[start:end]``, and ``bare`` without tashkeel and tatweel."""

    start: int
    end: int
    bare: str


class Found(NamedTuple):
    """A rule's verdict on ``text[start:end]``. What is not certain is a warning at most."""

    start: int
    end: int
    reason: str
    suggestions: tuple[str, ...] = ()
    certain: bool = True


@dataclass(frozen=True)
class Copy:
    """A text under the rules of its house."""

    text: str
    house: HouseRules
    is_headline: bool = False

    @cached_property
    def words(self) -> list[Word]:
        """The Arabic words, in order."""
        found = _WORD.finditer(self.text)
        return [Word(word.start(), word.end(), bare(word.group())) for word in found]

    def written(self, word: Word) -> str:
        """The word as it stands in the text."""
        return self.text[word.start : word.end]


def bare(word: str) -> str:
    """The letters alone, without tashkeel and tatweel."""
    return _NOT_LETTERS.sub("", word)


@dataclass(frozen=True)
class Rule:
    """One thing that the copy desk looks for.

    ``severity`` is the default, ``None`` for a rule that is off until an edition switches it on.
    ``examples`` are pairs, wrong → as ``corrected`` leaves it; ``keeps`` are texts in which the rule finds
    nothing. They are its golden tests and its documentation.
    """

    name: str
    title: str
    severity: Severity | None
    find: Callable[[Copy], Iterator[Found]]
    examples: tuple[tuple[str, str], ...]
    keeps: tuple[str, ...] = ()
    house: HouseRules | None = None
    """The decisions under which the examples hold, where the default house has none."""
    in_headlines: bool = False
    """The examples are headlines."""
