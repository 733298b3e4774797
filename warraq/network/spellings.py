"""An edition's lists of spellings, as an editor types them: a line each, «variant = ours». Pure."""

from __future__ import annotations

from collections.abc import Iterator

LONGEST_SPELLING = 80
_SIGN = "="


class LineNotRead(ValueError):
    """A line is no pair of spellings. `line` counts from 1."""

    def __init__(self, *, line: int) -> None:
        super().__init__(f"line {line} is no pair of spellings")
        self.line = line


def spelling_pairs(text: str) -> dict[str, str]:
    """Read the pairs, each variant → ours; empty lines are left out, and of two lines for a variant the last counts.

    Raises LineNotRead for a line without two different spellings of at most 80 characters around one «=».
    """
    return dict(_pairs(text))


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        variant, sign, ours = (part.strip() for part in line.partition(_SIGN))
        is_pair = sign and variant and ours and variant != ours and _SIGN not in ours
        if not is_pair or max(len(variant), len(ours)) > LONGEST_SPELLING:
            raise LineNotRead(line=number)
        yield variant, ours
