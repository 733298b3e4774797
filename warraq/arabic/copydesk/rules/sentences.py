"""Sentences that touch: «الأطلسي.جاء»."""

import re
from collections.abc import Iterator

from warraq.arabic.characters import TATWEEL
from warraq.arabic.copydesk.classes import LETTERS, MARKS
from warraq.arabic.copydesk.findings import Severity
from warraq.arabic.copydesk.rule import Copy, Found, Rule

_IN_WORD = f"{LETTERS}{MARKS}{TATWEEL}"
# Two letters at least on each side, or else it is an initial: «د.محمد», «أ.ف.ب».
_GLUED = re.compile(
    rf"(?:(?<=[{LETTERS}][{_IN_WORD}])|(?<=[»\")\]])|(?<=\d))\.(?=[«\"(]?[{LETTERS}][{MARKS}]*+[{LETTERS}])"
)
# «إل.جي», «سوق.كوم».
_LETTER_NAME = re.compile(r"(?<![^\W_])(?:إل|ال|إم|ام|إس|اس|إن|ان|بي|سي|دي|جي|تي|كي|يو|إف|اف|آر|ار)\.$")
_DOMAIN = re.compile(r"\.(?:كوم|نت|أورغ|أورج|دوت)(?![^\W_])")
_NUMBERED_LINE = re.compile(r"(?:^|\n)[^\S\n]*\d{1,3}\.$")


def _glued_sentences(copy: Copy) -> Iterator[Found]:
    for stop in _GLUED.finditer(copy.text):
        before = copy.text[max(0, stop.start() - 8) : stop.end()]
        after = copy.text[stop.start() : stop.end() + 6]
        if _NUMBERED_LINE.search(before) or _LETTER_NAME.search(before) or _DOMAIN.match(after):
            continue
        yield Found(*stop.span(), "جملتان ملتصقتان: تنقص مسافة بعد النقطة.", (". ",))


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
            "شركة إل.جي وموقع سوق.كوم",
        ),
    ),
)
