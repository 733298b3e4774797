"""The double fatha and its alef: «أيضَا», «أيضاً», «بناءاً»."""

import re
from collections.abc import Iterator

from warraq.arabic.copydesk.classes import LETTERS, MARKS, listed
from warraq.arabic.copydesk.findings import Severity
from warraq.arabic.copydesk.house import Tanween
from warraq.arabic.copydesk.rule import Copy, Found, Rule
from warraq.arabic.copydesk.spelling import is_common
from warraq.arabic.lexicon.ayaspell import is_word

_TANWEEN, _FATHA = "\u064b", "\u064e"
_PLACES = {Tanween.BEFORE_ALEF: f"{_TANWEEN}ا", Tanween.ON_ALEF: f"ا{_TANWEEN}"}

# Adverbs that are hardly ever anything but accusative.
_ADVERBS = listed(
    """
    أيضا جدا شكرا معا غدا أبدا دائما تماما فعلا حقا حاليا سابقا لاحقا مؤخرا أخيرا أولا ثانيا ثالثا
    جميعا سويا قريبا تقريبا مثلا عادة فورا حتما قطعا مطلقا أحيانا غالبا نادرا كثيرا قليلا رسميا
    نهائيا يوميا شهريا سنويا أسبوعيا صباحا مساء ليلا نهارا عموما خصوصا مرحبا عفوا بدلا فضلا نظرا
    وفقا طبقا خلافا رغما مجددا مرارا
    """
)
# After a long vowel and hamza no alef carries the tanween; these are duals of verbs.
_DUALS = frozenset(["جاءا", "شاءا", "باءا", "ساءا", "أساءا", "أضاءا", "فاءا", "ناءا", "أفاءا"])

_HALF = re.compile(rf"(?<![{LETTERS}{MARKS}])([{LETTERS}]+)(?:{_FATHA}ا|ا{_FATHA})(?![{LETTERS}{MARKS}])")
_AFTER_HAMZA = re.compile(
    rf"(?<![{LETTERS}{MARKS}])[{LETTERS}][{LETTERS}{MARKS}]*?ا(ء(?:{_TANWEEN}?ا{_TANWEEN}?))(?![{LETTERS}{MARKS}])"
)
_MADDA = re.compile(rf"(?<![{LETTERS}{MARKS}])[{LETTERS}]{{2,}}آ(?![{LETTERS}{MARKS}])")
_EITHER_PLACE = re.compile(rf"{_TANWEEN}ا(?![{LETTERS}])|(?<!ء)ا{_TANWEEN}(?![{LETTERS}])")


def _half_written(copy: Copy) -> Iterator[Found]:
    ending = _PLACES[copy.house.tanween]
    for word in _HALF.finditer(copy.text):
        if word[1].removeprefix("و") + "ا" in _ADVERBS or word[1] + "ا" in _ADVERBS:
            yield Found(word.end(1), word.end(), "هذا تنوين فتح لا فتحة.", (ending,))
    for word in _MADDA.finditer(copy.text):
        bare = word.group()[:-1] + "ا"
        if not is_word(word.group()) and (is_common(bare) or is_word(bare)):
            yield Found(word.end() - 1, word.end(), "هذا تنوين فتح لا مدّة.", (ending,))


def _after_hamza(copy: Copy) -> Iterator[Found]:
    for word in _AFTER_HAMZA.finditer(copy.text):
        bare = re.sub(f"[{MARKS}]", "", word.group())
        marked = _TANWEEN in word[1]
        if marked or (bare not in _DUALS and is_common(bare[:-1])):
            reason = "الهمزة بعد الألف لا تليها ألف التنوين."
            yield Found(*word.span(1), reason, (f"ء{_TANWEEN}",), certain=marked)


def _other_place(copy: Copy) -> Iterator[Found]:
    ours = _PLACES[copy.house.tanween]
    for ending in _EITHER_PLACE.finditer(copy.text):
        if ending.group() != ours:
            yield Found(*ending.span(), f"في هذا الموقع يُكتب التنوين هكذا: «ـ{ours}».", (ours,))


RULES = (
    Rule(
        name="tanween-half",
        title="فتحة أو مدّة مكان التنوين",
        severity=Severity.ERROR,
        find=_half_written,
        examples=(
            ("قد يهمك أيضَا", "قد يهمك أيضًا"),
            ("شكرا جدآ", "شكرا جدًا"),
            ("وأيضاَ", "وأيضًا"),
        ),
        keeps=("كَتَبَا وهُمَا كَمَا", "أيضًا وأيضاً", "القرآن والمرآة ملآن"),
    ),
    Rule(
        name="tanween-after-hamza",
        title="ألف زائدة بعد الهمزة",
        severity=Severity.ERROR,
        find=_after_hamza,
        examples=(
            ("بناءاً على ذلك", "بناءً على ذلك"),
            ("جزاءًا لهم", "جزاءً لهم"),
            ("ابتداءا من اليوم", "ابتداءً من اليوم"),
        ),
        keeps=("جزءًا من المال", "الرجلان جاءا معًا", "بناءً على ذلك", "أخطاء وأجزاء"),
    ),
    Rule(
        name="tanween-place",
        title="موضع التنوين",
        severity=Severity.SUGGESTION,
        find=_other_place,
        examples=(("شكراً جزيلاً", "شكرًا جزيلًا"),),
        keeps=("مساءً", "أيضًا"),
    ),
)
