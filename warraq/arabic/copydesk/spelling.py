"""A word that is none, and the words that it is one slip away from.

Two witnesses are heard. The lexicon (``warraq.arabic.lexicon.ayaspell``) says whether a form can be a word
at all; it knows every verb's imperative and every question's «أ», so it also knows many forms that nobody
writes. ``common_words.txt`` holds the forms that newspapers do write. A slip is certain where the lexicon
does not have the word as written and newspapers often write what it becomes.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from enum import Enum, auto
from functools import cache, lru_cache
from importlib.resources import files
from itertools import takewhile
from typing import NamedTuple

from warraq.arabic.characters import TATWEEL
from warraq.arabic.copydesk.classes import MARKS
from warraq.arabic.lexicon.ayaspell import is_word


class Slip(Enum):
    """What kind of slip it is."""

    HAMZA_MISSING = auto()
    HAMZA_TOO_MUCH = auto()
    HAMZA_WRONG = auto()
    TAA = auto()
    YAA = auto()
    ALEF_MAQSURA = auto()


class Verdict(NamedTuple):
    """What a word should be, the likeliest first."""

    slip: Slip
    better: tuple[str, ...]
    certain: bool = True


# Another's name may well be written so: «العيسي».
_NOT_CERTAIN = frozenset({Slip.ALEF_MAQSURA})

_REMEMBERED = 65_536
_MOST_SUGGESTIONS = 3

_ARTICLES = ("ال", "وال", "فال", "بال", "وبال", "كال", "لل", "ولل")
# After a lone preposition an alef often belongs to a name: «باول», «لاند». There the whole form must be known.
_PREPOSITIONS = ("ب", "ل", "ف", "وب", "ول", "فب", "فل")
_LEAST_STEM_AFTER_PREPOSITION = 4
_COMMON_PREFIX = re.compile(r"[وف](?=..)|[وف]?[بكل](?=...)|[وف]?(?:[بك]?ال|لل)(?=..)")

# Verbs of the forms VII, VIII and X, their masdars and participles begin with a bare alef.
_WEAK_ALEF = re.compile("ا(?:ست|ن..|.ت|ت|.ط|ط|.د|د)..|اسم|ابن|اثن|امرأ|امرؤ|اثنت")
# Names from elsewhere that look like them and may have their hamza.
_FOREIGN = re.compile(
    "[أإ](?:ستر(?!د|خ|ج|ض|اح|اق)|ستون|ستاد|ستود|ستدي|ستان|نترن|نترب|نست|نكل|نجل|نجي|ندون|ندي|نتر$|نسول|نفل|نفر|يت"
    "|لتشي|بريل|ليس|زمير|شبيلي|سكندر|فريقي|كوادور|ستون|سبان|يفون|مبراطور|ليزاب|لكسن)"
)
# Words whose last letter is a ه of their own, so that «ة» in its place is a slip.
_OWN_HAA = re.compile(
    "[وف]?(?:ب|ل|ك|ال|لل|بال)?(?:هذ|مي?ا|توجي|ترفي|تنبي|تنوي|تشوي|تشبي|فواك|منتز|دكتورا|انتبا|اتجا|تجا|اشتبا|أفوا|شفا|مكرو|مشبو|معتو|إلي|في|علي)ة"
)
# The interrogative «أ» lets the lexicon take «أستخدام»; a masdar never has it.
_MASDAR_WITH_HAMZA = re.compile(
    "[وف]?(?:ب|ك|ل|ال|لل|بال)?(?P<hamza>أ)(?:ست..ا.|ن..ا.|[^س]ت.ا.|تفاق|تصال|تحاد|تجاه|تهام|تخاذ|دعاء|زدهار|ضطراب|صطدام)"
    "(?:ات|ية|ي|ة|ه|ها|هم|نا|ا|ين|يا)?"
)

_MISSING_BUT_KNOWN = """
انه أنه إنه
انها أنها إنها
انهم أنهم إنهم
انهما أنهما إنهما
انك أنك إنك
انت أنت
انتم أنتم
امس أمس
وان وأن وإن
والى وإلى
لان لأن
ولان ولأن
لانه لأنه
لانها لأنها
لانهم لأنهم
بانه بأنه
بانها بأنها
بانهم بأنهم
فانه فإنه
فانها فإنها
وانه وأنه وإنه
وانها وأنها وإنها
اليهم إليهم
اكثر أكثر
واكثر وأكثر
احد أحد
احدهم أحدهم
احدهما أحدهما
احمد أحمد
واحمد وأحمد
اكبر أكبر
واكبر وأكبر
اعلن أعلن
واعلن وأعلن
اشهر أشهر
اكد أكد
واكد وأكد
اكدوا أكدوا
اعلنوا أعلنوا
افضل أفضل
اصبح أصبح
واصبح وأصبح
اصبحوا أصبحوا
اقل أقل
اربع أربع
اهم أهم
واهم وأهم
والاهم والأهم
اطلق أطلق
واطلق وأطلق
اطلقها أطلقها
ابرز أبرز
اغلب أغلب
اسفر أسفر
انفسهم أنفسهم
انفسنا أنفسنا
اقرب أقرب
اسهم أسهم
اعرب أعرب
واعرب وأعرب
اقدم أقدم
اجمل أجمل
اقر أقر
اجنبي أجنبي
استطيع أستطيع
ايمن أيمن
احدث أحدث
ابلغ أبلغ
امني أمني
اكمل أكمل
احمر أحمر
احيانا أحيانا
واحيانا وأحيانا
القت ألقت
القى ألقى
اثبت أثبت
اشد أشد
ابرم أبرم
اصدر أصدر
واصدر وأصدر
اصغر أصغر
اخطر أخطر
الانجليزية الإنجليزية
الانجليزي الإنجليزي
الامبراطورية الإمبراطورية
اسيا آسيا
واسيا وآسيا
الى إلى
الا إلا ألا
الي إلى إلي
اليه إليه
اليها إليها
الان الآن
الاب الأب
الام الأم
ان أن إن
ام أم
او أو
اي أي
انا أنا
اذا إذا
اذ إذ
ابو أبو
ابي أبي
اخر آخر
الاخر الآخر
اخرين آخرين
الاف آلاف
ارض أرض
اصل أصل
اجل أجل
امن أمن
اسر أسر
ايدي أيدي
وانت وأنت
وانا وأنا
اسعد أسعد
بان بأن
"""
_YAA_BUT_SHORT = {"فى": ("في",), "وفى": ("وفي",)}
# Right, though the lexicon lacks them or knows another word that looks like the same slip.
_RIGHT_WORDS = """
يحيى ويحيى ليحيى اليحيى بخارى وبخارى باي لاي ابل ال اب الن واي وام واين واليس ايه وايه اسطنبول واسطنبول وات
الاثني الاثنا إخصائي
"""
_RIGHT = frozenset(_RIGHT_WORDS.split())
# «سي إن إن», «بي ان سبورت»: a run of these with one that is no word besides spells an abbreviation.
_NO_WORDS_BESIDES = """
اس اف ال ار اتش ايه بي سي دي تي جي جيه كي كيه كيو بيه اكس يو دبليو دابليو آر إس إف إل إتش إيه إكس
"""
_WORDS_TOO = """
ان أن ام او اي في واي زد إن إم إي آي أي أو
"""
_ARTICLE_AND_LETTER = range(4, 6)
_LETTERS_ONLY = frozenset(_NO_WORDS_BESIDES.split())
_LETTER_NAMES = _LETTERS_ONLY.union(_WORDS_TOO.split())


@lru_cache(maxsize=_REMEMBERED)
def verdict_on(bare: str) -> Verdict | None:
    """What is wrong with a word's letters; ``None`` where nothing is, or nothing is sure."""
    written = _known_slips().get(bare)
    if written is not None:
        return Verdict(Slip.HAMZA_MISSING, written)
    if bare in _YAA_BUT_SHORT:
        return Verdict(Slip.YAA, _YAA_BUT_SHORT[bare])
    if bare in _RIGHT:
        return None
    masdar = _MASDAR_WITH_HAMZA.fullmatch(bare)
    if masdar:
        better = _with(bare, masdar.start("hamza"), "ا")
        return Verdict(Slip.HAMZA_TOO_MUCH, (better,)) if is_common(better) else None
    if len(bare) < 3 or is_word(bare):
        return None
    return _best(_one_slip_away(bare)) or _best(_two_slips_away(bare))


def spells_letters(words: Sequence[str], *, place: int) -> bool:
    """Whether a word stands in a run of Arabic names of Latin letters: «سي ان ان»."""
    own = _letter_name(words[place])
    if own not in _LETTER_NAMES:
        return False
    run = [own]
    for beside in (words[max(0, place - 3) : place][::-1], words[place + 1 : place + 4]):
        run += takewhile(_LETTER_NAMES.__contains__, map(_letter_name, beside))
    return not _LETTERS_ONLY.isdisjoint(run)


def _letter_name(word: str) -> str:
    """«السي إن إن» has an article, «وإتش.إس.بي.سي» a conjunction."""
    if len(word) in _ARTICLE_AND_LETTER and word.startswith("ال"):
        return word[2:]
    return word[1:] if word[:1] == "و" and word[1:] in _LETTERS_ONLY else word


def respelt(written: str, *, better: str) -> str:
    """The better word with the tashkeel that the written one has, where their letters go side by side."""
    pieces = re.findall(f"[^{MARKS}{TATWEEL}][{MARKS}]*", written)
    if len(pieces) != len(better):
        return better
    return "".join(letter + piece[1:] for letter, piece in zip(better, pieces, strict=True))


class _Candidate(NamedTuple):
    """A word that the written one is a slip away from; ``whole`` if only this very form would convince."""

    slip: Slip
    word: str
    whole: bool = False

    @property
    def rank(self) -> int:
        return _ranks().get(self.word, len(_ranks())) if self.whole else _rank(self.word)


def _best(candidates: Iterable[_Candidate]) -> Verdict | None:
    """The candidates that newspapers write, the most frequent first; it decides what kind of slip this is."""
    ranked = sorted((each for each in candidates if each.rank < len(_ranks())), key=lambda each: each.rank)
    if not ranked:
        return None
    slip = ranked[0].slip
    better = tuple(dict.fromkeys(each.word for each in ranked))[:_MOST_SUGGESTIONS]
    return Verdict(slip, better, certain=slip not in _NOT_CERTAIN)


def _one_slip_away(bare: str) -> Iterator[_Candidate]:
    yield from _other_alefs(bare)
    yield from _other_endings(bare)


def _two_slips_away(bare: str) -> Iterator[_Candidate]:
    for once in _other_alefs(bare):
        if once.slip is Slip.HAMZA_MISSING:
            for twice in _other_endings(once.word):
                yield _Candidate(once.slip, twice.word, once.whole or twice.whole)


def _other_alefs(bare: str) -> Iterator[_Candidate]:
    for prefix in ("", "و", *_ARTICLES):
        if bare.startswith(prefix):
            yield from _other_alefs_at(bare, len(prefix))
    for prefix in _PREPOSITIONS:
        if bare.startswith(prefix) and len(bare) >= len(prefix) + _LEAST_STEM_AFTER_PREPOSITION:
            yield from (each._replace(whole=True) for each in _other_alefs_at(bare, len(prefix)))


def _other_alefs_at(bare: str, place: int) -> Iterator[_Candidate]:
    stem = bare[place:]
    if len(stem) < 2 or stem[0] not in "اأإ":
        return
    if stem[0] == "ا":
        yield from (_Candidate(Slip.HAMZA_MISSING, _with(bare, place, hamza)) for hamza in "أإآ")
    elif _FOREIGN.match(stem):
        return
    elif _WEAK_ALEF.match("ا" + stem[1:]):
        yield _Candidate(Slip.HAMZA_TOO_MUCH, _with(bare, place, "ا"))
    elif len(stem) > 4:
        yield _Candidate(Slip.HAMZA_WRONG, _with(bare, place, "إ" if stem[0] == "أ" else "أ"))


def _other_endings(bare: str) -> Iterator[_Candidate]:
    stem, last = bare[:-1], bare[-1]
    if last == "ه" and len(stem) > 3:
        yield _Candidate(Slip.TAA, stem + "ة")
    elif last == "ة" and _OWN_HAA.fullmatch(bare):
        yield _Candidate(Slip.TAA, stem + "ه")
    elif last == "ى":
        yield _Candidate(Slip.YAA, stem + "ي")
    elif last == "ي":
        yield _Candidate(Slip.ALEF_MAQSURA, stem + "ى", whole=True)


def _with(bare: str, place: int, letter: str) -> str:
    return bare[:place] + letter + bare[place + 1 :]


def is_common(word: str) -> bool:
    return _rank(word) < len(_ranks())


def _rank(word: str) -> int:
    """The place of a word among the common ones, its clitics apart if need be; their number for any other."""
    ranks = _ranks()
    if word in ranks:
        return ranks[word]
    prefix = _COMMON_PREFIX.match(word)
    stem = word[prefix.end() :] if prefix else ""
    return min(ranks.get(stem, len(ranks)), ranks.get("ال" + stem, len(ranks)))


@cache
def _ranks() -> dict[str, int]:
    words = files(__package__).joinpath("common_words.txt").read_text(encoding="utf-8").split()
    return {word: rank for rank, word in enumerate(words)}


@cache
def _known_slips() -> dict[str, tuple[str, ...]]:
    """Forms that the lexicon takes for an imperative or the like, and that newspapers write by a slip only."""
    lines = (line.split() for line in _MISSING_BUT_KNOWN.strip().splitlines())
    return {wrong: tuple(right) for wrong, *right in lines}
