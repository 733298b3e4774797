"""`warraq check text`: a file through the copy desk."""

from __future__ import annotations

import sys
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

import click

from warraq.arabic.copydesk import Finding, Severity, check, corrected

MOST_BYTES = 10_000_000
"""No story is a hundredth of this; a larger file is a mistake."""


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
        f"{sum(finding.severity is severity for finding in findings)} {severity}s" for severity in Severity
    ]
    yield ", ".join(counts) + "."


def _advice(text: str, finding: Finding) -> str:
    written = _visible(text[finding.start : finding.end])
    instead = " أو ".join(f"«{_visible(suggestion)}»" for suggestion in finding.suggestions)
    return f" «{written}» → {instead}" if instead else f" «{written}»"


def _visible(text: str) -> str:
    """The text with what cannot be seen (line ends, bidi controls) written by number."""
    return "".join(
        char if char.isprintable() or char == "\u00a0" else f"<U+{ord(char):04X}>" for char in text
    )
