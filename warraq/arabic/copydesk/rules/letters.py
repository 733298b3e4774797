"""Letters that are taken for one another: the hamza of the alef, ة and ه, ي and ى."""

from collections.abc import Iterator
from functools import partial

from warraq.arabic.copydesk.findings import Severity
from warraq.arabic.copydesk.rule import Copy, Found, Rule
from warraq.arabic.copydesk.rules.grammar import is_saying
from warraq.arabic.copydesk.spelling import Slip, Verdict, respelt, spells_letters, verdict_on
from warraq.arabic.lexicon.ayaspell import is_word

_SHADDA = "\u0651"
_HAMZA = frozenset({Slip.HAMZA_MISSING, Slip.HAMZA_TOO_MUCH, Slip.HAMZA_WRONG})
_REASONS = {
    Slip.HAMZA_MISSING: "تنقص الهمزة في «{written}».",
    Slip.HAMZA_TOO_MUCH: "«{written}» تُكتب بألف وصل دون همزة.",
    Slip.HAMZA_WRONG: "موضع الهمزة في «{written}» غير صحيح.",
    Slip.TAA: "آخر «{written}» {last}.",
    Slip.YAA: "آخر «{written}» {last}.",
    Slip.ALEF_MAQSURA: "لعل آخر «{written}» {last}.",
}
_OBLIGING = frozenset(["يجب", "ينبغي", "يفضل", "أرجو", "نرجو", "يحسن", "الأفضل"])
_LAST = {"ة": "تاء مربوطة", "ه": "هاء", "ي": "ياء منقوطة", "ى": "ألف مقصورة"}


def _slips(copy: Copy, *, kinds: frozenset[Slip]) -> Iterator[Found]:
    for place, word in enumerate(copy.words):
        verdict = verdict_on(word.bare)
        if verdict and verdict.slip in kinds and not _is_fine_here(copy, place, verdict=verdict):
            yield _found(copy, place, verdict=verdict)


def _is_fine_here(copy: Copy, place: int, *, verdict: Verdict) -> bool:
    """Whether the archive writes it so and never otherwise, or it names a Latin letter: «سي إن إن»."""
    word = copy.words[place]
    archive = copy.house.archive_words
    if word.bare in archive and not any(better in archive for better in verdict.better):
        return True
    if word.bare == "بان" and "بان كي" in copy.text:
        return True
    # «احمرّ» is a verb of the ninth form, «احمر» the colour without its hamza.
    if _SHADDA in copy.written(word) and is_word(word.bare):
        return True
    return spells_letters(copy.bare_words, place=place)


def _found(copy: Copy, place: int, *, verdict: Verdict) -> Found:
    word = copy.words[place]
    written = copy.written(word)
    reason = _REASONS[verdict.slip].format(written=word.bare, last=_LAST.get(verdict.better[0][-1], ""))
    better = sorted(verdict.better, key=lambda each: not _fits_after(copy, place, each))
    suggestions = tuple(respelt(written, better=each) for each in better)
    # Whoever writes tashkeel has thought about the word.
    certain = verdict.certain and (verdict.slip in _HAMZA or len(written) == len(word.bare))
    return Found(word.start, word.end, reason, suggestions, certain=certain)


def _fits_after(copy: Copy, place: int, word: str) -> bool:
    """Whether the word before asks for this one of several: «قال إن», «يجب ألا»."""
    before = copy.words[place - 1] if place else None
    is_next = before is not None and not copy.text[before.end : copy.words[place].start].strip(" :")
    if before is None or not is_next:
        return False
    if word.startswith("إن"):
        return is_saying(before.bare)
    return word == "ألا" and before.bare in _OBLIGING


RULES = (
    Rule(
        name="hamza",
        title="همزة القطع والوصل",
        severity=Severity.ERROR,
        find=partial(_slips, kinds=_HAMZA),
        examples=(
            ("اعلن الوزير", "أعلن الوزير"),
            ("واشار الى ان الاسعار", "وأشار إلى أن الأسعار"),
            ("إستخدام المياه", "استخدام المياه"),
            ("بعد إنتخابات الإتحاد", "بعد انتخابات الاتحاد"),
            ("الدول الاسلاميه", "الدول الإسلامية"),
            ("اخر الأخبار", "آخر الأخبار"),
            ("وقال ان الوفد يجب الا يعود الا غدًا", "وقال إن الوفد يجب ألا يعود إلا غدًا"),
        ),
        keeps=(
            "أعلن الوزير استخدام المياه",
            "شبكة سي ان ان، بحسب السي ان ان",
            "وكالة الاف بي اي",
            "ادلب وإستراتيجية وإنترنت وواتساب",
            "ابن عمه واسمه",
            "احمرّ وجهه",
            "السيسي والزمالك",
        ),
    ),
    Rule(
        name="taa-marbuta",
        title="التاء المربوطة والهاء آخر الكلمة",
        severity=Severity.ERROR,
        find=partial(_slips, kinds=frozenset({Slip.TAA})),
        examples=(("الصواريخ الإيرانيه", "الصواريخ الإيرانية"), ("هذة المياة", "هذه المياه")),
        keeps=("مدينته ووجهه والمياه", "منزله الجديد"),
    ),
    Rule(
        name="final-yaa",
        title="الياء والألف المقصورة آخر الكلمة",
        severity=Severity.ERROR,
        find=partial(_slips, kinds=frozenset({Slip.YAA, Slip.ALEF_MAQSURA})),
        examples=(("الدورى الذى انتهى فى القاهرة", "الدوري الذي انتهى في القاهرة"),),
        keeps=("على المستوى", "علي ومصطفى"),
    ),
)
