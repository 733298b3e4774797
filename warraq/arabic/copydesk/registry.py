"""All rules, by name. A name is what an edition stores: it never changes its meaning."""

from collections.abc import Mapping
from types import MappingProxyType

from warraq.arabic.copydesk.rule import Rule
from warraq.arabic.copydesk.rules import letters, marks, pairs, sentences, spacing, waw


def _by_name(*groups: tuple[Rule, ...]) -> Mapping[str, Rule]:
    rules: dict[str, Rule] = {}
    for rule in (rule for group in groups for rule in group):
        if rule.name in rules:
            raise ValueError(f"two rules are called {rule.name}")
        rules[rule.name] = rule
    return MappingProxyType(rules)


RULES: Mapping[str, Rule] = _by_name(
    sentences.RULES, waw.RULES, pairs.RULES, letters.RULES, marks.RULES, spacing.RULES
)
"""Name → rule. Where two findings of one severity overlap, the rule that comes first here is heard."""
