"""Slips that are known by themselves, whatever stands around them."""

import re
from collections.abc import Iterator

from warraq.arabic.copydesk.findings import Severity
from warraq.arabic.copydesk.phrases import replacements
from warraq.arabic.copydesk.rule import Copy, Found, Rule
from warraq.arabic.copydesk.spelling import is_common
from warraq.arabic.lexicon.ayaspell import is_word

_SLIPS = {
    "لاكن": "لكن",
    "ولاكن": "ولكن",
    "لاكنه": "لكنه",
    "لاكنها": "لكنها",
    "هاذا": "هذا",
    "هاذه": "هذه",
    "هاذي": "هذه",
    "ذالك": "ذلك",
    "كذالك": "كذلك",
    "هاؤلاء": "هؤلاء",
    "هائلاء": "هؤلاء",
    "اللذي": "الذي",
    "اللتي": "التي",
    "الذان": "اللذان",
    "شئ": "شيء",
    "شيئ": "شيء",
    "شىء": "شيء",
    "شيىء": "شيء",
    "بطىء": "بطيء",
    "برىء": "بريء",
    "جرىء": "جريء",
    "مضىء": "مضيء",
    "ردىء": "رديء",
    "مجىء": "مجيء",
    "ملىء": "مليء",
    "مليئ": "مليء",
    "جريئ": "جريء",
    "بطيئ": "بطيء",
    "رديئ": "رديء",
    "عبئ": "عبء",
    "مجيئ": "مجيء",
    "مسؤل": "مسؤول",
    "رئوس": "رؤوس",
    "إنشاء الله": "إن شاء الله",
    "انشاء الله": "إن شاء الله",
    "أنشاء الله": "إن شاء الله",
    "انشالله": "إن شاء الله",
    "إنشالله": "إن شاء الله",
    "ان شاءالله": "إن شاء الله",
    "إن شاءالله": "إن شاء الله",
    "عنما": "عندما",
    "الإطلاع على": "الاطلاع على",
    "يرجى الإطلاع": "يرجى الاطلاع",
    "باضطراد": "باطراد",
    "اضطرد": "اطرد",
    "رفاة": "رفات",
    "نفذ صبره": "نفد صبره",
    "نفذ صبرها": "نفد صبرها",
    "نفذ صبرهم": "نفد صبرهم",
    "إليه شذرا": "إليه شزرا",
    "دعى": "دعا",
    "لماذى": "لماذا",
}

_VERBS_AFTER_LA = (
    "يزال|تزال|نزال|يزالون|زال|زالت|زالوا|زلنا|يمكن|يمكنه|يمكنها|يمكننا|يوج"
    "د|توجد|يجوز|يحق|يعني|يجب|ينبغي|يعرف|يعلم|يستطيع|تستطيع"
)
_JOINED = re.compile(rf"([وف]?)لا({_VERBS_AFTER_LA})")
_JOINED_NOUN = re.compile(r"([وف]?)لا(بد|شك|سيما)")
_SLAVE_OF = re.compile(r"([وفبكل]?)عبدال(\w{2,})")


def _known_slips(copy: Copy) -> Iterator[Found]:
    for found in replacements(copy, _SLIPS):
        right = found.clitics + found.payload
        yield Found(found.start, found.end, f"الصواب «{right}».", (right,))


def _hamza_on_line(copy: Copy) -> Iterator[Found]:
    for word in copy.words:
        if word.bare.endswith("ىء"):
            right = word.bare[:-2] + "ئ"
            if is_common(right) or is_word(right):
                yield Found(word.start, word.end, f"الصواب «{right}».", (right,))


def _joined_words(copy: Copy) -> Iterator[Found]:
    for word in copy.words:
        for pattern, certain in ((_JOINED, True), (_JOINED_NOUN, False)):
            joined = pattern.fullmatch(word.bare)
            if joined:
                right = f"{joined[1]}لا {joined[2]}"
                yield Found(word.start, word.end, f"كلمتان: «{right}».", (right,), certain=certain)


def _names_of_servants(copy: Copy) -> Iterator[Found]:
    for word in copy.words:
        name = _SLAVE_OF.fullmatch(word.bare)
        if name:
            right = f"{name[1]}عبد ال{name[2]}"
            yield Found(word.start, word.end, f"الاسم من كلمتين: «{right}».", (right,))


RULES = (
    Rule(
        name="misspelling",
        title="خطأ إملائي شائع",
        severity=Severity.ERROR,
        find=_known_slips,
        examples=(
            ("لاكن الوفد عاد إنشاء الله", "لكن الوفد عاد إن شاء الله"),
            ("لا شىء في هاذا", "لا شيء في هذا"),
        ),
        keeps=("إنشاء المبنى", "لكن الوفد عاد إن شاء الله"),
    ),
    Rule(
        name="final-hamza",
        title="الهمزة المتطرفة",
        severity=Severity.ERROR,
        find=_hamza_on_line,
        examples=(("حالة الطوارىء على الشاطىء", "حالة الطوارئ على الشاطئ"),),
        keeps=("مريء وشيء وبطيء",),
    ),
    Rule(
        name="joined-words",
        title="كلمتان ملتصقتان",
        severity=Severity.ERROR,
        find=_joined_words,
        examples=(("لايزال الوفد هنا ولايمكن", "لا يزال الوفد هنا ولا يمكن"), ("لابد منه", "لا بد منه")),
        keeps=("لا يزال", "لاعب ولاية"),
    ),
    Rule(
        name="abd-names",
        title="«عبد» في الأسماء",
        severity=None,
        find=_names_of_servants,
        examples=(("قال عبدالله وعبدالرحمن", "قال عبد الله وعبد الرحمن"),),
        keeps=("قال عبد الله",),
    ),
)
