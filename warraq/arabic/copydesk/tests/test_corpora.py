"""The copy desk on texts that others wrote: the reference page, and wrong and right sentences of grammarians.

The corpora lie beside the checkout; without them these tests skip by name. `test_slips_of_the_page` holds the same
slips in words of our own.
"""

import json
from collections import Counter

import pytest

from conftest import DATA
from warraq.arabic.copydesk import Severity, check, corrected

PAGE = DATA.parent / "reference" / "almaghribtoday-page.txt"
PAIRS = DATA / "copyedit"


def lines(name: str) -> list[dict[str, str]]:
    if not PAIRS.exists():
        pytest.skip("the pairs of wrong and right sentences are missing")
    return [json.loads(line) for line in (PAIRS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def errors(text: str) -> Counter[str]:
    return Counter(each.rule for each in check(text) if each.severity is Severity.ERROR)


def test_every_slip_of_the_reference_page_is_found():
    if not PAGE.exists():
        pytest.skip("the reference page is missing")
    assert errors(PAGE.read_text(encoding="utf-8")) == {
        "glued-sentences": 7,
        "detached-waw": 3,
        "hamza": 4,
        "last-or-others": 1,
        "tanween-half": 1,
        "tatweel-dash": 1,
        "space-before-mark": 1,
        "space-missing": 1,
        "taa-marbuta": 1,
    }


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("بلغ الوفد المحيط.ثم عاد.وأكد الأمين", "بلغ الوفد المحيط. ثم عاد. وأكد الأمين"),
        ("الرئيسية » أخر الأخبار المحلية و العالمية", "الرئيسية » آخر الأخبار المحلية والعالمية"),
        ("طنجة ـ سارة الفاسي", "طنجة – سارة الفاسي"),
        ("اقرأ أيضَا :", "اقرأ أيضًا:"),
        ("اخر الاخبار", "آخر الأخبار"),
        ('"في كل الميادين"وأعلنت اللجنة', '"في كل الميادين" وأعلنت اللجنة'),
        ("اللجنة تعلن ان الموعد قريب", "اللجنة تعلن أن الموعد قريب"),
        ("بهدف إغتيال الوقت", "بهدف اغتيال الوقت"),
        ("السفن الإسبانيه", "السفن الإسبانية"),
        ("مباريات اليوم في طنجة و…", "مباريات اليوم في طنجة و…"),
    ],
)
def test_slips_of_the_page(wrong, right):
    assert corrected(wrong, check(wrong)) == right


def test_no_error_is_found_in_what_grammarians_call_right():
    found = {line["correct"]: errors(line["correct"]) for line in lines("correct-sentences")}
    assert {text: rules for text, rules in found.items() if rules} == {}


def test_agreement_of_number_and_gender_is_found_where_grammarians_find_it():
    rows = [
        line
        for line in lines("rule-examples")
        if line["category"] in ("NUMBER_AGREEMENT", "GENDER_AGREEMENT")
    ]
    missed = [row["incorrect"] for row in rows if not errors(row["incorrect"])]
    # «اثنتا عشرة أسدا» takes a lexicon of genders; «هذا سلامة» may be a sentence; «الوشاية الذي» is a warning.
    assert len(missed) <= 4, missed
