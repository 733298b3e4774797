"""The stemmers that others search Arabic with: light10 and Snowball's. Both take a folded word."""

from __future__ import annotations

from functools import lru_cache

import snowballstemmer

_snowball = snowballstemmer.stemmer("arabic")

_ARTICLES = ("ال", "وال", "بال", "كال", "فال", "لل")
_ENDINGS = ("ها", "ان", "ات", "ون", "ين", "يه", "ية", "ه", "ة", "ي")


@lru_cache(maxsize=500_000)
def light10(word: str) -> str:
    """Return what light10 leaves of a folded word.

    Larkey, Ballesteros, Connell: "Light Stemming for Arabic Information Retrieval", 2007, table 2: «و» goes if three
    letters remain, an article if two remain, then each ending of the list once, in its order, if two remain.
    """
    if word.startswith("و") and len(word) > 3:
        word = word[1:]
    for article in _ARTICLES:
        if word.startswith(article) and len(word) - len(article) >= 2:
            word = word[len(article) :]
            break
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 2:
            word = word[: -len(ending)]
    return word


@lru_cache(maxsize=500_000)
def snowball(word: str) -> str:
    """Return the stem of Snowball's Arabic algorithm."""
    stem: str = _snowball.stemWord(word)
    return stem
