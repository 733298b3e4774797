"""What a house has decided about words: its spellings, its foreign names, its style, what it does not print."""

from collections.abc import Iterator, Mapping

from warraq.arabic.copydesk.findings import Severity
from warraq.arabic.copydesk.house import HouseRules, Term
from warraq.arabic.copydesk.phrases import PhraseBook, loosely, replacements
from warraq.arabic.copydesk.rule import Copy, Found, Rule

# What some grammarians would not write, and most newspapers do: an opinion, which a house may share.
_STYLE = {
    "هام": "مهم",
    "هامة": "مهمة",
    "ملفت": "لافت",
    "تواجد": "وجود",
    "يتواجد": "يوجد",
    "تتواجد": "توجد",
    "سوف لن": "لن",
    "كما وأن": "كما أن",
    "طاولة المفاوضات": "المفاوضات",
    "لعب دورا": "أدى دورا",
    "يلعب دورا": "يؤدي دورا",
    "أطلق سراحه": "أفرج عنه",
    "نفس الشيء": "الشيء نفسه",
    "نفس الوقت": "الوقت نفسه",
    "نفس اليوم": "اليوم نفسه",
    "كافة الدول": "الدول كافة",
    "بمثابة": "بمنزلة",
    "الثلاثينات": "الثلاثينيات",
    "شيق": "شائق",
}


def _replaced(copy: Copy, words: Mapping[str, str], *, reason: str) -> Iterator[Found]:
    for found in replacements(copy, words):
        ours = found.clitics + found.payload
        if copy.text[found.start : found.end] != ours:
            yield Found(found.start, found.end, reason.format(ours=ours), (ours,))


def _spellings(copy: Copy) -> Iterator[Found]:
    return _replaced(copy, copy.house.spellings, reason="اختار الموقع أن يكتبها «{ours}».")


def _names(copy: Copy) -> Iterator[Found]:
    return _replaced(copy, copy.house.names, reason="اختار الموقع أن يكتب الاسم «{ours}».")


def _style(copy: Copy) -> Iterator[Found]:
    return _replaced(copy, _STYLE, reason="قد يفضَّل «{ours}».")


def _terms(copy: Copy) -> Iterator[Found]:
    book = PhraseBook(((term.words, term) for term in copy.house.terms), key=loosely)
    for found in book.occurrences(copy):
        instead = tuple(found.clitics + words for words in found.payload.instead)
        yield Found(found.start, found.end, found.payload.advice, instead, severity=found.payload.severity)


RULES = (
    Rule(
        name="house-spelling",
        title="الكتابة التي اختارها الموقع",
        severity=Severity.SUGGESTION,
        find=_spellings,
        examples=(("المسئولون عن الشئون", "المسؤولون عن الشؤون"), ("وبمسئولية", "وبمسؤولية")),
        keeps=("المسؤولون عن الشؤون",),
    ),
    Rule(
        name="house-name",
        title="الأسماء الأجنبية كما يكتبها الموقع",
        severity=Severity.WARNING,
        find=_names,
        examples=(("التقى بنتانياهو في نيو يورك", "التقى بنتنياهو في نيويورك"),),
        keeps=("التقى نتنياهو",),
        house=HouseRules(names={"نتانياهو": "نتنياهو", "نيو يورك": "نيويورك"}),
    ),
    Rule(
        name="style",
        title="تفضيلات أسلوبية",
        severity=None,
        find=_style,
        examples=(("في نفس الوقت سوف لن يعود", "في الوقت نفسه لن يعود"),),
        keeps=("لن يعود في الوقت نفسه",),
    ),
    Rule(
        name="house-term",
        title="عبارات لا ينشرها الموقع",
        severity=Severity.WARNING,
        find=_terms,
        examples=(("قال إن العملية الارهابية فشلت", "قال إن الهجوم فشلت"),),
        keeps=("قال إن العملية فشلت",),
        house=HouseRules(
            terms=(Term("العملية الإرهابية", advice="صف ما حدث ولا تحكم.", instead=("الهجوم",)),)
        ),
    ),
)
