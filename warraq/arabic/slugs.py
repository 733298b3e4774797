"""A headline as the readable last part of an address, in Arabic letters."""

import re
import unicodedata

from warraq.arabic.characters import TATWEEL, normalized, without_marks

# Proxies and logs cut addresses; an Arabic letter is six characters there (``%D8%A7``).
ENCODED_LIMIT = 600

# No headline is longer; what comes after cannot matter.
_READ = 10_000

_WORD = re.compile(r"[^\W_]+")


def slug(text: str, *, limit: int = 80) -> str:
    """Letters and digits with single hyphens between words, at most ``limit`` characters, cut at a word.

    Tashkeel, tatweel, punctuation and invisible characters go, digits are Latin, Latin letters small; hamza
    letters stay as they are written. Percent-encoded it stays under ENCODED_LIMIT bytes. Empty when the
    text has nothing usable. A slug's slug is itself.
    """
    words: list[str] = []
    room, encoded_room = limit, ENCODED_LIMIT - 1
    for match in _WORD.finditer(_letters(text[:_READ])):
        hyphen = 1 if words else 0
        word = match.group()
        if len(word) + hyphen > room or _encoded_length(word) + hyphen > encoded_room:
            return "-".join(words) if words else _beginning(word, room=room, encoded_room=encoded_room)
        words.append(word)
        room -= len(word) + hyphen
        encoded_room -= _encoded_length(word) + hyphen
    return "-".join(words)


def _letters(text: str) -> str:
    text = normalized(normalized(text, form="NFKC").lower(), form="NFKC")
    text = without_marks(_INVISIBLE.sub("", text))
    return unicodedata.normalize("NFKC", _OTHER_DIGIT.sub(_latin_digit, text))


_INVISIBLE = re.compile(f"[{TATWEEL}\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]+")
_OTHER_DIGIT = re.compile(r"[^\D0-9]")


def _latin_digit(digit: re.Match[str]) -> str:
    return str(unicodedata.decimal(digit.group()))


def _encoded_length(word: str) -> int:
    return sum(map(_encoded_width, word))


def _encoded_width(letter: str) -> int:
    return 1 if letter.isascii() else 3 * len(letter.encode())


def _beginning(word: str, *, room: int, encoded_room: int) -> str:
    """As much of one overlong word as fits."""
    end = 0
    for letter in word[: max(room, 0)]:
        encoded_room -= _encoded_width(letter)
        if encoded_room < 0:
            break
        end += 1
    return word[:end]
