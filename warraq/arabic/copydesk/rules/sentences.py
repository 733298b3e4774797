"""Sentences that touch: «الأطلسي.جاء»."""

import re
from collections.abc import Iterator

from warraq.arabic.characters import TATWEEL
from warraq.arabic.copydesk.classes import LETTERS, MARKS
from warraq.arabic.copydesk.findings import Severity
from warraq.arabic.copydesk.rule import Copy, Found, Rule
from warraq.arabic.copydesk.spelling import spells_letters

_IN_WORD = f"{LETTERS}{MARKS}{TATWEEL}"
# Two letters at least on each side, or else it is an initial: «د.محمد», «أ.ف.ب».
_GLUED = re.compile(
    rf"(?:(?<=[{LETTERS}][{_IN_WORD}])|(?<=[»\")\]])|(?<=\d))\.(?=[«\"(]?[{LETTERS}][{MARKS}]*+[{LETTERS}])"
)
# «إل.جي», «سوق.كوم».
_DOTTED_BEFORE = re.compile(rf"[{LETTERS}.]*$")
_DOTTED_AFTER = re.compile(rf"[{LETTERS}.]*")
_LONGEST_ABBREVIATION = 30
_DOMAIN = re.compile(r"\.(?:كوم|نت|أورغ|أورج|دوت)(?![^\W_])")
_NUMBERED_LINE = re.compile(r"(?:^|\n)[^\S\n]*\d{1,3}\.$")


def _glued_sentences(copy: Copy) -> Iterator[Found]:
    for stop in _GLUED.finditer(copy.text):
        if not _is_part_of_a_name(copy.text, stop.start()):
            yield Found(*stop.span(), "جملتان ملتصقتان: تنقص مسافة بعد النقطة.", (". ",))


def _is_part_of_a_name(text: str, place: int) -> bool:
    """Whether the stop numbers a line, or belongs to «إل.جي» or «سوق.كوم»."""
    if _NUMBERED_LINE.search(text[max(0, place - 8) : place + 1]) or _DOMAIN.match(text, place):
        return True
    before = _DOTTED_BEFORE.search(text, max(0, place - _LONGEST_ABBREVIATION), place)
    after = _DOTTED_AFTER.match(text, place + 1, place + _LONGEST_ABBREVIATION)
    if before is None or after is None:
        return False
    parts = [*before.group().split("."), *after.group().split(".")]
    return spells_letters(parts, place=before.group().count("."))


RULES = (
    Rule(
        name="glued-sentences",
        title="جملتان ملتصقتان",
        severity=Severity.ERROR,
        find=_glued_sentences,
        examples=(
            ("حلف شمال الأطلسي.جاء ذلك أمس", "حلف شمال الأطلسي. جاء ذلك أمس"),
            ("قال «لا نقبل».وأضاف الوزير", "قال «لا نقبل». وأضاف الوزير"),
            ("منذ عام 2015.وأكد الوزير", "منذ عام 2015. وأكد الوزير"),
        ),
        keeps=(
            "د.محمد عبده وأ.ف.ب",
            "زوروا https://example.org/خبر.جديد اليوم",
            "ارتفع 3.5 في المئة",
            "1.المقدمة",
            "شركة إل.جي ومؤسسة آي.أو.بي.إي وإتش.إس.بي.سي وموقع سوق.كوم",
        ),
    ),
)
