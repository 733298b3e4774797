"""Marks of another script in Arabic text, and a letter's stretch that stands for a dash."""

import re
from collections.abc import Iterator

from warraq.arabic.characters import TATWEEL
from warraq.arabic.copydesk.classes import LETTERS, MARKS, SPACES
from warraq.arabic.copydesk.findings import Severity
from warraq.arabic.copydesk.rule import Copy, Found, Rule

_ARABIC = {",": "،", ";": "؛", "?": "؟"}
_LATIN_MARK = re.compile(
    rf"(?:(?<=[{LETTERS}{MARKS}{TATWEEL}»])|(?<=[{LETTERS}{MARKS}{TATWEEL}»][{SPACES}])"
    rf"|(?<=[{LETTERS}{MARKS}»][\")\]])|(?<=\d)(?![,;?]\d))"
    rf"(?:[,;](?=[{SPACES}]*+[{LETTERS}\d«(\"])|[,;?](?=\s*+$|\s*+[\n»)\]])|\?(?=[{SPACES}]*+[{LETTERS}«\"]))"
)
_DASH = re.compile(rf"(?<!\S){TATWEEL}++(?!\S)|(?<!\S){TATWEEL}++(?=[{LETTERS}]{{2}})")
_DASH_AT_END = re.compile(rf"(?<=[اأإآدذرزوؤةىء]){TATWEEL}++(?=\s)")


def _latin_mark(copy: Copy) -> Iterator[Found]:
    for mark in _LATIN_MARK.finditer(copy.text):
        arabic = _ARABIC[mark.group()]
        following = copy.text[mark.end() : mark.end() + 1]
        suggestion = arabic if not following or not following.isalnum() else f"{arabic} "
        reason = f"«{mark.group()}» علامة لاتينية؛ في النص العربي «{arabic}»."
        yield Found(*mark.span(), reason, (suggestion,))


def _tatweel_dash(copy: Copy) -> Iterator[Found]:
    reason = "التطويل ليس شرطة؛ استعمل «–» أو «-»."
    for dash in _DASH.finditer(copy.text):
        space = "" if copy.text[dash.end() : dash.end() + 1].strip() == "" else " "
        yield Found(*dash.span(), reason, (f"–{space}", f"-{space}"))
    for dash in _DASH_AT_END.finditer(copy.text):
        yield Found(*dash.span(), reason, (" –", " -"))


RULES = (
    Rule(
        name="latin-mark",
        title="علامة ترقيم لاتينية",
        severity=Severity.ERROR,
        find=_latin_mark,
        examples=(
            ("وصل الوفد, ثم غادر", "وصل الوفد، ثم غادر"),
            ("وصل الوفد,ثم غادر", "وصل الوفد، ثم غادر"),
            ("متى يعود?", "متى يعود؟"),
            ("غادر; ولم يعد", "غادر؛ ولم يعد"),
        ),
        keeps=("بلغ 1,250 دولارًا", "قال John, Paul", "https://example.org/?a=ب;c", "A&amp;B شركة"),
    ),
    Rule(
        name="tatweel-dash",
        title="التطويل مكان الشرطة",
        severity=Severity.ERROR,
        find=_tatweel_dash,
        examples=(
            ("موسكو ـ حسن عمارة", "موسكو – حسن عمارة"),
            ("موسكوـ حسن عمارة", "موسكو – حسن عمارة"),
        ),
        keeps=("عام 1436هـ", "بـ«الحياة»", "محـمـد", "موسكو - حسن"),
    ),
)
