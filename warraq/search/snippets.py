"""The passage of a text that answers a query, in its original spelling. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from warraq.arabic.analysis import Term as Analysed
from warraq.arabic.analysis import analyse

# Of a long text only so much is looked at for a passage: some eight hundred words.
LOOKED_AT = 5_000
PASSAGE_WORDS = 32
_BEFORE = 6


@dataclass(frozen=True)
class Piece:
    """A stretch of text; `is_found` when it is a word that was looked for."""

    text: str
    is_found: bool = False


def marked(text: str, *, stems: Collection[str]) -> list[Piece]:
    """Return the whole text in pieces, its found words apart; joined together they are the text."""
    return _pieces(text, analyse(text), start=0, end=len(text), stems=stems)


def passage(text: str, *, stems: Collection[str]) -> list[Piece]:
    """Return the stretch of some 32 words with most of the words that were looked for; the beginning if there are none.

    An ellipsis stands where the text was cut.
    """
    text = text[:LOOKED_AT]
    words = analyse(text)
    if not words:
        return [Piece(text)] if text else []
    first = _best_window([word.stem for word in words], stems=stems)
    last = min(first + PASSAGE_WORDS, len(words)) - 1
    start = words[first].start if first else 0
    end = words[last].end if last < len(words) - 1 else len(text)
    pieces = _pieces(text, words[first : last + 1], start=start, end=end, stems=stems)
    before = [Piece("… ")] if start else []
    after = [Piece(" …")] if end < len(text) else []
    return [*before, *pieces, *after]


def _best_window(found: Sequence[str], *, stems: Collection[str]) -> int:
    """Return the place of the word at which the passage begins: different words count before repeated ones."""
    places = [place for place, stem in enumerate(found) if stem in stems]
    best, best_value = 0, (0, 0)
    for place in places:
        within = [found[each] for each in places if place <= each < place + PASSAGE_WORDS - _BEFORE]
        value = (len(set(within)), len(within))
        if value > best_value:
            best, best_value = max(0, place - _BEFORE), value
    return best


def _pieces(
    text: str, words: Sequence[Analysed], *, start: int, end: int, stems: Collection[str]
) -> list[Piece]:
    pieces: list[Piece] = []
    position = start
    for word in words:
        if word.stem in stems:
            if word.start > position:
                pieces.append(Piece(text[position : word.start]))
            pieces.append(Piece(text[word.start : word.end], is_found=True))
            position = word.end
    if position < end:
        pieces.append(Piece(text[position:end]))
    return pieces
