"""A word that is written twice."""

from collections.abc import Iterator

from warraq.arabic.copydesk.classes import listed
from warraq.arabic.copydesk.findings import Severity
from warraq.arabic.copydesk.rule import Copy, Found, Rule, Word
from warraq.arabic.copydesk.spelling import spells_letters

# Never twice in a row. «من من» may be «مِن مَن», «ما ما» and «لا لا» are said.
_PARTICLES = listed(
    """
    في على إلى عن أن مع التي الذي الذين هذا هذه ذلك تلك قد كان كانت بعد قبل بين خلال حتى كما لكن
    أو ثم أنه أنها إنه إنها وفي وعلى وإلى والتي والذي وأن وقد وكان عند عندما منذ لدى ضمن حول بسبب
    أكثر يوم عام كل لن سوف حيث
    """
)
# Said twice on purpose: «شيئًا فشيئًا» without its ف, by degrees, for stress; and names of father and son.
_ON_PURPOSE = listed(
    """
    ولي جدا شيئا رويدا يوما خطوة كثيرا قليلا واحدا واحدة وجها حرفا بيتا نعم لا هيا آمين باي ها دكا صفا
    جنبا تارة حي بيت دار زنقة شبر ألف مهلا أبدا اثنين مثنى ثلاث فردا جميعا سنة كلا كل مرة أهلا عاجل
    الله من ما يا هو هي محمد أحمد علي حسن حسين إبراهيم سالم سعيد عبدالله صالح خالد سعد ناصر حمد
    مبارك سليمان بن هاه ليل يوم عين أمام
    """
)


def _doubled_words(copy: Copy) -> Iterator[Found]:
    previous: Word | None = None
    for place, word in enumerate(copy.words):
        is_twice = (
            previous and word.bare == previous.bare and not spells_letters(copy.bare_words, place=place)
        )
        if previous and is_twice and _is_one_place(copy, previous, word):
            written = copy.written(previous)
            certain = word.bare in _PARTICLES
            if certain or (len(word.bare) > 2 and not _is_on_purpose(word.bare)):
                yield Found(
                    previous.start, word.end, f"الكلمة «{word.bare}» مكررة.", (written,), certain=certain
                )
                previous = None
                continue
        previous = word


def _is_on_purpose(word: str) -> bool:
    """«خطوة خطوة», «فصلًا فصلًا»: what is without an article and ends so is dealt out one by one."""
    return word in _ON_PURPOSE or (word[-1] in "ةا" and not word.startswith("ال"))


def _is_one_place(copy: Copy, first: Word, second: Word) -> bool:
    """Whether nothing but spaces stands between two words that are spelt alike to the last mark."""
    between = copy.text[first.end : second.start]
    return bool(between) and not between.strip(_SPACES) and copy.written(first) == copy.written(second)


_SPACES = " \t\u00a0"


RULES = (
    Rule(
        name="doubled-word",
        title="كلمة مكررة",
        severity=Severity.ERROR,
        find=_doubled_words,
        examples=(
            ("وصل الوفد إلى إلى المدينة", "وصل الوفد إلى المدينة"),
            ("قال الوزير الوزير", "قال الوزير"),
        ),
        keeps=(
            "شكرًا جدًا جدًا",
            "من من الناس؟",
            "بكى. بكى كثيرًا",
            "محمد محمد علي",
            "قناة سي إن إن",
            "سمو ولي ولي العهد",
            "جمعها حبة حبة",
        ),
    ),
)
