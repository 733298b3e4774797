"""Light stemming: clitics, article and regular endings come off, and the root is never eaten."""

import re
from functools import lru_cache

_REMEMBERED = 65_536
_ARABIC_WORD = re.compile("[\u0621-\u064a]{4,30}")
_ARTICLE = re.compile("(?:[وف]?(?:[بك]?ال|لل))(?=..)")
_ENDINGS = ("هما", "ها", "هم", "نا", "ات", "ان", "ين", "ون", "يه", "وا", "ه", "ي")


@lru_cache(maxsize=_REMEMBERED)
def stem(folded: str) -> str:
    """The key under which the forms of a word meet: «والوزارات» and «وزارة» are one.

    ``folded`` is a word as ``text.fold`` gives it; what is not Arabic is its own stem. A stem's stem is
    itself.
    """
    if not _ARABIC_WORD.fullmatch(folded):
        return folded
    shorter = _without_ending(_without_beginning(folded))
    return shorter if shorter == folded else stem(shorter)


def _without_beginning(word: str) -> str:
    article = _ARTICLE.match(word)
    return word[article.end() :] if article else word


def _without_ending(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word
