"""Latin names and numbers in their right visual order within right-to-left text.

The Unicode Bidirectional Algorithm (UAX #9) lays out most of it by itself. Three things it gets wrong,
because it cannot know which characters belong together, and we put right:

- **A Latin run** («Apple Watch Ultra 2», an address, ``@handle``, «C++») pulls the numbers and signs after
  it to its own side and loses its own last sign. It is isolated, left to right.
- **A sign and its number** («45%», «-5», «$100», «+212 522 123456») come apart after an Arabic letter,
  where rule W2 makes the digits Arabic numbers and W4-W6 no longer tie signs to them. They are isolated,
  left to right, as CLDR's Arabic patterns for Latin digits have them.
- **Scores, ranges and dates with hyphens** («3-1», «10-12», «2023-2024») run right to left for an Arabic
  reader, the first number first, exactly as ``٣-١`` and «3 – 1» do: the winner is named first and its goals
  stand first. In the newspapers and broadcasters that we measured 96 of 100 scores after a word for winning
  are written so. After an Arabic letter the algorithm does it too; at the start of a text, or after nothing
  but Latin, it does not, and an Arabic letter mark (U+061C) before the number makes it. The same holds for
  «%45», which is then seen as «45%» everywhere.

Decimals, times, fractions and versions («3.5», «14:05», «24/7», «5.2.1») are left alone: their signs are
common separators, which W4 keeps left to right. So are Arabic-Indic digits, whose order is always right.

Text comes in as its author typed it; any bidi control in it is removed, so nobody can spoof a headline.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from html import escape
from typing import Literal

from warraq.arabic.characters import BIDI_CONTROLS, REPLACEMENT, SURROGATES
from warraq.arabic.text import fold

FIRST_STRONG_ISOLATE = "\u2068"
POP_DIRECTIONAL_ISOLATE = "\u2069"
ARABIC_LETTER_MARK = "\u061c"

_CONTROL = re.compile(f"[{BIDI_CONTROLS}]")
_LONE_SURROGATE = re.compile(f"[{SURROGATES}]")

_RTL_BLOCKS = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff"
_RTL_LETTER = re.compile(rf"(?=[{_RTL_BLOCKS}])[^\W\d_]")
_ARABIC_LETTER = re.compile(r"(?=[\u0600-\u07bf\u0860-\u08ff\ufb50-\ufdff\ufe70-\ufefc])[^\W\d_]")

_LETTER = rf"[^\W\d_{_RTL_BLOCKS}]"
_LETTER_SEEN = re.compile(_LETTER)
_DIGIT = "[0-9۰-۹]"  # the algorithm takes Persian digits for European ones
# Not inside a number. Arab agencies still write decimals as «5ر4», and «٫» turns up among Latin digits.
_FRESH = rf"(?<!{_DIGIT})(?<!{_DIGIT}[.,:٫ر])"
_NUMBER = rf"{_DIGIT}++(?:[.,:٫]{_DIGIT}++)*+"
_SIGN = r"(?<![^\s(\[«\"“])[-+−±~]"
_UNIT = rf"[%٪‰°$€£¥](?!{_DIGIT})"

_ADDRESS = r"(?i:https?://|www\.)[^\s<>\"«»]++"
_DAY = f"{_DIGIT}{{1,2}}"
_HYPHENED_DATE = f"(?:{_DAY}-{_DAY}-{_DIGIT}{{4}}|{_DIGIT}{{4}}-{_DAY}-{_DAY})(?!{_DIGIT})"
_PHONE = rf"{_FRESH}(?!{_HYPHENED_DATE})(?:\+|00?){_DIGIT}(?:[ .()-]{{0,2}}{_DIGIT}){{6,14}}+(?!{_DIGIT})"

_LED_BY_DIGITS = rf"{_SIGN}?{_FRESH}(?=(?:{_DIGIT}[.,]?){{1,20}}°?{_LETTER}){_DIGIT}"
_BODY = rf"(?:{_LETTER}|{_DIGIT}|[\u0300-\u036f]|[-–‑'’&+./:_@#=?%~°]{{1,3}}(?={_LETTER}|{_DIGIT}))"
_NAME = rf"(?:{_LED_BY_DIGITS}|[#@$€£]?{_LETTER}){_BODY}*+(?:[+#]{{1,2}}(?!{_LETTER}|{_DIGIT})|[®™])?+"
_AIRLINER = rf"7[0-9]7-{_DIGIT}{{1,3}}(?!-?{_DIGIT})"  # Boeing 737-800
_NUMBER_IN_NAME = rf"(?:{_AIRLINER}|{_DIGIT}++(?:[.,:/]{_DIGIT}++)*+(?![-–‑]{_DIGIT}|[%٪‰°]|{_LETTER}))"
_LATIN = rf"{_NAME}(?:(?:[ \u00a0]{{1,3}}|[,:] | & )(?:{_NAME}|{_NUMBER_IN_NAME}))*+"

_SIGNED = (
    rf"{_SIGN}?[$€£¥₪#№] ?{_NUMBER}"
    rf"|{_SIGN}{_NUMBER}(?: ?{_UNIT})?+"
    rf"|{_FRESH}{_NUMBER} ?{_UNIT}"
    rf"|{_FRESH}{_AIRLINER}"
)
_LEFT_TO_RIGHT = re.compile(
    f"(?P<address>{_ADDRESS})|(?P<phone>{_PHONE})|(?P<latin>{_LATIN})|(?P<signed>{_SIGNED})"
)
_RIGHT_TO_LEFT_NUMBER = re.compile(rf"[%٪] ?{_NUMBER}|{_FRESH}{_NUMBER}-{_DIGIT}")

_AFTER_ADDRESS = ".,،؛;:!?؟)]}…'’"
_LAST_NUMBER = re.compile(rf"{_DIGIT}++(?:[.,:/]{_DIGIT}++)*+")
_NEXT_WORD = re.compile(r"[ \u00a0]+([^\W\d_]{2,14})")

# A number before one of these counts it, even if a Latin name stands before the number: «أرباح Apple 45
# مليار». Folded.
_COUNTED = frozenset(
    fold(
        """
        ألف آلاف مليون مليونًا ملايين مليار مليارًا مليارات تريليون دولار دولارًا يورو درهم درهمًا ريال ريالًا جنيه
        جنيهًا دينار دينارًا سنة سنوات عام عامًا أعوام شهر شهرًا أشهر يوم يومًا أيام ساعة ساعات دقيقة دقائق مرة مرات
        هدف أهداف نقطة نقاط شخص شخصًا أشخاص موظف موظفًا سيارة سيارات طائرة طائرات
        """
    ).split()
)


def isolate_html(text: str) -> str:
    """The text as HTML, escaped and safe to print, its left-to-right pieces in ``<bdi>``.

    For the content of an element in a right-to-left page. A line without any right-to-left letter is one
    piece.
    """
    return _isolated(text, isolate=lambda piece: f"<bdi>{escape(piece)}</bdi>", keep=escape)


def isolate_plain(text: str) -> str:
    """The same for attributes, ``<title>``, feeds and plain text: pieces stand between U+2068 and U+2069.
    Escapes nothing.
    """
    return _isolated(
        text,
        isolate=lambda piece: f"{FIRST_STRONG_ISOLATE}{piece}{POP_DIRECTIONAL_ISOLATE}",
        keep=lambda piece: piece,
    )


def strip_controls(text: str) -> str:
    """The text without bidi controls: U+061C, U+200E, U+200F, U+202A to U+202E, U+2066 to U+2069."""
    return _CONTROL.sub("", text)


def direction(text: str) -> Literal["rtl", "ltr"]:
    """The direction of the first letter that has one (UAX #9, P2); right to left when none has."""
    for char in text:
        strong = unicodedata.bidirectional(char)
        if strong == "L":
            return "ltr"
        if strong in ("R", "AL") and char not in "\u061c\u200f":
            return "rtl"
    return "rtl"


def _isolated(text: str, *, isolate: Callable[[str], str], keep: Callable[[str], str]) -> str:
    """Lines one by one, since a line end closes every isolate."""
    text = _LONE_SURROGATE.sub(REPLACEMENT, strip_controls(text))
    return "".join(
        isolate(piece) if left_to_right else keep(piece)
        for line in text.splitlines(keepends=True)
        for left_to_right, piece in _pieces(line)
    )


def _pieces(line: str) -> Iterator[tuple[bool, str]]:
    """The line in pieces, each with whether it is to be isolated."""
    if _LETTER_SEEN.search(line) and not _RTL_LETTER.search(line):
        yield from _whole(line)
        return
    arabic_before = False
    position = 0
    while match := _LEFT_TO_RIGHT.search(line, position):
        end = _piece_end(match)
        between = line[position : match.start()]
        yield False, between if arabic_before else _with_letter_mark(between)
        yield True, line[match.start() : end]
        arabic_before = arabic_before or _settles_order(between)
        position = end
    rest = line[position:]
    yield False, rest if arabic_before else _with_letter_mark(rest)


def _whole(line: str) -> Iterator[tuple[bool, str]]:
    content = line.strip()
    start = line.index(content)
    yield False, line[:start]
    yield True, content
    yield False, line[start + len(content) :]


def _settles_order(text: str) -> bool:
    """Whether numbers after this text are Arabic numbers to the algorithm (W2)."""
    return bool(_ARABIC_LETTER.search(text) or _RIGHT_TO_LEFT_NUMBER.search(text))


def _with_letter_mark(text: str) -> str:
    """The text with an Arabic letter mark before a right-to-left number that no Arabic letter precedes."""
    number = _RIGHT_TO_LEFT_NUMBER.search(text)
    letter = _ARABIC_LETTER.search(text)
    if number is None or (letter and letter.start() < number.start()):
        return text
    return f"{text[: number.start()]}{ARABIC_LETTER_MARK}{text[number.start() :]}"


def _piece_end(match: re.Match[str]) -> int:
    if match.lastgroup == "address":
        return match.start() + len(match.group().rstrip(_AFTER_ADDRESS))
    if match.lastgroup == "latin":
        return _name_end(match)
    return match.end()


def _name_end(match: re.Match[str]) -> int:
    """The end of a Latin name without a last number that counts the Arabic word after it."""
    following = _NEXT_WORD.match(match.string, match.end())
    name, space, last = match.group().replace("\u00a0", " ").rpartition(" ")
    if space and following and _LAST_NUMBER.fullmatch(last) and fold(following[1]) in _COUNTED:
        return match.start() + len(name.rstrip(" ,:&"))
    return match.end()
