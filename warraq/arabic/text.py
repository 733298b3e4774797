"""Text as we store it, and the key under which we compare it."""

import re
import unicodedata

from warraq.arabic.characters import REPLACEMENT, SURROGATES, TATWEEL, normalized, without_marks
from warraq.arabic.digits import Digits, to_digits

WORDS_PER_MINUTE = 180

_EMOJI = "\u2190-\u2bff\U0001f000-\U0001faff"
_INVISIBLE = (
    "\u00ad\u034f\u061c\u180b-\u180f\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f"
)
# Controls other than white space, and the code points that HTML forbids.
_FORBIDDEN = "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff"
UNSEEN = f"{_INVISIBLE}{_FORBIDDEN}\u200d"
"""As the inside of a ``[...]``: what may stand in the middle of a word without being seen."""
# A zero-width joiner has a use only between two emoji.
_DROPPED = re.compile(
    f"[{_INVISIBLE}{_FORBIDDEN}]|(?<![{_EMOJI}\ufe0f])\u200d|\u200d(?![{_EMOJI}])",
)
_LONE_SURROGATE = re.compile(f"[{SURROGATES}]")
_PRESENTATION_FORM = re.compile("[\ufb50-\ufdff\ufe70-\ufefc]")

_LINE_END = re.compile(r"[\n\r\v\f\x85\u2028\u2029]+")

# What NFKD and the loss of marks do not fold: hamza letters come apart into letter and mark, these do not.
# Letters of Persian, Urdu and the Maghreb stand for the nearest Arabic one, under which their words are looked for.
_FOLDED = str.maketrans(
    {
        **dict.fromkeys("ٱٲٳ", "ا"),
        **dict.fromkeys("ىیےېٸ", "ي"),
        **dict.fromkeys("ةہھەۃۂ", "ه"),
        **dict.fromkeys("کڪگݣڭ", "ك"),
        **dict.fromkeys("ڤڥ", "ف"),
        **dict.fromkeys("ٶۆۇ", "و"),
        "پ": "ب",
        "چ": "ج",
        "ژ": "ج",
        "ڨ": "ق",
        "ٴ": None,
        TATWEEL: None,
    }
)
_NOT_OF_A_WORD = re.compile(r"[\W_]+")
_LETTER_OR_DIGIT = re.compile(r"[^\W_]")


def clean(text: str) -> str:
    """The text on one line as we store it: NFC, ordinary spaces, no invisible characters, no presentation
    forms.

    Lone surrogates, which no encoding can carry, become U+FFFD.
    """
    text = _LONE_SURROGATE.sub(REPLACEMENT, _visible(text))
    return " ".join(normalized(text, form="NFC").split())


def paragraphs(text: str) -> list[str]:
    """The lines of a text, each one cleaned; empty ones are left out."""
    lines = (clean(line) for line in _LINE_END.split(text))
    return [line for line in lines if line]


def fold(text: str) -> str:
    """The key under which two spellings meet: «الأُولـى» and «الاولي» are one.

    Without marks and tatweel; أإآٱ are ا, ى is ي, ة is ه, ؤ is و, ئ is ي; look-alikes of Persian and Urdu
    keyboards are the Arabic letter (ک is ك), letters for foreign sounds the nearest one (ڤ is ف); digits are
    Latin, Latin letters small and without accents; everything that is neither letter nor digit is one space.
    """
    text = normalized(_visible(text), form="NFKD")
    text = normalized(text.casefold(), form="NFKD")
    text = to_digits(without_marks(text).translate(_FOLDED), digits=Digits.LATIN)
    return _NOT_OF_A_WORD.sub(" ", unicodedata.normalize("NFC", text)).strip()


def word_count(text: str) -> int:
    """How many words: pieces between spaces with a letter or digit in them."""
    return sum(1 for piece in text.split() if _LETTER_OR_DIGIT.search(piece))


def reading_minutes(words: int) -> int:
    """Whole minutes, at least one, at 180 words a minute (Arabic is read a little slower than English)."""
    return max(1, -(-words // WORDS_PER_MINUTE))


def _visible(text: str) -> str:
    """Only what can be seen, and that in ordinary letters."""
    return _PRESENTATION_FORM.sub(_ordinary_letters, _DROPPED.sub("", text))


def _ordinary_letters(form: re.Match[str]) -> str:
    """The letters of one presentation form. A lone mark's form stands on a space or tatweel, which goes."""
    letters = unicodedata.normalize("NFKC", form.group())
    return letters.lstrip(f" {TATWEEL}") if len(letters) > 1 else letters
