"""A text through the rules of its house."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import islice

from warraq.arabic.copydesk.findings import Finding, Severity, settled
from warraq.arabic.copydesk.house import DEFAULT, HouseRules
from warraq.arabic.copydesk.registry import RULES
from warraq.arabic.copydesk.rule import Copy, Found, Rule

MOST_FINDINGS = 1_000
"""No more are returned for one text, the first ones: nobody reads on, and a hostile text has its end."""

# Addresses, handles, hashtags, tags of HTML and its named characters are not prose. Each alternative begins
# where its own run begins and gives nothing back, so that time grows with the text alone.
_NOT_PROSE = re.compile(
    r"(?:https?://|www\.)[^\s<>«»\"]++"
    r"|(?<![\w.+@-])[\w.+-]*+@[\w.-]++"
    r"|#\w++"
    r"|(?<![A-Za-z0-9.-])(?=[0-9.-]*+[A-Za-z])[A-Za-z0-9-]++(?:\.[A-Za-z0-9-]++)++(?:/[^\s<>«»\"]*+)?"
    r"|</?[A-Za-z!][^<>]{0,2000}>"
    r"|&\#?[A-Za-z0-9]{1,31};"
)


def check(text: str, *, rules: HouseRules = DEFAULT, is_headline: bool = False) -> list[Finding]:
    """What an editor would mend in a text, in its order; findings do not overlap, and errors win.

    Takes any ``str``; offsets are code points of ``text``. At most ``MOST_FINDINGS`` come back. Addresses
    and HTML tags within the text are left alone.
    """
    copy = Copy(text=text, house=rules, is_headline=is_headline)
    return settled(_findings(copy))[:MOST_FINDINGS]


def severity_of(rule: Rule, *, rules: HouseRules) -> Severity | None:
    """What the house makes of a rule; ``None`` where it is off."""
    return rules.severities.get(rule.name, rule.severity)


def _findings(copy: Copy) -> Iterator[Finding]:
    prose = _Prose(copy.text)
    for rule in RULES.values():
        severity = severity_of(rule, rules=copy.house)
        if severity is None:
            continue
        found = (each for each in rule.find(copy) if prose.holds(each))
        for each in islice(found, MOST_FINDINGS):
            yield _finding(each, rule=rule, severity=severity)


def _finding(found: Found, *, rule: Rule, severity: Severity) -> Finding:
    if not found.certain and severity is Severity.ERROR:
        severity = Severity.WARNING
    return Finding(
        rule.name, found.severity or severity, found.start, found.end, found.reason, found.suggestions
    )


class _Prose:
    """Which places of a text are prose."""

    def __init__(self, text: str) -> None:
        self._spans = [match.span() for match in _NOT_PROSE.finditer(text)]
        self._starts = [start for start, _ in self._spans]

    def holds(self, found: Found) -> bool:
        """Whether nothing but prose stands there."""
        before = bisect_right(self._starts, found.end - 1) - 1
        return before < 0 or self._spans[before][1] <= found.start
