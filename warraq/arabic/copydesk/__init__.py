"""The copy desk: what a careful Arabic editor would mend in a text, each with place, reason and suggestion.

    from warraq.arabic.copydesk import check, corrected

    findings = check("حلف شمال الأطلسي.جاء ذلك")
    corrected("حلف شمال الأطلسي.جاء ذلك", findings)  # «حلف شمال الأطلسي. جاء ذلك»

``check`` takes any text and the decisions of a house (``HouseRules``); ``RULES`` names every rule with its
title, default severity and examples. An error is what an editor would certainly correct; of anything less
sure the desk warns or suggests. Each rule lives in ``rules/`` with its examples, which are its tests.
"""

from warraq.arabic.copydesk.checking import MOST_FINDINGS, check, severity_of
from warraq.arabic.copydesk.findings import Finding, Severity, corrected
from warraq.arabic.copydesk.house import DEFAULT, HOUSE_SPELLINGS, HouseRules, Tanween, Term
from warraq.arabic.copydesk.registry import RULES
from warraq.arabic.copydesk.rule import Rule

__all__ = (
    "DEFAULT",
    "HOUSE_SPELLINGS",
    "MOST_FINDINGS",
    "RULES",
    "Finding",
    "HouseRules",
    "Rule",
    "Severity",
    "Tanween",
    "Term",
    "check",
    "corrected",
    "severity_of",
)
