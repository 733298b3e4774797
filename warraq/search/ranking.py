"""The order of what was found. Pure, and the same over every engine.

The score of a story is that of BM25F (Robertson, Zaragoza, Taylor: "Simple BM25 extension to multiple weighted fields",
CIKM 2004): how often a word stands in each field, fields weighted, lengths levelled, rare words worth more. The word as
typed counts beside its stem, so that «الوزير» finds all ministers and puts those first that say «الوزير». It is then
raised for words that stand side by side as they were typed, lowered for words that are missing, and raised a little for
what is new.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from warraq.search.query import Term

_DAY = 86_400.0


@dataclass(frozen=True)
class Candidate:
    """What an engine found, as documents hold it; `moment` is the second of publication (of the epoch)."""

    number: int
    story_id: int
    headline_words: str
    headline_stems: str
    text_words: str
    text_stems: str
    moment: float


@dataclass(frozen=True)
class Weights:
    """How much each thing counts. The defaults were chosen on the odd half of the queries in bench/search and on known
    items; docs/performance.md has the figures of what was held out."""

    headline_stem: float = 12.0
    headline_word: float = 6.0
    text_stem: float = 0.8
    text_word: float = 0.3
    # Where BM25's term frequency levels off, and how much a text's length matters.
    saturation: float = 5.0
    length: float = 0.65
    usual_length: float = 250.0
    # The exponent by which missing words tell.
    coverage: float = 1.3
    # What a pair of typed neighbours adds when it stands in headline or text, as a share of its two words.
    neighbours_in_headline: float = 0.45
    neighbours_in_text: float = 0.05
    # What today's story gets beside an endlessly old one, and after how many days half of it is gone.
    recency: float = 0.15
    recency_days: float = 120.0


WEIGHTS = Weights()


@dataclass(frozen=True)
class Rarity:
    """In how many documents each stem stands, of how many."""

    documents: Mapping[str, int]
    total: int

    def of(self, stem: str) -> float:
        """Return the inverse document frequency, at least a little above nothing."""
        found = self.documents.get(stem, 0)
        return math.log(1 + (self.total - found + 0.5) / (found + 0.5)) if found <= self.total else 0.05


def ranked(
    terms: Sequence[Term],
    candidates: Iterable[Candidate],
    *,
    rarity: Rarity,
    now: float,
    weights: Weights = WEIGHTS,
) -> list[tuple[float, int]]:
    """Return (score, number) of the candidates, the best first; of equals the newer. `now` is seconds of the epoch."""
    idf = [rarity.of(term.stem) for term in terms]
    scored = [
        (
            _score(terms, idf, candidate, weights=weights) * _recency(candidate, now=now, weights=weights),
            candidate.number,
        )
        for candidate in candidates
    ]
    return sorted(scored, reverse=True)


def _score(terms: Sequence[Term], idf: Sequence[float], candidate: Candidate, *, weights: Weights) -> float:
    # Between spaces on both sides a word is found whole.
    headline_words, headline_stems = f" {candidate.headline_words} ", f" {candidate.headline_stems} "
    text_words, text_stems = f" {candidate.text_words} ", f" {candidate.text_stems} "
    level = 1 - weights.length + weights.length * text_stems.count(" ") / weights.usual_length
    score = matched = 0.0
    for term, rare in zip(terms, idf, strict=True):
        stem, word = f" {term.stem} ", f" {term.folded} "
        frequency = (
            weights.headline_stem * (stem in headline_stems)
            + weights.headline_word * (word in headline_words)
            + (weights.text_stem * text_stems.count(stem) + weights.text_word * text_words.count(word))
            / level
        )
        if frequency:
            score += rare * frequency / (frequency + weights.saturation)
            matched += rare
    score += _neighbours(terms, idf, headline_stems=headline_stems, text_stems=text_stems, weights=weights)
    whole = sum(idf)
    return score * (matched / whole) ** weights.coverage if whole else score


def _neighbours(
    terms: Sequence[Term], idf: Sequence[float], *, headline_stems: str, text_stems: str, weights: Weights
) -> float:
    """Return what typed neighbours that stand side by side add."""
    more = 0.0
    for place in range(len(terms) - 1):
        pair = f" {terms[place].stem} {terms[place + 1].stem} "
        rare = min(idf[place], idf[place + 1])
        if pair in headline_stems:
            more += weights.neighbours_in_headline * rare
        if pair in text_stems:
            more += weights.neighbours_in_text * rare
    return more


def _recency(candidate: Candidate, *, now: float, weights: Weights) -> float:
    days = max(0.0, now - candidate.moment) / _DAY
    return float(1 + weights.recency * 2 ** (-days / weights.recency_days))
