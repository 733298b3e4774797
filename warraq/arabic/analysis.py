"""The one analysis of Arabic text, behind search, related stories, duplicates and the copy desk."""

import re
from functools import lru_cache
from typing import NamedTuple

from warraq.arabic.characters import MARKS
from warraq.arabic.stems import stem
from warraq.arabic.text import UNSEEN, fold

# Of a large archive's words, those that come again soon: a miss costs twenty times a hit.
_REMEMBERED = 131_072
# What is longer is no word of any language, and is not worth remembering.
_LONGEST_REMEMBERED = 40

# Letters and digits, with the marks and the invisible characters between and after them. What most often
# follows a word is ruled out first, because the class of all marks is slow to ask.
_WORD = re.compile(rf"[^\W_]++(?:(?![\t-\r -~،؛؟«»])[{MARKS}{UNSEEN}]++[^\W_]*+)*+")


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
    terms: list[Term] = []
    for match in _WORD.finditer(text):
        word = match.group()
        start, end = match.span()
        for folded, key in _forms(word) if len(word) <= _LONGEST_REMEMBERED else _read(word):
            terms.append(Term(start, end, folded, key))
    return terms


def _read(word: str) -> tuple[tuple[str, str], ...]:
    return tuple((folded, stem(folded)) for folded in fold(word).split())


_forms = lru_cache(maxsize=_REMEMBERED)(_read)
