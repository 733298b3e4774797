"""Character classes that the rest of the library shares, taken from Python's own Unicode tables."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Literal

TATWEEL = "\u0640"
BIDI_CONTROLS = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
"""As the inside of a regular expression's ``[...]``: everything that may reorder text without being seen."""

SURROGATES = "\ud800-\udfff"
REPLACEMENT = "\ufffd"

# UAX #15, Stream-Safe Text Format: no real text puts more than 30 marks on one letter, and sorting an endless
# run of them is what makes normalisation slow.
MARKS_ON_ONE_LETTER = 30

# Marks and format characters live in the first two planes and among the tags and variation selectors of
# plane 14.
_SCANNED = (*range(0x20000), *range(0xE0000, 0xE01F0))


def _class_of(*categories: str) -> str:
    """The characters of these general categories, as the inside of a ``[...]``."""
    codes = [code for code in _SCANNED if unicodedata.category(chr(code)) in categories]
    ranges: list[list[int]] = []
    for code in codes:
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return "".join(f"{re.escape(chr(first))}-{re.escape(chr(last))}" for first, last in ranges)


MARKS = _class_of("Mn", "Mc", "Me")
_FORMAT = _class_of("Cf")

_ALL_MARKS = re.compile(f"[{MARKS}]+")
_ENDLESS_MARKS = re.compile(f"([{MARKS}]{{{MARKS_ON_ONE_LETTER}}})[{MARKS}]+")
# No mark is a word character or a space. ``re`` finds such pieces six times as fast as it finds marks, whose
# class reaches beyond the first plane, so marks are looked for within them only.
_PIECE_WITH_MARKS = re.compile(r"[^\w\s]+")
_LONG_PIECE = re.compile(rf"[^\w\s]{{{MARKS_ON_ONE_LETTER},}}")

# One user-perceived character, near enough to UAX #29: a flag of two regional indicators, or one character
# with the marks, format characters and skin tones after it; a zero-width joiner ties the next one to it.
_EXTEND = f"[{MARKS}{_FORMAT}\U0001f3fb-\U0001f3ff]"
_GRAPHEME = re.compile(
    f"\r\n|[\U0001f1e6-\U0001f1ff]{{2}}{_EXTEND}*+|.(?:{_EXTEND}|(?<=\u200d)[\u2190-\u2bff\U0001f000-\U0001faff])*+",
    re.DOTALL,
)


def graphemes(text: str) -> Iterator[str]:
    """The user-perceived characters of a text, lazily; joined together they are the text."""
    return (match.group() for match in _GRAPHEME.finditer(text))


def grapheme_end(text: str, *, count: int) -> int:
    """The index just after the first ``count`` user-perceived characters (or the end of a shorter text)."""
    end = 0
    for _, match in zip(range(count), _GRAPHEME.finditer(text), strict=False):
        end = match.end()
    return end


def without_marks(text: str) -> str:
    """The text without tashkeel and every other combining mark that is not part of a precomposed letter."""
    return _PIECE_WITH_MARKS.sub(lambda piece: _ALL_MARKS.sub("", piece.group()), text)


def normalized(text: str, *, form: Literal["NFC", "NFD", "NFKC", "NFKD"]) -> str:
    """Unicode normalisation in linear time: endless runs of marks are cut at thirty, before and after."""
    result = unicodedata.normalize(form, _without_endless_marks(text))
    return result if len(result) <= len(text) else _without_endless_marks(result)


def _without_endless_marks(text: str) -> str:
    return _LONG_PIECE.sub(lambda piece: _ENDLESS_MARKS.sub(r"\1", piece.group()), text)
