"""Foreign names and words that Arabic papers spell in several ways, and countries with their people."""

from warraq.arabic.lexicon.words import keys

NAME_KEYS = keys("names", "countries")
"""Folded spelling, without clitics, to the key of its name: «نتانياهو» and «نتنياهو» have one, «ليبي» is ليبيا."""


def name_key(folded: str) -> str:
    """The one spelling under which the variants of a name meet; another word is its own key."""
    return NAME_KEYS.get(folded, folded)
