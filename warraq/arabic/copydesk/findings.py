"""What the copy desk says about a text, and what the text becomes when its advice is taken."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How sure the desk is: an editor would certainly correct, would look twice, might prefer."""

    ERROR = "error"
    WARNING = "warning"
    SUGGESTION = "suggestion"

    @property
    def rank(self) -> int:
        """0 for an error; the higher, the milder."""
        return _RANKS[self]


_RANKS = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.SUGGESTION: 2}


@dataclass(frozen=True, slots=True)
class Finding:
    """One place in a text: ``text[start:end]`` in code points, never empty.

    ``reason`` is one Arabic sentence for the reporter; each of ``suggestions`` would stand in the place of
    ``text[start:end]``, the likeliest first. There may be none.
    """

    rule: str
    severity: Severity
    start: int
    end: int
    reason: str
    suggestions: tuple[str, ...] = ()


def settled(findings: Iterable[Finding]) -> list[Finding]:
    """The findings in the text's order without overlaps: the graver one stays, then the one given first."""
    starts: list[int] = []
    kept: list[Finding] = []
    for finding in sorted(findings, key=lambda found: found.severity.rank):
        place = bisect_left(starts, finding.start)
        free_before = place == 0 or kept[place - 1].end <= finding.start
        free_after = place == len(kept) or finding.end <= kept[place].start
        if free_before and free_after:
            starts.insert(place, finding.start)
            kept.insert(place, finding)
    return kept


def corrected(text: str, findings: Iterable[Finding]) -> str:
    """The text with the first suggestion of each finding in its place.

    The findings are of this very text and do not overlap, as ``check`` returns them.
    """
    pieces: list[str] = []
    end = 0
    for finding in sorted(findings, key=lambda found: found.start):
        if finding.suggestions:
            pieces += (text[end : finding.start], finding.suggestions[0])
            end = finding.end
    return "".join((*pieces, text[end:]))
