"""`warraq check text` and `warraq check archive`: a file, or every stored story, through the copy desk."""

from __future__ import annotations

import sys
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO

import click

from warraq.arabic.copydesk import (
    DEFAULT,
    MOST_FINDINGS,
    RULES,
    Finding,
    HouseRules,
    Severity,
    check,
    corrected,
)

MOST_BYTES = 10_000_000
"""No story is a hundredth of this; a larger file is a mistake."""


_WHITE_SPACE = str.maketrans(dict.fromkeys("\n\r\t", " "))
_EXAMPLES = 5
_AROUND = 24  # characters


def check_text(path: str, *, fix: bool) -> bool:
    """Print what the copy desk finds in a file («-» is standard input), or the file with errors mended.

    Returns whether errors are left. Bad input is a ClickException.
    """
    text = _text_of(path)
    findings = check(text)
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    if fix:
        click.echo(corrected(text, errors), nl=False)
        return any(not error.suggestions for error in errors)
    for line in _told(text, findings=findings):
        click.echo(line)
    return bool(errors)


def _text_of(path: str) -> str:
    if not path:
        raise click.ClickException("An empty name is not the name of a file.")
    try:
        content = _read(sys.stdin.buffer) if path == "-" else _read_file(Path(path))
    except OSError as problem:
        raise click.ClickException(f"{path} can't be read: {problem.strerror or problem}.") from None
    except ValueError:
        raise click.ClickException(f"{path!r} is not the name of a file.") from None
    if len(content) > MOST_BYTES:
        raise click.ClickException(
            f"{path} is larger than {MOST_BYTES // 1_000_000} MB: that is no story. Split it."
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise click.ClickException(
            f"{path} is not text in UTF-8: byte {problem.start + 1:,} can't be read. Save it as UTF-8."
        ) from None


def _read_file(path: Path) -> bytes:
    with path.open("rb") as file:
        return _read(file)


def _read(file: BinaryIO) -> bytes:
    return file.read(MOST_BYTES + 1)


def _told(text: str, *, findings: Sequence[Finding]) -> Iterator[str]:
    """One line for each finding, and a last one with their number; lines and columns count from 1."""
    starts = [0, *(index + 1 for index, char in enumerate(text) if char == "\n")]
    for finding in findings:
        line = bisect_right(starts, finding.start)
        column = finding.start - starts[line - 1] + 1
        yield f"{line}:{column} {finding.severity} {finding.rule}: {finding.reason}{_advice(text, finding)}"
    counts = [
        f"{count} {severity}{'' if count == 1 else 's'}"
        for severity in Severity
        for count in [sum(finding.severity is severity for finding in findings)]
    ]
    cut = f" More than {MOST_FINDINGS:,} are not told." if len(findings) == MOST_FINDINGS else ""
    yield f"{', '.join(counts)}.{cut}"


def _advice(text: str, finding: Finding) -> str:
    written = _visible(text[finding.start : finding.end])
    instead = " أو ".join(f"«{_visible(suggestion)}»" for suggestion in finding.suggestions)
    return f" «{written}» → {instead}" if instead else f" «{written}»"


def _visible(text: str) -> str:
    """The text with what cannot be seen (line ends, bidi controls) written by number."""
    return "".join(
        char if char.isprintable() or char == "\u00a0" else f"<U+{ord(char):04X}>" for char in text
    )


@dataclass
class Tally:
    """What one rule found in the stories that were read."""

    findings: int = 0
    stories: int = 0
    examples: list[str] = field(default_factory=list)
    _last_story: int = 0

    def add(self, example: str, *, story_id: int) -> None:
        """Count a finding; one example of a story is enough."""
        self.findings += 1
        if story_id != self._last_story:
            self._last_story = story_id
            self.stories += 1
            if len(self.examples) < _EXAMPLES:
                self.examples.append(f"{story_id}: {example}")


def trying(rule: str | None, *, house: HouseRules) -> HouseRules:
    """The house with this rule alone, switched on; the house itself where none is named."""
    if rule is None:
        return house
    severity = house.severities.get(rule) or RULES[rule].severity or Severity.WARNING
    return replace(house, severities={**dict.fromkeys(RULES), rule: severity})


def tally(
    texts: Iterable[tuple[int, str, str]], *, house: HouseRules = DEFAULT
) -> dict[tuple[str, Severity], Tally]:
    """Rule and severity → what was found in stories, each of them a number, a headline and a text."""
    tallies: dict[tuple[str, Severity], Tally] = {}
    for story_id, headline, text in texts:
        for part, is_headline in ((headline, True), (text, False)):
            for finding in check(part, rules=house, is_headline=is_headline):
                one = tallies.setdefault((finding.rule, finding.severity), Tally())
                one.add(_in_context(part, finding), story_id=story_id)
    return tallies


def report(tallies: Mapping[tuple[str, Severity], Tally], *, stories: int) -> Iterator[str]:
    """The lines of a report: the gravest and most frequent first, each with examples."""
    order = sorted(tallies.items(), key=lambda entry: (entry[0][1].rank, -entry[1].findings))
    for (rule, severity), found in order:
        yield f"{severity} {rule}: {found.findings:,} in {found.stories:,} of {stories:,} stories. {RULES[rule].title}"
        yield from (f"  {example}" for example in found.examples)
    if not order:
        yield f"Nothing found in {stories:,} stories."


def _in_context(text: str, finding: Finding) -> str:
    before = text[max(0, finding.start - _AROUND) : finding.start]
    after = text[finding.end : finding.end + _AROUND]
    place = f"{before}⟦{text[finding.start : finding.end]}⟧{after}".translate(_WHITE_SPACE)
    instead = " | ".join(finding.suggestions)
    return _visible(f"{place} → {instead}" if finding.suggestions else place)
