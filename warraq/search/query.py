"""What a person typed, read: words, «phrases», -exclusions. Pure; every text is a query, if only an empty one.

An `Expression` is what an engine is asked: it is built here, and each engine writes it in its own language.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from warraq.arabic.analysis import analyse
from warraq.arabic.stopwords import is_stop_word

# Whole headlines are pasted into search boxes; whole stories are not searched for.
MOST_CHARACTERS = 1_000
MOST_WORDS = 24

_QUOTED = re.compile(r'([-−–]?)(?:"([^"]*)"|«([^»]*)»|“([^”]*)”)')
_EXCLUDED = re.compile(r"(?<!\S)[-−–](?=\w)(\S+)")


@dataclass(frozen=True)
class Term:
    """A word that is looked for: as typed (folded), and its stem."""

    folded: str
    stem: str


Phrase = tuple[str, ...]
"""Folded words that stand one after the other."""


@dataclass(frozen=True)
class Query:
    """A query as read. `words` hold each stem once, and no word without a meaning of its own if others remain."""

    words: tuple[Term, ...] = ()
    phrases: tuple[Phrase, ...] = ()
    excluded_words: tuple[Term, ...] = ()
    excluded_phrases: tuple[Phrase, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything is looked for; exclusions alone look for nothing."""
        return bool(self.words or self.phrases)


def read_query(text: str) -> Query:
    """Read what was typed. Longer texts are read to their first 1,000 characters and 24 words."""
    text = text[:MOST_CHARACTERS]
    phrases: list[Phrase] = []
    excluded_phrases: list[Phrase] = []
    quoted_words: list[Term] = []

    def take(match: re.Match[str]) -> str:
        terms = _terms(match[2] or match[3] or match[4] or "")
        phrase = tuple(term.folded for term in terms)[:MOST_WORDS]
        if phrase and match[1]:
            excluded_phrases.append(phrase)
        elif len(phrase) > 1:
            phrases.append(phrase)
            quoted_words.extend(terms)
        else:
            quoted_words.extend(terms)
        return " "

    text = _QUOTED.sub(take, text)
    excluded = _terms(" ".join(_EXCLUDED.findall(text)))
    words = _once([*quoted_words, *_terms(_EXCLUDED.sub(" ", text))])
    telling = [word for word in words if not is_stop_word(word.folded)]
    return Query(
        words=tuple((telling or words)[:MOST_WORDS]),
        phrases=tuple(dict.fromkeys(phrases))[:MOST_WORDS],
        excluded_words=tuple(_once(excluded)[:MOST_WORDS]),
        excluded_phrases=tuple(dict.fromkeys(excluded_phrases))[:MOST_WORDS],
    )


def _terms(text: str) -> list[Term]:
    return [Term(folded=term.folded, stem=term.stem) for term in analyse(text)]


def _once(terms: Iterable[Term]) -> list[Term]:
    by_stem: dict[str, Term] = {}
    for term in terms:
        by_stem.setdefault(term.stem, term)
    return list(by_stem.values())


# ---- what engines are asked -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class StemIs:
    """The stem stands somewhere in the story, or in its headline."""

    stem: str
    in_headline: bool = False


@dataclass(frozen=True)
class PhraseIs:
    """The words stand one after the other in headline or text, as typed."""

    words: Phrase


@dataclass(frozen=True)
class MarkIs:
    """The story bears the mark: an edition, section, topic or author."""

    mark: str


@dataclass(frozen=True)
class AllOf:
    """All of these hold, and none of those."""

    parts: tuple[Expression, ...]
    without: tuple[Expression, ...] = ()


@dataclass(frozen=True)
class AnyOf:
    """At least one holds."""

    parts: tuple[Expression, ...]


Expression = StemIs | PhraseIs | MarkIs | AllOf | AnyOf


def all_words(query: Query, *, marks: Iterable[str] = (), in_headline: bool = False) -> AllOf:
    """Return that every word and phrase is there, and nothing that was excluded."""
    words = tuple(StemIs(word.stem, in_headline=in_headline) for word in query.words)
    return _within(query, words, marks=marks)


def any_two(query: Query, *, of: Iterable[Term], marks: Iterable[str] = ()) -> AllOf | None:
    """Return that any two of these words are there; None when there are not two."""
    words = [StemIs(word.stem) for word in of]
    # Each word with one of those after it: half as many names of words as there would be in pairs.
    pairs = tuple(
        AllOf((word, AnyOf(tuple(words[place:])))) for place, word in enumerate(words[:-1], start=1)
    )
    return _within(query, (AnyOf(pairs),), marks=marks) if pairs else None


def any_word(query: Query, *, of: Iterable[Term], marks: Iterable[str] = ()) -> AllOf | None:
    """Return that one of these words is there; None when there are none."""
    words = tuple(StemIs(word.stem) for word in of)
    return _within(query, (AnyOf(words),), marks=marks) if words else None


def _within(query: Query, parts: tuple[Expression, ...], *, marks: Iterable[str]) -> AllOf:
    phrases = tuple(PhraseIs(phrase) for phrase in query.phrases)
    without: tuple[Expression, ...] = (
        *(StemIs(word.stem) for word in query.excluded_words),
        *(PhraseIs(phrase) for phrase in query.excluded_phrases),
    )
    return AllOf((*parts, *phrases, *(MarkIs(mark) for mark in marks)), without=without)
