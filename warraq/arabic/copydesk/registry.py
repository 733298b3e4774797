"""All rules, by name. A name is what an edition stores: it never changes its meaning."""

from collections.abc import Mapping
from types import MappingProxyType

from warraq.arabic.copydesk.rule import Rule
from warraq.arabic.copydesk.rules import (
    counting,
    doubled,
    grammar,
    headline,
    hidden,
    house_words,
    letters,
    marks,
    misspellings,
    numerals,
    pairs,
    sentences,
    spacing,
    tanween,
    waw,
)


def _by_name(*groups: tuple[Rule, ...]) -> Mapping[str, Rule]:
    rules: dict[str, Rule] = {}
    for rule in (rule for group in groups for rule in group):
        if rule.name in rules:
            raise ValueError(f"two rules are called {rule.name}")
        rules[rule.name] = rule
    return MappingProxyType(rules)


RULES: Mapping[str, Rule] = _by_name(
    hidden.RULES,
    sentences.RULES,
    waw.RULES,
    pairs.RULES,
    marks.RULES,
    misspellings.RULES,
    grammar.RULES,
    counting.RULES,
    letters.RULES,
    tanween.RULES,
    house_words.RULES,
    doubled.RULES,
    numerals.RULES,
    headline.RULES,
    spacing.RULES,
)
"""Name → rule. Where two findings of one severity overlap, the rule that comes first here is heard."""
