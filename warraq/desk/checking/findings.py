"""A form's texts through the copy desk. Pure."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import accumulate
from typing import Any

from warraq.arabic.copydesk import Finding, HouseRules, Severity, check
from warraq.arabic.digits import Digits
from warraq.arabic.numbers import Noun, counted
from warraq.desk.checking.texts import Kind, Text

NAMES = {Severity.ERROR: "خطأ", Severity.WARNING: "تنبيه", Severity.SUGGESTION: "اقتراح"}
NOTHING = "لا ملاحظات"

_NOUNS = {
    Severity.ERROR: Noun(singular="خطأ", dual="خطآن", plural="أخطاء", accusative="خطأً"),
    Severity.WARNING: Noun(singular="تنبيه", dual="تنبيهان", plural="تنبيهات", accusative="تنبيهًا"),
    Severity.SUGGESTION: Noun(singular="اقتراح", dual="اقتراحان", plural="اقتراحات", accusative="اقتراحًا"),
}
# As much of the text as shows where a finding stands.
_AROUND = 24
_BETWEEN_PIECES = "\n"
_SPACE = re.compile(r"\s")

_SEEN_THOUGH = "\u00a0"
# A number among Arabic words is read from left to right, with its brackets.
_ISOLATE, _END = "\u2066", "\u2069"


@dataclass(frozen=True)
class Placed:
    """A finding in the text of the form that it belongs to.

    `text` is the place of that text in what was sent; `start` and `end` count UTF-16 units, as scripts do.
    `written` are the words that stand there, whole, `shown` the same after the first suggestion, and `before` and
    `after` what stands around them. These four are for the eye: what cannot be seen in them is named by its number.
    """

    text: int
    start: int
    end: int
    rule: str
    severity: Severity
    reason: str
    suggestions: tuple[str, ...]
    before: str
    written: str
    after: str
    shown: str

    def as_json(self) -> dict[str, Any]:
        """Return what the script is told."""
        return asdict(self) | {"name": NAMES[self.severity]}


def findings_in(texts: Sequence[Text], *, houses: Mapping[int | None, HouseRules]) -> list[Placed]:
    """Return what the copy desk finds, in the order of the texts; `houses` has rules for each text's `edition`."""
    body = [(place, each) for place, each in enumerate(texts) if each.kind is Kind.BODY]
    placed = list(_in_pieces(body, houses=houses)) if body else []
    for place, each in enumerate(texts):
        if each.kind is not Kind.BODY:
            house = houses[each.edition]
            found = check(each.text, rules=house, is_headline=each.kind is Kind.HEADLINE)
            placed += (_placed(finding, place=place, text=each.text) for finding in found)
    return sorted(placed, key=lambda finding: (finding.text, finding.start))


def summary(findings: Sequence[Placed]) -> str:
    """Return how many there are of each severity: «3 أخطاء، تنبيهان»; or that there are none."""
    counts = {severity: sum(each.severity is severity for each in findings) for severity in Severity}
    return "، ".join(_told(count, _NOUNS[severity]) for severity, count in counts.items() if count) or NOTHING


def _told(count: int, noun: Noun) -> str:
    return f"{noun.singular} واحد" if count == 1 else counted(count, noun, digits=Digits.LATIN)


def _in_pieces(
    pieces: Sequence[tuple[int, Text]], *, houses: Mapping[int | None, HouseRules]
) -> Iterator[Placed]:
    """Check the body as one text, since digits and quotations are judged across its paragraphs."""
    whole = _BETWEEN_PIECES.join(piece.text for _, piece in pieces)
    starts = [0, *accumulate(len(piece.text) + len(_BETWEEN_PIECES) for _, piece in pieces)]
    for finding in check(whole, rules=houses[pieces[0][1].edition]):
        number = bisect_right(starts, finding.start) - 1
        place, piece = pieces[number]
        start, end = finding.start - starts[number], finding.end - starts[number]
        # What reaches over the end of a block cannot be mended within one.
        if end <= len(piece.text):
            yield _placed(_moved(finding, start=start, end=end), place=place, text=piece.text)


def _moved(finding: Finding, *, start: int, end: int) -> Finding:
    return Finding(finding.rule, finding.severity, start, end, finding.reason, finding.suggestions)


def _placed(finding: Finding, *, place: int, text: str) -> Placed:
    start = _utf16_length(text[: finding.start])
    first, last = _words_around(text, start=finding.start, end=finding.end)
    head, tail = text[first : finding.start], text[finding.end : last]
    return Placed(
        text=place,
        start=start,
        end=start + _utf16_length(text[finding.start : finding.end]),
        rule=finding.rule,
        severity=finding.severity,
        reason=finding.reason,
        suggestions=finding.suggestions,
        before=seen(_tail(text[max(0, first - 2 * _AROUND) : first])),
        written=seen(text[first:last]),
        after=seen(_head(text[last : last + 2 * _AROUND])),
        shown=seen(f"{head}{finding.suggestions[0]}{tail}") if finding.suggestions else "",
    )


def _words_around(text: str, *, start: int, end: int) -> tuple[int, int]:
    """Return where the words begin and end that a finding stands in: letters that are apart take other shapes."""
    head = _SPACE.split(text[max(0, start - _AROUND) : start])[-1]
    tail = _SPACE.split(text[end : end + _AROUND])[0]
    return start - len(head), end + len(tail)


def _utf16_length(text: str) -> int:
    return len(text) + sum(char > "\uffff" for char in text)


def _tail(text: str) -> str:
    """Return the last words of what stands before, from a word's beginning."""
    if len(text) <= _AROUND:
        return text
    cut = text.find(" ", len(text) - _AROUND)
    return "…" + text[cut if cut >= 0 else len(text) - _AROUND :]


def _head(text: str) -> str:
    """Return the first words of what stands after, to a word's end."""
    if len(text) <= _AROUND:
        return text
    cut = text.rfind(" ", 0, _AROUND)
    return text[: cut + 1 if cut >= 0 else _AROUND] + "…"


def seen(text: str) -> str:
    """Return the text with what cannot be seen, or turns its surroundings round, written by its number."""
    return "".join(
        char if char.isprintable() or char in _SEEN_THOUGH else f"{_ISOLATE}[U+{ord(char):04X}]{_END}"
        for char in text
    )
