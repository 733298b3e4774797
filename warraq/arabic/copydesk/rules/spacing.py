"""White space around punctuation, brackets and quotation marks."""

import re
from collections.abc import Iterator

from warraq.arabic.characters import TATWEEL
from warraq.arabic.copydesk.classes import LETTERS, MARKS, SPACES
from warraq.arabic.copydesk.findings import Severity
from warraq.arabic.copydesk.pairs import Role
from warraq.arabic.copydesk.rule import Copy, Found, Rule

_BEFORE = re.compile(rf"(?<=[^\s])[{SPACES}]++(?=[،؛,;»)\]]|[؟?!:]+(?![^\s»)\]\"])|\.(?![^\s»)\]\"]))")
_AFTER_OPENING = re.compile(rf"(?<=[«(\[])[{SPACES}]++(?=\S)")

_LETTER_BEFORE = rf"(?<=[{LETTERS}{MARKS}{TATWEEL}»\")\]])"
_NO_SPACE_AFTER = re.compile(
    rf"[،؛](?=[^\W_])(?!(?<=\d.)\d)|{_LETTER_BEFORE}[؟!](?=[^\W\d_])|{_LETTER_BEFORE}:(?=[{LETTERS}])|(?<=\S)[»)\"”](?=[^\W_])"
)
_CLOSERS = '»)"“”'
_NO_SPACE_BEFORE = re.compile(
    rf"(?<![{LETTERS}{MARKS}{TATWEEL}])([{LETTERS}][{LETTERS}{MARKS}{TATWEEL}]*+)(?=[«(][^\s])"
    rf"(?!\([{LETTERS}]{{1,3}}\))"
)
_CLITICS = re.compile(rf"[وف]?(?:[بكلأ]|ال|لل|[بك]ال)?{TATWEEL}*+")


def _space_before(copy: Copy) -> Iterator[Found]:
    for space in _BEFORE.finditer(copy.text):
        if copy.text[space.end()] not in "»)]" or copy.roles.get(space.end()) is Role.CLOSES:
            yield Found(*space.span(), "لا تُترك مسافة قبل علامة الترقيم أو القوس الأخير.", ("",))
    for space in _AFTER_OPENING.finditer(copy.text):
        if copy.roles.get(space.start() - 1) is Role.OPENS:
            yield Found(*space.span(), "لا تُترك مسافة بعد القوس الأول.", ("",))


def _space_missing(copy: Copy) -> Iterator[Found]:
    for mark in _NO_SPACE_AFTER.finditer(copy.text):
        if mark.group() not in _CLOSERS or copy.roles.get(mark.start()) is Role.CLOSES:
            yield Found(*mark.span(), f"تنقص مسافة بعد «{mark.group()}».", (f"{mark.group()} ",))
    for word in _NO_SPACE_BEFORE.finditer(copy.text):
        if not _CLITICS.fullmatch(word.group()):
            opening = word.end()
            mark_text = copy.text[opening]
            yield Found(opening, opening + 1, f"تنقص مسافة قبل «{mark_text}».", (f" {mark_text}",))


def _doubled_space(copy: Copy) -> Iterator[Found]:
    for space in re.finditer(rf"(?<=\S)[{SPACES}]{{2,}}+(?=\S)", copy.text):
        yield Found(*space.span(), "مسافة زائدة بين الكلمتين.", (" ",))


RULES = (
    Rule(
        name="space-before-mark",
        title="مسافة زائدة عند علامة الترقيم",
        severity=Severity.ERROR,
        find=_space_before,
        examples=(
            ("وصل الوفد ، ثم غادر .", "وصل الوفد، ثم غادر."),
            ("قد يهمك أيضًا :", "قد يهمك أيضًا:"),
            ("قال « نعم » وانصرف", "قال «نعم» وانصرف"),
            ("هل وصل ؟!", "هل وصل؟!"),
        ),
        keeps=("قال ... ثم سكت", "وصل الوفد، ثم غادر.", "الساعة 10:30", "ملف .pdf"),
    ),
    Rule(
        name="space-missing",
        title="مسافة ناقصة عند علامة الترقيم",
        severity=Severity.ERROR,
        find=_space_missing,
        examples=(
            ("وصل الوفد،ثم غادر", "وصل الوفد، ثم غادر"),
            ("قال«نعم»وانصرف", "قال «نعم» وانصرف"),
            ("قال الوزير:نعم", "قال الوزير: نعم"),
            ("اتحاد الكرة(فيفا)يجتمع", "اتحاد الكرة (فيفا) يجتمع"),
            ('التعاون "في المجالات كافة"وأثارت تركيا', 'التعاون "في المجالات كافة" وأثارت تركيا'),
        ),
        keeps=(
            "صحيفة و«الحياة» وبـ«الوطن» والـ«فيفا»",
            "بلغ 1،5 مليون",
            "انتهت 2:1 عند 10:30",
            "على المواطن(ة) والمعلم(ين)",
            'قال "نعم" ثم قال "لا"',
            '"برنامج "ناسا" الجديد"',
        ),
    ),
    Rule(
        name="doubled-space",
        title="مسافة مكررة",
        severity=Severity.WARNING,
        find=_doubled_space,
        examples=(("وصل  الوفد   أمس", "وصل الوفد أمس"),),
        keeps=("  وصل الوفد",),
    ),
)
