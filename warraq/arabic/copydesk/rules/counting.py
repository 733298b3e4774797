"""A number and what it counts: «3 سنة», «ثلاثة عشرة», «أربعة طاولات»."""

import re
from collections.abc import Iterator
from itertools import pairwise

from warraq.arabic.agreement import counted_noun, form_for, words_for
from warraq.arabic.copydesk.classes import listed
from warraq.arabic.copydesk.findings import Severity
from warraq.arabic.copydesk.rule import Copy, Found, Rule, Word
from warraq.arabic.lexicon.ayaspell import is_word

# «3 يوم الأحد», «15 شهر رمضان» are dates: of these the singular says nothing.
_OF_DATES = frozenset(["يوم", "شهر", "سنة", "عام", "ساعة", "دقيقة"])
# After these a number counts; elsewhere it may be a name's («جالاكسي 3 ساعة ذكية»).
_BEFORE_A_COUNT = listed(
    """
    قبل بعد خلال منذ لمدة مدة نحو حوالي من في إلى بين كل طوال على عن وبعد وقبل لنحو زهاء قرابة
    """
)
_WORD_BEFORE = re.compile(r"([^\W\d_]+)[ \u00a0]$")
_LONGEST_WORD = 20

# Of larger numbers both «108 ملايين» and «108 مليون» are printed.
_NUMBER_AND_WORD = re.compile(r"(?<![\w.,٫٬،:/\u200e\u200f\u202a-\u202e-])(\d{1,2})[ \u00a0](?=\w)")
_WORD_AT = re.compile(r"[^\W\d_]+")

_UNITS = {
    "ثلاث": "ثلاثة",
    "أربع": "أربعة",
    "خمس": "خمسة",
    "ست": "ستة",
    "سبع": "سبعة",
    "ثماني": "ثمانية",
    "ثمان": "ثمانية",
    "تسع": "تسعة",
}
_FEMININE_OF = {masculine: feminine for feminine, masculine in _UNITS.items() if feminine != "ثمان"}
_WITH_TEN = _UNITS | {"عشر": "عشرة"}
_BARE_OF = _FEMININE_OF | {"عشرة": "عشر"}

_TEENS = {
    ("إحدى", "عشر"): ("أحد عشر", "إحدى عشرة"),
    ("أحد", "عشرة"): ("أحد عشر", "إحدى عشرة"),
    ("اثنتا", "عشر"): ("اثنا عشر", "اثنتا عشرة"),
    ("اثنتي", "عشر"): ("اثني عشر", "اثنتي عشرة"),
    ("اثنا", "عشرة"): ("اثنا عشر", "اثنتا عشرة"),
    ("اثني", "عشرة"): ("اثني عشر", "اثنتي عشرة"),
}
_TENS = {
    "عشرون": "عشرين",
    "ثلاثون": "ثلاثين",
    "أربعون": "أربعين",
    "خمسون": "خمسين",
    "ستون": "ستين",
    "سبعون": "سبعين",
    "ثمانون": "ثمانين",
    "تسعون": "تسعين",
}
_PREPOSITIONS = frozenset(["في", "من", "إلى", "على", "عن", "مع", "خلال", "بعد", "قبل", "منذ"])

# «فريق» and «فرقة», «حادث» and «حادثة», «هجوم» and «هجمة».
_OF_TWO_SINGULARS = frozenset(["فرق", "حوادث", "هجمات"])
# What the lexicon of counted nouns does not have.
_FEMININE_PLURALS = listed("فتيات دوريات قنوات جهات لاعبات بنات")
_MASCULINE_PLURALS = listed("ملفات ألوان أندية اجتماعات لقاءات أقدام أقسام فصول قرارات")
_CLITICS = re.compile("[وف]?[بلك]?")


def _counted_in_digits(copy: Copy) -> Iterator[Found]:
    for number in _NUMBER_AND_WORD.finditer(copy.text):
        word = _WORD_AT.match(copy.text, number.end(), number.end() + _LONGEST_WORD)
        right = form_for(int(number[1]), word.group()) if word else None
        if not word or not right:
            continue
        wants_plural = 3 <= int(number[1]) % 100 <= 10
        counts = _counts(copy, number.start())
        # «3 يوم»: a day of that number, unless it is said how long.
        if not wants_plural or counts or word.group() not in _OF_DATES:
            reason = "تمييز العدد من 3 إلى 10 جمع." if wants_plural else "تمييز العدد بعد 10 مفرد."
            yield Found(*word.span(), reason, (right,), certain=counts or not wants_plural)


def _counts(copy: Copy, place: int) -> bool:
    before = _WORD_BEFORE.search(copy.text, max(0, place - _LONGEST_WORD), place)
    return before is not None and before[1] in _BEFORE_A_COUNT


def _teens(copy: Copy) -> Iterator[Found]:
    for first, second, third in _triples(copy):
        clitics, unit = _unit_of(first.bare)
        pair = _wrong_teen(unit, second.bare)
        if pair:
            masculine, feminine = (clitics + each for each in pair)
            is_feminine = third is not None and third.bare.endswith("ة")
            ordered = (feminine, masculine) if is_feminine else (masculine, feminine)
            yield Found(first.start, second.end, "العدد المركب لا يتفق جزآه.", ordered)


def _wrong_teen(unit: str, ten: str) -> tuple[str, str] | None:
    """The masculine and the feminine of a teen whose two parts do not fit."""
    if (unit, ten) in _TEENS:
        return _TEENS[unit, ten]
    if (unit in _UNITS and ten == "عشر") or (unit in _FEMININE_OF and ten == "عشرة"):
        feminine = _FEMININE_OF.get(unit, unit)
        return f"{_UNITS[feminine]} عشر", f"{feminine} عشرة"
    return None


def _gender_of_count(copy: Copy) -> Iterator[Found]:
    for first, second, _ in _triples(copy):
        clitics, unit = _unit_of(first.bare)
        right = _of_the_other_gender(unit, second.bare)
        if right:
            yield Found(first.start, first.end, "العدد يخالف معدوده في التذكير والتأنيث.", (clitics + right,))


def _of_the_other_gender(unit: str, noun: str) -> str | None:
    """A number of 3 to 10 as this plural asks for; None where it is so already, or nothing is sure."""
    counted = counted_noun(noun)
    if counted is not None:
        return words_for(unit, noun) if noun in counted.plurals - _OF_TWO_SINGULARS else None
    if unit in _BARE_OF and _is_feminine_plural(noun, listed_only=unit == "عشرة"):
        return _BARE_OF[unit]
    return _WITH_TEN.get(unit) if _is_masculine_plural(noun) else None


def _tens_after_preposition(copy: Copy) -> Iterator[Found]:
    for first, second, third in _triples(copy):
        if first.bare in _PREPOSITIONS and second.bare in _TENS:
            yield _ten(second, right=_TENS[second.bare])
        clitics, unit = _unit_of(first.bare)
        in_genitive = clitics.endswith(("ب", "ل", "ك")) and unit in _UNITS | _FEMININE_OF
        if in_genitive and second.bare.startswith("و") and second.bare[1:] in _TENS:
            yield _ten(second, right="و" + _TENS[second.bare[1:]])
        after_preposition = first.bare in _PREPOSITIONS and second.bare in _UNITS | _FEMININE_OF
        if third and after_preposition and third.bare.startswith("و") and third.bare[1:] in _TENS:
            yield _ten(third, right="و" + _TENS[third.bare[1:]])


def _gender_of_tens(copy: Copy) -> Iterator[Found]:
    for first, second, third in _triples(copy):
        if third is None or not second.bare.startswith("و") or not _is_a_ten(second.bare[1:]):
            continue
        clitics, unit = _unit_of(first.bare)
        right = _UNITS_BEFORE_FEMININE.get(unit) if third.bare.endswith("ة") else None
        if right is None and third.bare.endswith("ا") and copy.text[third.end - 2 : third.end] != "يا":
            right = _UNITS_BEFORE_MASCULINE.get(unit)
        if right:
            yield Found(
                first.start, first.end, "العدد لا يتفق مع معدوده في التذكير والتأنيث.", (clitics + right,)
            )


_UNITS_BEFORE_FEMININE = _FEMININE_OF | {
    "ثمانية": "ثمان",
    "اثنان": "اثنتان",
    "اثنين": "اثنتين",
    "واحد": "إحدى",
}
_UNITS_BEFORE_MASCULINE = _UNITS | {"اثنتان": "اثنان", "اثنتين": "اثنين", "إحدى": "واحد"}


def _ten(word: Word, *, right: str) -> Found:
    return Found(word.start, word.end, "العدد هنا مجرور.", (right,))


def _is_a_ten(word: str) -> bool:
    return word in _TENS or word in _TENS.values()


def _is_feminine_plural(word: str, *, listed_only: bool) -> bool:
    """«طاولات»: its singular «طاولة» is a word, and «الطاول» is none. «أصوات» is a plural of another kind.

    After «عشرة» only the listed ones convince: «البطولة الخامسة عشرة لمنتخبات».
    """
    if word in _FEMININE_PLURALS or listed_only:
        return word in _FEMININE_PLURALS
    stem = word[:-2]
    return (
        word.endswith("ات")
        and not word.startswith(("أ", "ال"))
        and len(stem) > 2
        and is_word(stem + "ة")
        and not is_word("ال" + stem)
    )


def _is_masculine_plural(word: str) -> bool:
    """«عاملين»: «العامل» is a word, and the ending is no part of a broken plural."""
    if word in _MASCULINE_PLURALS:
        return True
    return word.endswith("ين") and len(word) > 5 and is_word("ال" + word[:-2]) and not word.startswith("ال")


def _unit_of(word: str) -> tuple[str, str]:
    """A number word without its clitics, and these."""
    if word in _KNOWN_NUMBERS:
        return "", word
    for length in (1, 2):
        if _CLITICS.fullmatch(word, 0, length) and word[length:] in _KNOWN_NUMBERS:
            return word[:length], word[length:]
    return "", ""


_KNOWN_NUMBERS = frozenset(
    [*_WITH_TEN, *_BARE_OF, *_UNITS_BEFORE_FEMININE, *_UNITS_BEFORE_MASCULINE, *(unit for unit, _ in _TEENS)]
)


def _triples(copy: Copy) -> Iterator[tuple[Word, Word, Word | None]]:
    """Each word with the next and the one after it, as far as only spaces stand between them."""
    words = copy.words
    for place, (first, second) in enumerate(pairwise(words)):
        if _apart(copy, first, second):
            third = words[place + 2] if place + 2 < len(words) else None
            yield first, second, third if third and _apart(copy, second, third) else None


def _apart(copy: Copy, first: Word, second: Word) -> bool:
    return copy.text[first.end : second.start] in (" ", "\u00a0", "  ")


RULES = (
    Rule(
        name="counted-noun",
        title="تمييز العدد",
        severity=Severity.ERROR,
        find=_counted_in_digits,
        examples=(
            ("بعد 3 سنة", "بعد 3 سنوات"),
            ("بعد 11 سنوات", "بعد 11 سنة"),
            ("خلال 24 ساعات", "خلال 24 ساعة"),
        ),
        keeps=(
            "بعد 3 سنوات",
            "بعد 11 سنة",
            "بعد 103 سنوات",
            "يوم 5 شهر رمضان",
            "بعد 2.5 سنة",
            "هاتف 3 ساعة ذكية",
            "أكثر من 108 مليون",
        ),
    ),
    Rule(
        name="teens",
        title="الأعداد من 11 إلى 19",
        severity=Severity.ERROR,
        find=_teens,
        examples=(
            ("ثلاثة عشرة رجلا", "ثلاثة عشر رجلا"),
            ("ثلاث عشر طالبة", "ثلاث عشرة طالبة"),
            ("إحدى عشر رجلا", "أحد عشر رجلا"),
            ("اثنا عشرة طالبة", "اثنتا عشرة طالبة"),
        ),
        keeps=("ثلاثة عشر رجلا", "إحدى عشرة طالبة", "عشرة رجال", "اثني عشر شهرا"),
    ),
    Rule(
        name="count-gender",
        title="تذكير العدد وتأنيثه",
        severity=Severity.ERROR,
        find=_gender_of_count,
        examples=(
            ("أربعة طاولات", "أربع طاولات"),
            ("ثلاث عاملين", "ثلاثة عاملين"),
            ("خمس ملايين", "خمسة ملايين"),
            ("ولثلاثة سنوات", "ولثلاث سنوات"),
        ),
        keeps=(
            "أربع طاولات",
            "ثلاثة عاملين",
            "ثلاث وعشرين",
            "ثلاثة قرارات",
            "ثلاث بنات",
            "ثلاث سنين",
            "سبعة أصوات",
            "الخامسة عشرة لمنتخبات",
            "ست فرق إطفاء",
        ),
    ),
    Rule(
        name="tens-case",
        title="العقود بعد حرف الجر",
        severity=Severity.ERROR,
        find=_tens_after_preposition,
        examples=(("بثلاث وعشرون طالبة", "بثلاث وعشرين طالبة"), ("في عشرون دقيقة", "في عشرين دقيقة")),
        keeps=("عاد عشرون رجلا", "في عشرين دقيقة"),
    ),
    Rule(
        name="tens-gender",
        title="تذكير الأعداد المعطوفة وتأنيثها",
        severity=Severity.ERROR,
        find=_gender_of_tens,
        examples=(
            ("اثنتان وعشرون رجلا", "اثنان وعشرون رجلا"),
            ("اثنان وعشرون طالبة", "اثنتان وعشرون طالبة"),
        ),
        keeps=("اثنان وعشرون رجلا", "خمس وعشرون طالبة"),
    ),
)
