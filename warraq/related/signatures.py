"""A text's signature: what is compared to find copies of it. Pure.

A text is folded (`warraq.arabic.text.fold`) and cut into *shingles*: every five words that follow one another, each
kept as a number of 32 bits. Two texts share as much as they share shingles, whatever their headlines, hamzas and
punctuation (Broder, "On the resemblance and containment of documents", 1997).

A signature's *keys* are the slots of a MinHash of the shingles: two texts have a slot in common with the chance that is
their Jaccard likeness. One common key of 24 makes a candidate, so that of pairs with a likeness of 0.2 one in 200 is
missed; unrelated texts share no five words and thus no key. Candidates are then judged by their true shingles.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from html import unescape
from typing import Any

import nh3
from rensa import RMinHash

from warraq.arabic.text import fold
from warraq.common.ahead import answered_ahead

WORDS = 5  # of a shingle
# Shorter texts (alerts, captions of galleries) say too little to be told apart.
FEWEST_SHINGLES = 16
# Letters that are read of one text: the rest of a book adds nothing to what its beginning tells.
LONGEST = 60_000

SLOTS = 24
_SEED = 1
_SLOT_BITS = 32

# Candidates whose shingles are compared, those with most keys in common first.
MOST_CANDIDATES = 64
# Stories that one key leads to, the newest: a phrase that every press release has must not grow without end.
MOST_MEMBERS = 64

# From here on two texts are one story: by what the longer has of the shorter, unless the shorter is but a small part of
# the longer (a round-up of the day holds whole reports and is none of them)...
CONTAINED = 0.8
SMALLEST_PART = 1 / 6
# ... or by what they share of all they have together, if they came within DAYS of each other: desks that edit the same
# text do it on the same day or the next.
EDITED = 0.4
DAYS = 2
# Below that, and within the same days, one report stands behind both: the desk wants to know, a reader may read both.
AKIN = 0.3
# The congratulations to one president are those to the next with another name, and so are weather and executions. What
# a text shares with texts of so many other days is a formula, and this much has to be shared without it.
FORMULA_DAYS = 2
BEYOND_FORMULAS = 0.2
# Two texts are about as long if the shorter has this much of the longer.
ABOUT_AS_LONG = 0.8

_BREAK = re.compile(r"<(?:/p|/li|/h[1-6]|br)\b[^<>]*>", re.IGNORECASE)

Shingles = frozenset[int]


@dataclass(frozen=True)
class Signed:
    """What is kept of a text: its packed shingles, and the day (UTC) on which it came."""

    shingles: bytes
    came_on: date


class Alike(Enum):
    """How one text is a copy of another."""

    NEAR = "the same text, give or take a few words"
    WITHIN = "stands almost whole in the other, which is longer"
    AROUND = "holds almost all of the other, which is shorter"
    EDITED = "the same copy, cut and edited"
    AKIN = "long passages in common; no copy"


@dataclass(frozen=True)
class Overlap:
    """What two texts share, in shingles: `own` is the size of the text that is spoken of."""

    shared: int
    own: int
    other: int

    @property
    def turned(self) -> Overlap:
        """The same, told of the other text."""
        return Overlap(self.shared, own=self.other, other=self.own)

    @property
    def jaccard(self) -> float:
        """The share of what both have together, 0 to 1."""
        together = self.own + self.other - self.shared
        return self.shared / together if together else 0.0

    @property
    def of_own(self) -> float:
        """How much of this text stands in the other, 0 to 1."""
        return self.shared / self.own if self.own else 0.0

    @property
    def of_other(self) -> float:
        """How much of the other text stands in this one, 0 to 1."""
        return self.shared / self.other if self.other else 0.0

    @property
    def likeness(self) -> float:
        """How alike they are, 0 to 1, as a person would say it: the share of an average of the two (Dice)."""
        return 2 * self.shared / (self.own + self.other) if self.own + self.other else 0.0


def alike(found: Overlap, *, days: int) -> Alike | None:
    """Judge two texts that came so many days apart; None for two stories."""
    shorter, longer = sorted((found.own, found.other))
    if found.shared >= CONTAINED * shorter and shorter > SMALLEST_PART * longer:
        if shorter >= ABOUT_AS_LONG * longer:
            return Alike.NEAR
        return Alike.WITHIN if found.own == shorter else Alike.AROUND
    if found.jaccard < AKIN or days > DAYS:
        return None
    return Alike.EDITED if found.jaccard >= EDITED else Alike.AKIN


# ---- from a story to its shingles ---------------------------------------------------------------------------------


def plain_text(standfirst: str, blocks: Iterable[Mapping[str, Any]]) -> str:
    """Return what is compared of a story: its standfirst and the words of its body, without the headline.

    `blocks` is a StreamField's raw data. Each desk writes its own headline over the agency's text.
    """
    parts, length = [standfirst], len(standfirst)
    for block in blocks:
        if length >= LONGEST:
            break
        text = _words_of(str(block.get("type", "")), block.get("value"))
        length += len(text)
        parts.append(text)
    return " ".join(parts)[:LONGEST]


def text_of_html(html: str) -> str:
    """Return the words of rich text, those of two paragraphs apart."""
    # The sanitizer takes no lone surrogates; nothing is lost with them.
    encodable = html[:LONGEST].encode(errors="replace").decode()
    return unescape(nh3.clean(_BREAK.sub(" ", encodable), tags=set()))


def _words_of(kind: str, value: Any) -> str:
    if kind == "paragraph":
        return text_of_html(str(value))
    if kind == "heading":
        return str(value)
    if kind == "quote" and isinstance(value, Mapping):
        return str(value.get("text", ""))
    if kind == "list" and isinstance(value, list):
        return " ".join(str(item["value"] if isinstance(item, Mapping) else item) for item in value)
    return ""


def shingles(text: str) -> Shingles:
    """Return the text's shingles; none for a text too short to compare.

    CRC-32 is quick, the same everywhere and for ever, and good enough: of two texts of 500 words, one shingle in
    eight million meets another by chance.
    """
    words = fold(text[:LONGEST]).split()
    found = frozenset(
        zlib.crc32(" ".join(words[start : start + WORDS]).encode()) for start in range(len(words) - WORDS + 1)
    )
    return found if len(found) >= FEWEST_SHINGLES else frozenset()


@answered_ahead
def signed(text: str) -> bytes:
    """Return the text's shingles as they are stored."""
    return packed(shingles(text))


def packed(found: Shingles) -> bytes:
    """Return shingles as they are stored: four bytes each, smallest first."""
    return struct.pack(f"<{len(found)}I", *sorted(found))


def unpacked(stored: bytes | memoryview) -> Shingles:
    """Return what `packed` stored."""
    return frozenset(struct.unpack(f"<{len(stored) // 4}I", stored))


# ---- from shingles to candidates ----------------------------------------------------------------------------------


def keys(of: Sequence[Shingles]) -> list[tuple[int, ...]]:
    """Return the keys of each set of shingles: SLOTS numbers of 63 bits, none for an empty set."""
    full = [each for each in of if each]
    matrix = RMinHash.digest_matrix_from_token_hash_sets(
        [list(each) for each in full], num_perm=SLOTS, seed=_SEED
    )
    rows = iter(matrix.to_rows() if full else [])
    return [
        tuple(slot << _SLOT_BITS | value for slot, value in enumerate(next(rows))) if each else ()
        for each in of
    ]


@answered_ahead
def keys_of(stored: bytes) -> tuple[int, ...]:
    """Return the keys of stored shingles."""
    (own_keys,) = keys([unpacked(stored)])
    return own_keys


def candidates(members: Iterable[Iterable[int]]) -> list[int]:
    """Return the stories behind a text's keys, those behind most keys first, of equal ones the newest."""
    times = Counter(story for each in members for story in each)
    return sorted(times, key=lambda story: (-times[story], -story))[:MOST_CANDIDATES]


def overlap(own: Shingles, other: Shingles) -> Overlap:
    """Compare two sets of shingles."""
    return Overlap(len(own & other), own=len(own), other=len(other))


def likes(own: Signed, *, others: Mapping[int, Signed]) -> dict[int, tuple[Overlap, Alike]]:
    """Judge a text's candidates by their true shingles; returns those that are like it, and how."""
    shingled = {number: unpacked(each.shingles) for number, each in others.items()}
    apart = {number: abs((own.came_on - each.came_on).days) for number, each in others.items()}
    ours = unpacked(own.shingles)
    found = {}
    formulas: Shingles | None = None
    for number, theirs in shingled.items():
        shared = overlap(ours, theirs)
        verdict = alike(shared, days=apart[number])
        if verdict in (Alike.EDITED, Alike.AKIN):
            if formulas is None:
                far = {each: others[each].came_on for each in others if apart[each] > DAYS}
                formulas = _formulas(ours, texts=[(shingled[each], day) for each, day in far.items()])
            if overlap(ours - formulas, theirs - formulas).jaccard < BEYOND_FORMULAS:
                continue
        if verdict is not None:
            found[number] = shared, verdict
    return found


def _formulas(own: Shingles, *, texts: Iterable[tuple[Shingles, date]]) -> Shingles:
    """Return what of a text stands in texts of FORMULA_DAYS other days or more."""
    days: dict[int, set[date]] = {}
    for theirs, day in texts:
        for shingle in own & theirs:
            days.setdefault(shingle, set()).add(day)
    return frozenset(shingle for shingle, seen in days.items() if len(seen) >= FORMULA_DAYS)


def newest_members(members: Collection[int]) -> set[int]:
    """Return which stories a key goes on leading to."""
    return set(sorted(members)[-MOST_MEMBERS:])
