"""The copy desk as its callers use it: order, overlaps, severities, houses, and any text at all."""

import dataclasses
import gc
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warraq.arabic.copydesk import (
    DEFAULT,
    MOST_FINDINGS,
    RULES,
    Finding,
    HouseRules,
    Severity,
    Tanween,
    Term,
    check,
    corrected,
    severity_of,
)
from warraq.arabic.copydesk.findings import settled
from warraq.arabic.digits import Digits
from warraq.arabic.tests.anytext import any_text

ALL_ON = HouseRules(
    severities=dict.fromkeys(RULES, Severity.ERROR),
    names={"نتانياهو": "نتنياهو"},
    terms=(Term("الكيان", advice="سمّه باسمه."),),
    headline_limit=20,
)


def named(findings: list[Finding]) -> list[str]:
    return [finding.rule for finding in findings]


def test_findings_come_in_the_order_of_the_text_and_point_into_it():
    text = "وصل الوفد الى الميناء.ثم غادر , و عاد"
    findings = check(text)
    assert [text[each.start : each.end] for each in findings] == ["الى", ".", " ", ",", "و "]
    assert named(findings) == ["hamza", "glued-sentences", "space-before-mark", "latin-mark", "detached-waw"]


def test_all_that_is_certain_is_mended_at_once():
    text = "وصل الوفد الى الميناء.ثم غادر , و عاد"
    assert corrected(text, check(text)) == "وصل الوفد إلى الميناء. ثم غادر، وعاد"


def test_of_two_findings_that_overlap_the_graver_stays():
    warning = Finding("a", Severity.WARNING, 0, 5, "")
    error = Finding("b", Severity.ERROR, 4, 6, "")
    beside = Finding("c", Severity.SUGGESTION, 6, 8, "")
    assert settled([warning, beside, error]) == [error, beside]


def test_a_finding_without_a_suggestion_leaves_the_text():
    assert corrected("نص", [Finding("a", Severity.ERROR, 0, 2, "")]) == "نص"


def test_a_house_switches_a_rule_off_or_makes_it_milder():
    off = HouseRules(severities={"detached-waw": None})
    milder = HouseRules(severities={"detached-waw": Severity.SUGGESTION})
    assert check("ليبيا و تونس", rules=off) == []
    assert [each.severity for each in check("ليبيا و تونس", rules=milder)] == [Severity.SUGGESTION]
    assert severity_of(RULES["detached-waw"], rules=off) is None


def test_what_a_rule_is_not_sure_of_is_no_error_in_any_house():
    strict = HouseRules(severities={"joined-words": Severity.ERROR})
    assert [each.severity for each in check("لابد منه", rules=strict)] == [Severity.WARNING]


def test_a_house_that_writes_the_tanween_on_the_alef_is_heard():
    house = HouseRules(tanween=Tanween.ON_ALEF)
    assert corrected("شكرًا أيضَا", check("شكرًا أيضَا", rules=house)) == "شكراً أيضاً"
    assert check("شكراً أيضاً", rules=house) == []


def test_a_house_that_prints_arabic_indic_digits_is_heard():
    house = HouseRules(digits=Digits.ARABIC_INDIC)
    text = "فاز 3 من 10 بنسبة 4.5"
    assert corrected(text, check(text, rules=house)) == "فاز ٣ من ١٠ بنسبة ٤٫٥"


def test_an_archive_that_always_writes_a_word_so_is_believed():
    house = HouseRules(archive_words=frozenset(["اغسطس"]))
    assert named(check("في اغسطس")) == ["hamza"]
    assert check("في اغسطس", rules=house) == []


def test_an_archive_that_writes_the_word_rightly_too_is_not():
    house = HouseRules(archive_words=frozenset(["اغسطس", "أغسطس"]))
    assert named(check("في اغسطس", rules=house)) == ["hamza"]


def test_a_term_has_its_own_severity():
    terms = (Term("الكيان", advice="سمّه باسمه.", severity=Severity.ERROR), Term("مزعوم", advice="رأي."))
    findings = check("قال الكيان إنه مزعوم", rules=HouseRules(terms=terms))
    assert [each.severity for each in findings] == [Severity.ERROR, Severity.WARNING]


def test_addresses_handles_and_tags_are_left_alone():
    text = '<p class="a,b">راسل desk@example.org أو www.example.org/?q=ا,ب وتابع #وسم_و_آخر على @name</p>'
    assert check(text) == []


def test_a_headline_has_rules_of_its_own():
    assert named(check("الهلال \u202eيفوز.", is_headline=True)) == ["bidi-override", "headline-stop"]
    assert [each.severity for each in check("الهلال \u202eيفوز", is_headline=True)] == [Severity.ERROR]
    assert [each.severity for each in check("الهلال \u202eيفوز")] == [Severity.WARNING]


def test_the_list_has_an_end():
    assert len(check("ليبيا و تونس. " * 2_000)) == MOST_FINDINGS


@given(any_text(), st.booleans())
def test_any_text_gets_findings_that_point_into_it_and_do_not_overlap(text, is_headline):
    findings = check(text, rules=ALL_ON, is_headline=is_headline)
    end = 0
    for finding in findings:
        assert end <= finding.start < finding.end <= len(text)
        assert finding.reason
        assert text[finding.start : finding.end] not in finding.suggestions
        end = finding.end
    corrected(text, findings)


@given(st.text('ابويىةهأإآء ً.،,؛؟!:«»()"ـ\n0123٤٥و الى', max_size=60))
def test_what_is_mended_twice_is_mended_for_good_within_a_few_turns(text):
    for _ in range(8):
        findings = [each for each in check(text) if each.severity is Severity.ERROR]
        mended = corrected(text, findings)
        if mended == text:
            return
        text = mended
    pytest.fail(f"{text!r} never comes to rest")


_ENDLESS = [
    " ",
    "ـ",
    "و ",
    "و",
    ".",
    "،",
    "«",
    "»",
    "« ",
    '"',
    "(",
    "ا",
    "اً",
    "َا",
    "ً",
    "1",
    "1.",
    "1 ",
    "a.",
    "a-",
    "@",
    "@a",
    "<a",
    "<",
    "&a",
    "#",
    "http://",
    "\u200b",
    "\u202e",
    "\ud800",
    "\n",
    "ان ان ",
    "سي ان ",
    "ثلاثة عشرة ",
    "كلمة.كلمة",
    "٠0",
    "ا" * 40 + " ",
]


@pytest.mark.parametrize("piece", _ENDLESS)
def test_time_grows_no_faster_than_the_text(piece):
    """Twenty times the text may take a hundred times as long: a quadratic rule would take four hundred."""
    short, long = (piece * (size // len(piece)) for size in (5_000, 100_000))
    bound = max(100 * min(_seconds(short) for _ in range(3)), 1.0)
    assert any(_seconds(long) < bound for _ in range(3))


def _seconds(text: str) -> float:
    """What the processor did, whatever else the machine is busy with and other tests have left to sweep."""
    gc.collect()
    gc.disable()
    try:
        start = time.process_time()
        check(text, rules=ALL_ON, is_headline=True)
        return time.process_time() - start
    finally:
        gc.enable()


def test_five_megabytes_in_one_paragraph_are_read():
    text = "وصل الوفد الى الميناء و غادر " * 100_000
    assert len(text.encode()) > 4_000_000
    assert len(check(text)) == MOST_FINDINGS


def test_default_is_a_house_without_decisions():
    assert dataclasses.replace(DEFAULT) == HouseRules()
