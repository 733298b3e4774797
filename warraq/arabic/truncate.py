"""Teasers: a text cut at a word so that the cut does not hurt."""

import re

from warraq.arabic.characters import TATWEEL, grapheme_end, without_marks

ELLIPSIS = "…"

_WORD = re.compile(r"\S+")

_LOOSE_END = f"،؛:,;.…-–—−/|•*{TATWEEL}"
_OPENER_OF = {"»": "«", ")": "(", "]": "[", "}": "{", "›": "‹"}
_OPENERS = frozenset(_OPENER_OF.values())
# Arabic text has these in every order, so a double quotation mark opens and closes by turns.
_TURNING = frozenset('"“”„‟')
_AROUND_A_WORD = _LOOSE_END + "".join(_OPENERS) + "".join(_OPENER_OF) + "".join(_TURNING)

_UP_TO_NEXT = re.compile(f"[\\s{re.escape(_LOOSE_END)}]*")

# Words that lean on the next one; a teaser that ends in one reads as broken off.
_LEANING_WORDS = """
في من إلى الى على عن مع بين حتى منذ خلال ضد عند لدى نحو حول ثم أو او أم بل لكن أن ان إن لا لم لن ما قد سوف كما
التي الذي الذين وفي ومن وعلى وعن ومع وإلى وأن وإن بأن لأن
"""
_LEANING = frozenset(_LEANING_WORDS.split())
# So does a number that counts something; four digits are a year.
_COUNTING = re.compile(r"\d{1,3}(?:[.,٫٬]\d+)*")


class _OpenMarks:
    """Which quotation marks and brackets are open while a text is read from its start."""

    def __init__(self) -> None:
        self._count = dict.fromkeys(_OPENERS | {'"'}, 0)
        self.total = 0

    def read(self, char: str) -> bool:
        """Take in one more character; says whether it opens something."""
        if char in _OPENERS or (char in _TURNING and not self._count['"']):
            self._change(char if char in _OPENERS else '"', by=1)
            return True
        opener = '"' if char in _TURNING else _OPENER_OF.get(char)
        if opener and self._count[opener]:
            self._change(opener, by=-1)
        return False

    def closes(self, char: str) -> bool:
        """Whether this character, coming next, would be a closing one."""
        return char in _OPENER_OF or (char in _TURNING and self._count['"'] > 0)

    def _change(self, opener: str, *, by: int) -> None:
        self._count[opener] += by
        self.total += by


def truncate(text: str, *, limit: int) -> str:
    """At most ``limit`` user-perceived characters, «…» included; a text that fits is returned whole.

    The cut comes after a whole word: never a lone «و» or another word that leans on the next, never after
    an opening quotation mark or bracket, never before a closing one. It goes back to before a quotation
    that would stay open where it leaves two fifths of the teaser. Punctuation before the «…» goes, and
    so does white space at the end of the text. A first word too long for the teaser is cut after a letter
    with its marks. Raises ValueError for a limit below one.
    """
    if limit < 1:
        raise ValueError("a teaser needs room for one character")
    text = text.rstrip()
    if grapheme_end(text, count=limit) == len(text):
        return text
    end = grapheme_end(text, count=limit - 1)
    cut = _best_cut(text, end=end)
    head = text[: end if cut is None else cut]
    return (head.rstrip() if cut else head.rstrip(_LOOSE_END + " ") or head) + ELLIPSIS


def _best_cut(text: str, *, end: int) -> int | None:
    """The last good place at or before ``end``; None where the text offers none."""
    marks = _OpenMarks()
    balanced = complete = whole = None
    for word in _WORD.finditer(text):
        if word.start() >= end:
            break
        cut, open_at_cut = _core(word, marks=marks, end=end)
        if cut is None:
            continue
        core = without_marks(text[word.start() : cut]).strip(_AROUND_A_WORD)
        if len(core) == 1 and not core.isascii():
            continue
        whole = cut
        if core in _LEANING or _COUNTING.fullmatch(core) or _closes_next(text, word.end(), marks=marks):
            continue
        complete = cut
        if not open_at_cut:
            balanced = cut
    if balanced is not None and complete is not None and balanced * 5 >= complete * 2:
        return balanced
    return complete or whole


def _core(word: re.Match[str], *, marks: _OpenMarks, end: int) -> tuple[int | None, int]:
    """Where the word may be cut (after its last character that is neither loose punctuation nor an opener)
    and how many marks are open there; None when there is no such place up to ``end``. Reads the word into
    ``marks``.
    """
    cut, open_at_cut = None, marks.total
    for index, char in enumerate(word.group(), start=word.start() + 1):
        if not marks.read(char) and char not in _LOOSE_END:
            cut, open_at_cut = index, marks.total
            if index > end:
                return None, open_at_cut
    return cut, open_at_cut


def _closes_next(text: str, position: int, *, marks: _OpenMarks) -> bool:
    following = _UP_TO_NEXT.match(text, position)
    after = following.end() if following else position
    return after < len(text) and marks.closes(text[after])
