"""Quotation marks and brackets of a text, and what each one does where it stands.

Reporters write «» the wrong way round, and a paragraph's straight quotes open and close by turns. Rules
about space and rules about pairs ask here, so that they agree.
"""

import re
from collections.abc import Mapping
from enum import Enum, auto

from warraq.arabic.characters import TATWEEL
from warraq.arabic.copydesk.classes import LETTERS, SPACES


class Role(Enum):
    """What a mark does."""

    OPENS = auto()
    CLOSES = auto()
    OPENS_BACKWARDS = auto()
    """«»» written where a quotation begins."""
    CLOSES_BACKWARDS = auto()
    """«««» written where a quotation ends."""
    ALONE = auto()
    """It has no partner."""
    UNCLEAR = auto()
    """A straight quote in a paragraph that has an odd number of them."""


OPENER_OF = {"»": "«", ")": "(", "]": "[", "}": "{"}
TURNING = '"“”„‟'

_MARK = re.compile(f"[«»()\\[\\]{{}}{TURNING}\n]")
_CLITIC_BEFORE = re.compile(rf"(?:^|[\s({LETTERS}])?(?<![{LETTERS}])[وفبلك]?[وفبلك]?(?:ال)?{TATWEEL}?$")
_AFTER_CLOSING = re.compile(rf"$|[{SPACES}\n،؛؟!:.,)\]»]")
_NEXT_QUOTE = re.compile("[^«»\n]*+([«»])")
# No quotation is longer; looking further would cost more than it tells.
_FAR = 2_000
# «1)», «أ)» at the head of an item, and a smile.
_ITEM_OR_SMILE = re.compile(rf"(?:(?:^|[\s(])[\d{LETTERS}]{{1,2}}[-.]?|[:;]-?)$")


def roles_of(text: str) -> Mapping[int, Role]:
    """Place → what the mark there does."""
    reader = _Reader(text)
    for mark in _MARK.finditer(text):
        reader.read(mark.start())
    reader.end_paragraph()
    reader.end_text()
    return reader.roles


class _Reader:
    """Reads the marks of a text in order."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._open: dict[str, list[int]] = {"«": [], "(": [], "[": [], "{": []}
        self._turning: list[int] = []
        self.roles: dict[int, Role] = {}

    def read(self, place: int) -> None:
        mark = self._text[place]
        if mark == "\n":
            self.end_paragraph()
        elif mark in TURNING:
            self._turn(place)
        elif mark in self._open:
            self._opener(place, mark)
        else:
            self._closer(place, OPENER_OF[mark])

    def end_paragraph(self) -> None:
        """Settle the straight quotes, which pair within a paragraph."""
        paired = len(self._turning) % 2 == 0
        for order, place in enumerate(self._turning):
            role = Role.OPENS if order % 2 == 0 else Role.CLOSES
            self.roles[place] = role if paired else Role.UNCLEAR
        self._turning.clear()

    def end_text(self) -> None:
        for places in self._open.values():
            self.roles.update(dict.fromkeys(places, Role.ALONE))

    def _turn(self, place: int) -> None:
        # 55" is a measure.
        if not self._text[place - 1 : place].isdigit() or len(self._turning) % 2:
            self._turning.append(place)

    def _opener(self, place: int, mark: str) -> None:
        ends = mark == "«" and self._open["«"] and self._ends_word(place)
        if ends and not self._has_a_closer(place):
            self._open["«"].pop()
            self.roles[place] = Role.CLOSES_BACKWARDS
            return
        self._open[mark].append(place)
        self.roles[place] = Role.OPENS

    def _closer(self, place: int, opener: str) -> None:
        if self._open[opener]:
            self._open[opener].pop()
            self.roles[place] = Role.CLOSES
        elif opener == "«" and self._begins_word(place):
            self._open["«"].append(place)
            self.roles[place] = Role.OPENS_BACKWARDS
        elif not self._is_sign(place):
            self.roles[place] = Role.ALONE

    def _ends_word(self, place: int) -> bool:
        return _AFTER_CLOSING.match(self._text, place + 1) is not None

    def _has_a_closer(self, place: int) -> bool:
        """Whether the next quotation mark of the paragraph is a closing one."""
        following = _NEXT_QUOTE.match(self._text, place + 1, place + _FAR)
        return following is not None and following[1] == "»"

    def _is_sign(self, place: int) -> bool:
        """Whether it marks an item or a smile, or parts the steps of a path: «الرئيسية » أخبار»."""
        before, after = self._text[max(0, place - 5) : place], self._text[place + 1 : place + 2]
        stands_free = not before[-1:].strip() and not after.strip()
        return stands_free or _ITEM_OR_SMILE.search(before) is not None

    def _begins_word(self, place: int) -> bool:
        before = self._text[max(0, place - 6) : place]
        return _CLITIC_BEFORE.search(before) is not None and not self._ends_word(place)
