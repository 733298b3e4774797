"""Every rule's own examples: wrong becomes right, right stays, and what it should keep it keeps."""

import dataclasses
from pathlib import Path

import pytest

from warraq.arabic.copydesk import DEFAULT, RULES, Finding, Rule, Severity, check, corrected


def found_by(rule: Rule, text: str) -> list[Finding]:
    """What this rule alone finds, under the house that its examples ask for."""
    alone = {name: Severity.ERROR if name == rule.name else None for name in RULES}
    house = dataclasses.replace(rule.house or DEFAULT, severities=alone)
    return check(text, rules=house, is_headline=rule.in_headlines)


_EXAMPLES = [
    pytest.param(rule, wrong, right, id=f"{rule.name}: {wrong}")
    for rule in RULES.values()
    for wrong, right in rule.examples
]
_TOLD = [
    pytest.param(rule, text, id=f"{rule.name}: {text}") for rule in RULES.values() for text in rule.tells
]
_KEPT = [
    pytest.param(rule, text, id=f"{rule.name}: {text}")
    for rule in RULES.values()
    for text in (*rule.keeps, *(right for _, right in rule.examples))
]


@pytest.mark.parametrize(("rule", "wrong", "right"), _EXAMPLES)
def test_what_is_wrong_becomes_right(rule, wrong, right):
    findings = found_by(rule, wrong)
    assert findings
    assert corrected(wrong, findings) == right


@pytest.mark.parametrize(("rule", "text"), _TOLD)
def test_what_only_a_person_can_mend_is_told(rule, text):
    findings = found_by(rule, text)
    assert findings
    assert corrected(text, findings) == text


@pytest.mark.parametrize(("rule", "text"), _KEPT)
def test_what_is_right_stays(rule, text):
    assert found_by(rule, text) == []


@pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))
def test_a_rule_has_a_title_and_an_example(rule):
    assert rule.title
    assert rule.examples or rule.tells


def test_the_documentation_names_every_rule():
    page = (Path(__file__).parents[4] / "docs" / "copydesk.md").read_text(encoding="utf-8")
    assert [name for name in RULES if f"`{name}`" not in page] == []
