"""An edition's decisions about its copy."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from warraq.arabic.copydesk import DEFAULT, HOUSE_SPELLINGS, RULES, HouseRules, Severity, Tanween, Term, check
from warraq.arabic.digits import Digits
from warraq.network.house_rules import house_rules
from warraq.network.models import Edition, EditionRule, EditionTerm, Grade, rule_choices
from warraq.network.spellings import LineNotRead, spelling_pairs


@pytest.fixture
def edition(db: None) -> Edition:
    return Edition.objects.create(slug="maghrib", name="مرآة المغرب")


def test_an_edition_without_decisions_has_the_desks_own(edition):
    assert house_rules(edition) == HouseRules(
        spellings=dict(HOUSE_SPELLINGS), headline_limit=DEFAULT.headline_limit
    )


def test_a_rule_gets_another_severity_or_none(edition):
    EditionRule.objects.create(edition=edition, rule="doubled-word", severity=Grade.OFF)
    EditionRule.objects.create(edition=edition, rule="headline-length", severity=Grade.ERROR)
    rules = house_rules(edition)
    assert rules.severities == {"doubled-word": None, "headline-length": Severity.ERROR}
    assert check("وصل إلى إلى المدينة", rules=rules) == []


def test_a_rule_that_is_gone_is_passed_over(edition):
    EditionRule.objects.create(edition=edition, rule="of-old", severity=Grade.ERROR)
    assert check("نص سليم", rules=house_rules(edition)) == []


def test_an_edition_says_of_a_rule_one_thing(edition):
    EditionRule.objects.create(edition=edition, rule="doubled-word", severity=Grade.OFF)
    with pytest.raises(IntegrityError), transaction.atomic():
        EditionRule.objects.create(edition=edition, rule="doubled-word", severity=Grade.ERROR)


def test_terms_names_tanween_digits_and_the_headlines_measure_are_the_editions(edition):
    edition.names = "نتانياهو = نتنياهو"
    edition.tanween, edition.copy_digits, edition.headline_limit = Tanween.ON_ALEF, Digits.ARABIC_INDIC, 60
    EditionTerm.objects.create(edition=edition, words="العملية", advice="صف ما حدث.", instead="الهجوم")
    EditionTerm.objects.create(edition=edition, words="الطاغية", advice="لا نحكم.", severity=Grade.ERROR)
    rules = house_rules(edition)
    assert rules.names == {"نتانياهو": "نتنياهو"}
    assert (rules.tanween, rules.digits, rules.headline_limit) == (
        Tanween.ON_ALEF,
        Digits.ARABIC_INDIC,
        60,
    )
    assert rules.terms == (
        Term("العملية", advice="صف ما حدث.", instead=("الهجوم",)),
        Term("الطاغية", advice="لا نحكم.", severity=Severity.ERROR),
    )


def test_a_usual_spelling_may_be_turned_round_and_the_others_stay(edition):
    edition.spellings = "مسؤول = مسئول"
    spellings = house_rules(edition).spellings
    assert spellings["مسؤول"] == "مسئول"
    assert "مسئول" not in spellings
    assert spellings["شئون"] == "شؤون"


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("", {}),
        ("نتانياهو = نتنياهو\n\n  نيو يورك=نيويورك  \n", {"نتانياهو": "نتنياهو", "نيو يورك": "نيويورك"}),
        ("ا = ب\r\nا = ت", {"ا": "ت"}),
    ],
)
def test_a_list_is_read_line_by_line(text, pairs):
    assert spelling_pairs(text) == pairs


@pytest.mark.parametrize(
    "line", ["نتنياهو", "= نتنياهو", "نتانياهو =", "ا = ا", "ا = ب = ت", "ا = " + "ب" * 81, "ا" * 81 + " = ب"]
)
def test_a_line_that_is_no_pair_is_refused_by_its_number(line, edition):
    with pytest.raises(LineNotRead) as problem:
        spelling_pairs(f"نتانياهو = نتنياهو\n\n{line}")
    assert problem.value.line == 3
    edition.names = line
    with pytest.raises(ValidationError, match="السطر 1"):
        edition.full_clean()


def test_every_rule_of_the_desk_may_be_chosen():
    assert {name for name, _ in rule_choices()} == set(RULES)
    longest = EditionRule._meta.get_field("rule").max_length
    assert all(len(name) <= longest for name, _ in rule_choices())
