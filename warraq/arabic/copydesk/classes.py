"""The character classes that the rules share, each as the inside of a ``[...]``."""

LETTERS = "\u0620-\u063f\u0641-\u064a\u0671-\u06d3\u06fa-\u06fc"
"""Arabic letters, those of Persian and Urdu too."""

MARKS = "\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed"
"""Tashkeel."""

SPACES = " \t\u00a0\u2000-\u200a\u202f\u3000"
"""White space within a line."""


def listed(words: str) -> frozenset[str]:
    """A set of words that is written as lines of them."""
    return frozenset(words.split())
