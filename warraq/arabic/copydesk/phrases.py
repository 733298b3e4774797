"""Expressions of one or more words, looked for in a text with the clitics that may stand before them."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Generic, NamedTuple, TypeVar

from warraq.arabic.copydesk.rule import Copy, Word, bare, words_of

Payload = TypeVar("Payload")

_CLITICS = re.compile(r"[وف]?(?:[بكل]|ال|[بك]ال|لل)?")
_LOOSE = str.maketrans("أإآٱىة", "اااايه")


class Occurrence(NamedTuple, Generic[Payload]):
    """``text[start:end]`` is the expression with its clitics; ``clitics`` are these letters alone."""

    start: int
    end: int
    clitics: str
    payload: Payload


def exact(word: str) -> str:
    """Compare words letter by letter."""
    return word


def loosely(word: str) -> str:
    """Compare words in any spelling of hamza, ة and ى."""
    return word.translate(_LOOSE)


class PhraseBook(Generic[Payload]):
    """Expressions by the key of their first word."""

    def __init__(self, phrases: Iterable[tuple[str, Payload]], *, key: Callable[[str], str]) -> None:
        self._key = key
        self._by_first: dict[str, list[tuple[tuple[str, ...], Payload]]] = {}
        for phrase, payload in phrases:
            keys = tuple(key(bare(word)) for word in words_of(phrase))
            if keys:
                self._by_first.setdefault(keys[0], []).append((keys[1:], payload))
        for known in self._by_first.values():
            known.sort(key=lambda entry: -len(entry[0]))

    def occurrences(self, copy: Copy) -> Iterator[Occurrence[Payload]]:
        """Where they stand; of two that begin at one word the longer."""
        if not self._by_first:
            return
        for place, word in enumerate(copy.words):
            for clitics, stem in _ways_to_read(self._key(word.bare)):
                found = self._match(copy, place, stem)
                if found is not None:
                    last, payload = found
                    yield Occurrence(word.start, last.end, word.bare[: len(clitics)], payload)
                    break

    def _match(self, copy: Copy, place: int, stem: str) -> tuple[Word, Payload] | None:
        for rest, payload in self._by_first.get(stem, ()):
            words = copy.words[place : place + 1 + len(rest)]
            keys = tuple(self._key(word.bare) for word in words[1:])
            if keys == rest and _stand_together(copy.text, words):
                return words[-1], payload
        return None


def _ways_to_read(key: str) -> Iterator[tuple[str, str]]:
    yield "", key
    longest = _CLITICS.match(key)
    for length in range(1, longest.end() + 1 if longest else 1):
        if _CLITICS.fullmatch(key, 0, length):
            yield key[:length], key[length:]


def _stand_together(text: str, words: list[Word]) -> bool:
    return all(text[first.end : second.start].isspace() for first, second in pairwise(words))


def replacements(copy: Copy, words: Mapping[str, str]) -> Iterator[Occurrence[str]]:
    """Where one of these words or expressions stands, letter by letter; the payload is what replaces it."""
    return PhraseBook(words.items(), key=exact).occurrences(copy)
