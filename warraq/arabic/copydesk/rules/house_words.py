"""What a house has decided about words: its spellings, its foreign names, what it does not print."""

from collections.abc import Iterator, Mapping

from warraq.arabic.copydesk.findings import Severity
from warraq.arabic.copydesk.house import HouseRules, Term
from warraq.arabic.copydesk.phrases import PhraseBook, loosely, replacements
from warraq.arabic.copydesk.rule import Copy, Found, Rule


def _replaced(copy: Copy, words: Mapping[str, str], *, reason: str) -> Iterator[Found]:
    for found in replacements(copy, words):
        ours = found.clitics + found.payload
        if copy.text[found.start : found.end] != ours:
            yield Found(found.start, found.end, reason.format(ours=ours), (ours,))


def _spellings(copy: Copy) -> Iterator[Found]:
    return _replaced(copy, copy.house.spellings, reason="اختار الموقع أن يكتبها «{ours}».")


def _names(copy: Copy) -> Iterator[Found]:
    return _replaced(copy, copy.house.names, reason="اختار الموقع أن يكتب الاسم «{ours}».")


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
