"""«و» parted from its word: «ليبيا و اشتباكات»."""

import re
from collections.abc import Iterator

from warraq.arabic.copydesk.classes import LETTERS, SPACES
from warraq.arabic.copydesk.findings import Severity
from warraq.arabic.copydesk.rule import Copy, Found, Rule

_DETACHED = re.compile(rf"(?<![^\s«(\"])و[{SPACES}]++(?=(?:[«(\"])?[{LETTERS}]{{2}})")
# «أ و ب»: a letter that is named, not the conjunction.
_LETTER_BEFORE = re.compile(rf"(?<!\S)[{LETTERS}][{SPACES}]$")


def _detached_waw(copy: Copy) -> Iterator[Found]:
    for waw in _DETACHED.finditer(copy.text):
        if _LETTER_BEFORE.search(copy.text[max(0, waw.start() - 3) : waw.start()]):
            continue
        yield Found(*waw.span(), "واو العطف تُكتب متصلة بما بعدها.", ("و",))


RULES = (
    Rule(
        name="detached-waw",
        title="واو منفصلة عن كلمتها",
        severity=Severity.ERROR,
        find=_detached_waw,
        examples=(
            ("ليبيا و اشتباكات", "ليبيا واشتباكات"),
            ("الأخبار العربية و العالمية", "الأخبار العربية والعالمية"),
        ),
        keeps=("الفئات أ و ب", "و - أما بعد", "العربية والعالمية"),
    ),
)
