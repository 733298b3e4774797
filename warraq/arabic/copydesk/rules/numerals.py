"""Latin and Arabic-Indic digits in one text, and the set that the house prints."""

import re
from collections.abc import Iterator
from itertools import islice

from warraq.arabic.copydesk.findings import Severity
from warraq.arabic.copydesk.rule import Copy, Found, Rule
from warraq.arabic.digits import Digits, to_digits

_NUMBER = re.compile(r"(?<![\w.])\d++(?:[.,٫٬:/-]\d++)*+(?![A-Za-z_])")
_LATIN = re.compile(r"[0-9]")
_OTHER = re.compile(r"[٠-٩۰-۹]")
_MOST_NUMBERS = 20_000


def _mixed_number(copy: Copy) -> Iterator[Found]:
    for number in _NUMBER.finditer(copy.text):
        digits = number.group()
        if _LATIN.search(digits) and _OTHER.search(digits):
            ours = to_digits(digits, digits=copy.house.digits or Digits.LATIN)
            yield Found(*number.span(), "الرقم مكتوب بنوعين من الأرقام.", (ours,))


def _other_digits(copy: Copy) -> Iterator[Found]:
    numbers = list(islice(_NUMBER.finditer(copy.text), _MOST_NUMBERS))
    latin = sum(1 for number in numbers if _LATIN.search(number.group()))
    ours = copy.house.digits or (Digits.LATIN if latin * 2 >= len(numbers) else Digits.ARABIC_INDIC)
    foreign = _OTHER if ours is Digits.LATIN else _LATIN
    reason = "الأرقام في النص من نوعين." if copy.house.digits is None else "هذه ليست أرقام هذا الموقع."
    for number in numbers:
        if foreign.search(number.group()):
            yield Found(*number.span(), reason, (to_digits(number.group(), digits=ours),))


RULES = (
    Rule(
        name="mixed-number",
        title="رقم مكتوب بنوعين",
        severity=Severity.ERROR,
        find=_mixed_number,
        examples=(("في عام 20١5", "في عام 2015"),),
        keeps=("في عام 2015", "في عام ٢٠١٥", "مقاتلة إف-16"),
    ),
    Rule(
        name="mixed-digits",
        title="أرقام من نوعين في نص واحد",
        severity=Severity.WARNING,
        find=_other_digits,
        examples=(("فاز 3 من 10 في ٢٠١٥", "فاز 3 من 10 في 2015"),),
        keeps=("فاز ٣ من ١٠", "فاز 3 من 10", "الجيل 4G عام ٢٠١٥"),
    ),
)
