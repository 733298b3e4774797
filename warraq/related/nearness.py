"""How near one story is to another, by the words that tell what each is about. Pure.

A story is about the words that it says often and others seldom, those of its headline first. Two stories are as near
as the one says what the other is about; what came days apart is rather another event of the same kind.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from warraq.search.query import Term
from warraq.search.ranking import Candidate, Rarity

# Chosen on the odd half of the stories in bench/related_pairs.
MOST_TERMS = 20
_HEADLINE = 4
_TEXT_WORDS = 300
_SATURATION = 1.6
_LENGTH = 0.6
_USUAL_LENGTH = 250.0
_HEADLINE_FREQUENCY = 3.0
# What more than one story in a dozen says tells nothing, unless the archive is small.
_COMMON = 0.08
_FEW = 10
# A story of the same words months ago keeps this share of its nearness; half of the rest is gone after so many days.
_TIMELESS = 0.35
_HALF_DAYS = 4.0
_DAY = 86_400.0


@dataclass(frozen=True)
class Telling:
    """A stem that tells what a story is about, and how much."""

    stem: str
    weight: float


def words_to_weigh(story: Candidate) -> Counter[str]:
    """Return the stems that may tell what a story is about, with how often it says them."""
    counts = Counter(story.text_stems.split()[:_TEXT_WORDS])
    for stem in story.headline_stems.split():
        counts[stem] += _HEADLINE
    return Counter({stem: count for stem, count in counts.items() if len(stem) > 1 and not stem.isdigit()})


def telling(counts: Counter[str], *, rarity: Rarity, copies: int = 0) -> tuple[Telling, ...]:
    """Return up to twenty stems that tell most, the most telling first.

    One that only the story and its `copies` have tells nothing: it would lead to them alone.
    """
    weighed = sorted(
        ((1 + math.log(count)) * rarity.of(stem), stem)
        for stem, count in counts.items()
        if 1 + copies < rarity.documents.get(stem, 0) <= max(_FEW, _COMMON * rarity.total)
    )
    return tuple(Telling(stem=stem, weight=weight) for weight, stem in reversed(weighed[-MOST_TERMS:]))


def searched_for(about: Sequence[Telling], *, rarity: Rarity, count: int) -> list[Term]:
    """Return the rarest of the more telling half: any two of them together are seldom chance."""
    half = [each.stem for each in about[: MOST_TERMS // 2]]
    rarest = sorted(half, key=lambda stem: rarity.documents.get(stem, 0))[:count]
    return [Term(folded=stem, stem=stem) for stem in rarest]


def likeness(about: Sequence[Telling], story: Candidate) -> float:
    """Return how much a story says of what another is about: from 0 to about 1, the other's own share of itself."""
    headline, text = f" {story.headline_stems} ", f" {story.text_stems} "
    level = 1 - _LENGTH + _LENGTH * text.count(" ") / _USUAL_LENGTH
    said = 0.0
    for each in about:
        word = f" {each.stem} "
        frequency = _HEADLINE_FREQUENCY * (word in headline) + text.count(word) / level
        said += each.weight * frequency / (frequency + _SATURATION)
    return said


def nearness(likeness: float, *, seconds_apart: float) -> float:
    """Return a likeness with what lies between the two moments taken off."""
    days = abs(seconds_apart) / _DAY
    return likeness * (_TIMELESS + (1 - _TIMELESS) * float(2 ** (-days / _HALF_DAYS)))
