"""Brackets and quotation marks that have no partner or are turned the wrong way."""

import re
from collections.abc import Iterator

from warraq.arabic.copydesk.findings import Severity
from warraq.arabic.copydesk.pairs import Role
from warraq.arabic.copydesk.rule import Copy, Found, Rule

_SPACES_BEFORE = re.compile(" +$")
_MOST_SPACES = 20


def _unpaired(copy: Copy) -> Iterator[Found]:
    told = -1
    for place, role in sorted(copy.roles.items()):
        if role is Role.ALONE:
            yield Found(place, place + 1, f"العلامة {copy.text[place]} بلا نظير.")
        elif role is Role.UNCLEAR and place >= told:
            yield Found(place, place + 1, "عدد علامات التنصيص في الفقرة فردي.", certain=False)
            end = copy.text.find("\n", place)
            told = len(copy.text) if end < 0 else end


def _turned(copy: Copy) -> Iterator[Found]:
    for place, role in sorted(copy.roles.items()):
        if role is Role.OPENS_BACKWARDS:
            yield Found(place, place + 1, "هنا تبدأ الجملة المنقولة: العلامة «.", ("«",))
        elif role is Role.CLOSES_BACKWARDS:
            spaces = _SPACES_BEFORE.search(copy.text, max(0, place - _MOST_SPACES), place)
            start = spaces.start() if spaces else place
            yield Found(start, place + 1, "هنا تنتهي الجملة المنقولة: العلامة ».", ("»",))


RULES = (
    Rule(
        name="turned-quote",
        title="علامة تنصيص معكوسة",
        severity=Severity.ERROR,
        find=_turned,
        examples=(
            ("فاز «العين الإماراتي « بهدفين", "فاز «العين الإماراتي» بهدفين"),
            ("من أشهرها «الدنادين» و»القراقير» للصيد", "من أشهرها «الدنادين» و«القراقير» للصيد"),
        ),
        keeps=("قال «إن صحيفة «الحياة» نقلت» ذلك", "بدأ «الجمع في « الفعاليات والأسماء» معًا»"),
    ),
    Rule(
        name="unpaired-mark",
        title="قوس أو علامة تنصيص بلا نظير",
        severity=Severity.ERROR,
        find=_unpaired,
        tells=(
            "قال «نعم ثم انصرف",
            "وصل الوفد (أمس إلى المدينة",
            "وصل الوفد أمس) إلى المدينة",
            'قال "نعم ثم انصرف',
        ),
        keeps=("قال «نعم» (أمس)", "1) أولًا", "ابتسم :)", "الرئيسية » أخبار » رياضة", 'شاشة قياس 55" جديدة'),
    ),
)
