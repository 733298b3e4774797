"""Character classes that the rest of the library shares, taken from Python's own Unicode tables."""

import re
import unicodedata
from collections.abc import Iterator

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

_ENDLESS_MARKS = re.compile(f"([{MARKS}]{{{MARKS_ON_ONE_LETTER}}})[{MARKS}]+")
_ALL_MARKS = re.compile(f"[{MARKS}]+")

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
    return _ALL_MARKS.sub("", text)


def normalized(text: str, *, form: str) -> str:
    """Unicode normalisation (``NFC``, ``NFKD``) in linear time: endless runs of marks are cut at thirty."""
    for _ in range(2):  # a mark may decompose into two, so the second round cuts what the first made
        text = unicodedata.normalize(form, _ENDLESS_MARKS.sub(r"\1", text))  # type: ignore[arg-type]
    return _ENDLESS_MARKS.sub(r"\1", text)
