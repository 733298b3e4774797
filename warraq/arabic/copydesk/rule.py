"""What a rule is, and the text that it is given."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from warraq.arabic.characters import TATWEEL
from warraq.arabic.copydesk.classes import LETTERS, MARKS
from warraq.arabic.copydesk.findings import Severity
from warraq.arabic.copydesk.house import HouseRules
from warraq.arabic.copydesk.pairs import Role, roles_of

_WORD = re.compile(f"[{LETTERS}][{LETTERS}{MARKS}{TATWEEL}]*+")
_NOT_LETTERS = re.compile(f"[{MARKS}{TATWEEL}]+")


MOST_WORDS = 30_000
"""Rules that judge single words read no further: that is a small book, and a lexicon takes its time."""


class Word(NamedTuple):
    """A run of Arabic letters: ``text[start:end]``, and ``bare`` without tashkeel and tatweel."""

    start: int
    end: int
    bare: str


class Found(NamedTuple):
    """A rule's verdict on ``text[start:end]``. What is not certain is a warning at most.

    ``severity`` is set where the house has decided it for this very thing.
    """

    start: int
    end: int
    reason: str
    suggestions: tuple[str, ...] = ()
    certain: bool = True
    severity: Severity | None = None


@dataclass(frozen=True)
class Copy:
    """A text under the rules of its house."""

    text: str
    house: HouseRules
    is_headline: bool = False

    @cached_property
    def words(self) -> list[Word]:
        """The Arabic words, in order; of an endless text the first ``MOST_WORDS``."""
        found = _WORD.finditer(self.text)
        return [Word(word.start(), word.end(), bare(word.group())) for word in islice(found, MOST_WORDS)]

    @cached_property
    def bare_words(self) -> list[str]:
        """The words without tashkeel, in order."""
        return [word.bare for word in self.words]

    @cached_property
    def roles(self) -> Mapping[int, Role]:
        """What each bracket and quotation mark does, by its place."""
        return roles_of(self.text)

    def written(self, word: Word) -> str:
        """The word as it stands in the text."""
        return self.text[word.start : word.end]


def words_of(text: str) -> Iterator[str]:
    """The Arabic words of a text as they are written."""
    return (word.group() for word in _WORD.finditer(text))


def bare(word: str) -> str:
    """The letters alone, without tashkeel and tatweel."""
    return _NOT_LETTERS.sub("", word)


@dataclass(frozen=True)
class Rule:
    """One thing that the copy desk looks for.

    ``severity`` is the default, ``None`` for a rule that is off until an edition switches it on.
    ``examples`` are pairs, wrong → as ``corrected`` leaves it; ``tells`` are texts whose mending it leaves to
    a person; in ``keeps`` it finds nothing. They are its golden tests and its documentation.
    """

    name: str
    title: str
    severity: Severity | None
    find: Callable[[Copy], Iterator[Found]]
    examples: tuple[tuple[str, str], ...] = ()
    tells: tuple[str, ...] = ()
    keeps: tuple[str, ...] = ()
    house: HouseRules | None = None
    """The decisions under which the examples hold, where the default house has none."""
    in_headlines: bool = False
    """The examples are headlines."""
