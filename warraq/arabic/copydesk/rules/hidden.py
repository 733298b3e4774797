"""What cannot be seen: marks that a paste brings along, and bidi controls that turn a headline round."""

import re
from collections.abc import Iterator

from warraq.arabic.copydesk.findings import Severity
from warraq.arabic.copydesk.rule import Copy, Found, Rule

# Zero-width and soft marks, byte order marks, tags; not the joiner within an emoji.
_INVISIBLE = re.compile(
    "(?:[\u00ad\u034f\u061c\u115f\u1160\u180e\u200b\u200c\u200e\u200f\u2060-\u2064\ufeff\ufff9-\ufffb]|[\U000e0000-\U000e007f])+"
)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\ufffd\ud800-\udfff]+")
_OVERRIDE = re.compile("[\u202a-\u202e\u2066-\u2069]+")


def _invisible(copy: Copy) -> Iterator[Found]:
    for mark in _INVISIBLE.finditer(copy.text):
        yield Found(*mark.span(), "علامة لا تُرى جاءت مع اللصق.", ("",))
    for mark in _CONTROL.finditer(copy.text):
        yield Found(*mark.span(), "رمز لا يُعرض أو تالف.", ("",))


def _override(copy: Copy) -> Iterator[Found]:
    for mark in _OVERRIDE.finditer(copy.text):
        reason = "علامة خفية تقلب اتجاه ما بعدها؛ يحذفها النظام عند النشر."
        yield Found(*mark.span(), reason, ("",), certain=copy.is_headline)


RULES = (
    Rule(
        name="bidi-override",
        title="علامة تقلب اتجاه النص",
        severity=Severity.ERROR,
        find=_override,
        examples=(("الهلال \u202eيفوز\u202c على النصر", "الهلال يفوز على النصر"),),
        keeps=("الهلال يفوز",),
        in_headlines=True,
    ),
    Rule(
        name="invisible-mark",
        title="علامة لا تُرى",
        severity=Severity.WARNING,
        find=_invisible,
        examples=(("وصل\u200b الوفد\ufeff أمس\u200f", "وصل الوفد أمس"), ("وصل\x07 الوفد", "وصل الوفد")),
        keeps=("وصل\u00a0الوفد", "عائلة 👨\u200d👩\u200d👧"),
    ),
)
