"""Agreement of small words that no sentence escapes: إن after a saying, the verb after لم, هذا and هذه."""

import re
from collections.abc import Iterator

from warraq.arabic.copydesk.classes import listed
from warraq.arabic.copydesk.findings import Severity
from warraq.arabic.copydesk.rule import Copy, Found, Rule, Word
from warraq.arabic.copydesk.spelling import respelt
from warraq.arabic.lexicon.ayaspell import is_word

_SAID = re.compile(
    "[وف]?(?:قال|قالت|قالوا|قلت|قلنا|يقول|تقول|يقولون|نقول|أقول|سيقول|قائلا|قائلة|قائلين|يقال|قيل)"
)
_A_SAYING = re.compile("[وفب]?(?:القول|قوله|قولها|قولهم)")
_ANNA = re.compile("أن(?:ه|ها|هم|هما|نا|ني|ك|كم|)")

_LAM = frozenset(["لم", "ولم", "فلم", "ألم", "أولم"])
# «لِمَ», not «لم»; and «يغيّب» is no hollow verb.
_WHY = re.compile("^[وف]?[\u064e]?ل\u0650|م\u064e$")
_SHADDA = "\u0651"
_WITH_WAW = "(?:دع|بد|شك|نج|عل|خل|صح|غز|رج|تل|سم|نم|عف|طف|هف|شد)"
_WEAK = re.compile(rf"ي\w{{1,6}}ي|[يتنأ]\w{{1,6}}ى|[يتن]{_WITH_WAW}و")
_WITH_ROOT_NOON = frozenset(
    ["يعني", "يعاني", "يبني", "يغني", "يجني", "يعتني", "يقتني", "ينحني", "يثني", "يكني"]
)
_HOLLOW = {
    "كون": "كن",
    "ستطيع": "ستطع",
    "قول": "قل",
    "قوم": "قم",
    "زال": "زل",
    "عود": "عد",
    "ستجيب": "ستجب",
    "شير": "شر",
    "صيب": "صب",
    "فوز": "فز",
    "غيب": "غب",
    "ضيف": "ضف",
    "بيع": "بع",
    "عيش": "عش",
    "موت": "مت",
    "سفيد": "سفد",
}

# «هذا الخليفة»: a man; «أعلن هذا الجمعة»: a time, not what is pointed at.
_MASCULINE = listed(
    """
    الخليفة العلامة الطاغية الداعية العريفة الرحالة البحاثة النابغة الباشة النسابة الفهامة الراوية حمزة معاوية طلحة
    أسامة الجمعة الليلة الساعة السنة الظهيرة العشية المرة
    """
)
# «أيام أخر» are others, «أخر الموعد» is a verb; of these things only the last is spoken of.
_OTHERS = re.compile("([وفبلك]?)أخر")
_LAST_OF = listed(
    """
    الأخبار الأنباء المستجدات التطورات التحديثات المعلومات الأسبوع الشهر العام اليوم المطاف الزمان الليل النهار
    الموضة الصيحات الإصدارات الاخبار الانباء مستجدات تطورات تحديث تحديثات أخبار إصدار إصدارات مرة يوم ظهور خبر
    """
)
_FEMININE = listed("السن الشمس الأرض الحرب النفس السماء النار الريح البئر الصحراء")
_PREPOSITIONS = listed("في من على إلى عن مع خلال بعد قبل منذ حول ضد بين نحو وفي ومن وعلى وعن ومع")
_THIS = re.compile("([وفبلك]?)هذا")


def is_saying(word: str) -> bool:
    """«قال», «يقولون», «قائلًا»: «إن» follows."""
    return _SAID.fullmatch(word) is not None


def _after_saying(copy: Copy) -> Iterator[Found]:
    for said, word in _neighbours(copy):
        if not _ANNA.fullmatch(word.bare):
            continue
        certain = is_saying(said.bare)
        if certain or _A_SAYING.fullmatch(said.bare):
            right = respelt(copy.written(word), better="إ" + word.bare[1:])
            yield Found(word.start, word.end, "بعد القول تُكسر همزة «إن».", (right,), certain=certain)


def _after_lam(copy: Copy) -> Iterator[Found]:
    for lam, verb in _neighbours(copy):
        if lam.bare not in _LAM or _WHY.search(copy.written(lam)) or _SHADDA in copy.written(verb):
            continue
        right = _jussive(verb.bare)
        if right:
            yield Found(verb.start, verb.end, "الفعل بعد «لم» مجزوم.", (right,))


def _jussive(verb: str) -> str:
    """The verb as it stands after «لم»; empty where it stands so already, or nothing is sure."""
    if verb[0] in "يتنأ" and verb[1:] in _HOLLOW:
        return verb[0] + _HOLLOW[verb[1:]]
    if not _WEAK.fullmatch(verb) or not is_word(verb):
        return ""
    # «يخبرني»: the last letter is the object.
    return "" if verb.endswith("ني") and verb not in _WITH_ROOT_NOON else verb[:-1]


def _this(copy: Copy) -> Iterator[Found]:
    before: Word | None = None
    for this, noun in _neighbours(copy):
        pointing = _THIS.fullmatch(this.bare)
        if pointing and _is_feminine(noun.bare):
            # «عزز هذا العملة», «لهذا البطولة مهمة»: there «هذا» does not point at the noun.
            after_preposition = before is not None and before.bare in _PREPOSITIONS
            certain = pointing[1] == "ب" or after_preposition or _begins_sentence(copy, this)
            right = pointing[1] + "هذه"
            yield Found(this.start, this.end, f"«{noun.bare}» مؤنث: «{right}».", (right,), certain=certain)
        before = this


def _which(copy: Copy) -> Iterator[Found]:
    for noun, which in _neighbours(copy):
        # At the head of a sentence «الذي» speaks of nothing before the noun; but «الوحدة» may be a club.
        if which.bare == "الذي" and _is_feminine(noun.bare) and _begins_sentence(copy, noun):
            yield Found(which.start, which.end, f"«{noun.bare}» مؤنث: «التي».", ("التي",), certain=False)


def _begins_sentence(copy: Copy, word: Word) -> bool:
    before = copy.text[max(0, word.start - 2) : word.start].rstrip(" \u00a0")
    return not before or before[-1] in ".!؟\n:"


def _is_feminine(noun: str) -> bool:
    """Whether a noun with its article is surely feminine."""
    return noun in _FEMININE or (noun.startswith("ال") and noun.endswith("ة") and noun not in _MASCULINE)


def _last(copy: Copy) -> Iterator[Found]:
    for last, noun in _neighbours(copy):
        written = _OTHERS.fullmatch(last.bare)
        if written and (noun.bare in _LAST_OF or noun.bare.startswith("ال")):
            right = f"{written[1]}آخر"
            certain = noun.bare in _LAST_OF
            yield Found(last.start, last.end, "«آخر» بهمزة ممدودة.", (right,), certain=certain)


def _neighbours(copy: Copy) -> Iterator[tuple[Word, Word]]:
    """Each two words with nothing but spaces between them."""
    for first, second in zip(copy.words, copy.words[1:], strict=False):
        if copy.text[first.end : second.start] in (" ", "\u00a0", "  "):
            yield first, second


RULES = (
    Rule(
        name="inna-after-saying",
        title="«إن» بعد القول",
        severity=Severity.ERROR,
        find=_after_saying,
        examples=(("وقال أن الوفد عاد", "وقال إن الوفد عاد"), ("يقولون أنهم عادوا", "يقولون إنهم عادوا")),
        keeps=("أكد أن الوفد عاد", "وقال إن الوفد عاد", "قال: أن تعود خير"),
    ),
    Rule(
        name="verb-after-lam",
        title="الفعل بعد «لم»",
        severity=Severity.ERROR,
        find=_after_lam,
        examples=(
            ("لم يجري اللقاء", "لم يجر اللقاء"),
            ("لم يكون الوفد هنا", "لم يكن الوفد هنا"),
            ("ولم تستطيع العودة", "ولم تستطع العودة"),
            ("لم يرى شيئًا", "لم ير شيئًا"),
        ),
        keeps=(
            "لم يخبرني أحد",
            "لم يجر اللقاء",
            "لن يجري اللقاء",
            "لم ينته",
            "لم يكونوا",
            "فلمَ يكون",
            "لم يغيّب",
        ),
    ),
    Rule(
        name="this-feminine",
        title="«هذا» قبل المؤنث",
        severity=Severity.ERROR,
        find=_this,
        examples=(("في هذا المدينة", "في هذه المدينة"), ("هذا الحرب", "هذه الحرب")),
        keeps=("هذا الخليفة", "هذا المكان", "هذا كارثة", "حدث هذا الجمعة"),
    ),
    Rule(
        name="which-feminine",
        title="«الذي» بعد المؤنث",
        severity=Severity.WARNING,
        find=_which,
        examples=(("الوشاية الذي سمعتها", "الوشاية التي سمعتها"),),
        keeps=("مدير الجامعة الذي عاد", "الوشاية التي سمعتها", "الخليفة الذي حكم"),
    ),
    Rule(
        name="last-or-others",
        title="«آخر» و«أخر»",
        severity=Severity.ERROR,
        find=_last,
        examples=(("أخر الأخبار", "آخر الأخبار"), ("لأخر مرة", "لآخر مرة")),
        keeps=("آخر الأخبار", "أيام أخر", "أخر عنه الخبر"),
    ),
)
