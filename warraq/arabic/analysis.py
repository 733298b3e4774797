"""The one analysis of Arabic text, behind search, related stories, duplicates and the copy desk."""

import re
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import accumulate
from typing import NamedTuple, cast

from warraq.arabic.characters import MARKS
from warraq.arabic.remembering import Remembered
from warraq.arabic.stems import STEMS
from warraq.arabic.text import UNSEEN, fold

_REMEMBERED = 65_536

# Most words are nothing but Arabic letters, and those are folded without a look at the rest of Unicode.
_PLAIN_LETTERS = "".join(map(chr, range(0x621, 0x63B))) + "".join(map(chr, range(0x641, 0x64B)))
_PLAIN = re.compile(f"[{_PLAIN_LETTERS}]+")
_PLAIN_FOLDED = str.maketrans({letter: fold(letter) for letter in _PLAIN_LETTERS})

# Letters and digits, with the marks and the invisible characters between and after them. What most often
# follows a word is ruled out first, because the class of all marks is slow to ask.
_WORD = re.compile(rf"([^\W_]++(?:(?![\t-\r -~،؛؟«»])[{MARKS}{UNSEEN}]++[^\W_]*+)*+)")


class Term(NamedTuple):
    """One word of a text. ``text[start:end]`` is the word as written, counted in code points."""

    start: int
    end: int
    folded: str
    """The word as ``text.fold`` has it, clitics still on."""
    stem: str
    """What search matches: clitics, article and regular endings off; plurals and name variants under one key."""


def analyse(text: str) -> list[Term]:
    """Every word of the text in its order: Arabic, Latin, numbers; nothing for what is no letter or digit.

    The words of ``fold(text)`` are the ``folded`` of the terms, but for signs that Unicode takes for
    letters («™»). One character that stands for several words (U+FDFA) is several terms at one place. Time
    grows linearly with the text.
    """
    # Separators and words by turns. All of this walks in C: it is done for each word of an archive.
    pieces = _WORD.split(text)
    borders = list(accumulate(map(len, pieces)))
    starts, ends = borders[0::2], borders[1::2]
    folded = list(map(_folded.__getitem__, pieces[1::2]))
    if "" in folded or " " in "".join(folded):
        return list(_irregular(zip(starts, ends, folded, strict=False)))
    return list(map(_term, zip(starts, ends, folded, map(STEMS.__getitem__, folded), strict=False)))


def _irregular(words: Iterable[tuple[int, int, str]]) -> Iterator[Term]:
    """The terms of a text with words that fold to nothing («ـ») or to several words (U+FDFA)."""
    for start, end, folded in words:
        for word in folded.split():
            yield Term(start, end, word, STEMS[word])


def _fold_word(word: str) -> str:
    return word.translate(_PLAIN_FOLDED) if _PLAIN.fullmatch(word) else fold(word)


_folded = Remembered(_fold_word, generation=_REMEMBERED)
# Spares the call of a generated ``__new__`` for each word.
_term = cast("partial[Term]", partial(tuple.__new__, Term))
