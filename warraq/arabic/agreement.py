"""Does the counted noun agree with its number, and the number with what it counts?

Two rules of grammar, for nouns that newspapers count (``lexicon/counted.txt``); of other words nothing is said.

- The form: after 3 to 10 the plural («3 سنوات»), after 11 to 99 the singular («11 سنة», «11 يومًا»), after whole
  hundreds the singular («100 يوم»); above a hundred the last two digits decide, as in ``numbers``.
- The gender of a number in words: 3 to 10 take the opposite of the singular's («ثلاث سنوات», «ثلاثة أعوام»); in
  13 to 19 the unit does so and ten does not («خمس عشرة سنة», «خمسة عشر عامًا»).
"""

from dataclasses import dataclass
from importlib.resources import files

from warraq.arabic.characters import without_marks
from warraq.arabic.numbers import Noun, form_after

# Feminine without ة.
_FEMININE = frozenset(("حرب", "بئر"))
_UNITS = ("ثلاث", "أربع", "خمس", "ست", "سبع", "ثماني", "تسع")
_TEN = 10


@dataclass(frozen=True)
class Counted:
    """A noun that is counted, its gender and every form that may be its plural."""

    noun: Noun
    is_feminine: bool
    plurals: frozenset[str]


def counted_noun(word: str) -> Counted | None:
    """The noun of which ``word`` (with or without tashkeel, no clitics) is the singular or the plural."""
    return _COUNTED.get(without_marks(word))


def form_for(number: int, word: str) -> str | None:
    """The form that should stand after this number in digits, if ``word`` is a wrong one; None if it is right
    or nothing is known of it.

    Only what the number can decide is judged: a plural after 11 or more, a singular after 3 to 10. Numbers
    that end in 00, 01 or 02 take any singular; below 3 and below nothing, none is judged. Whether the number
    counts at all («3 يوم الأحد» does not) is for the caller to know.
    """
    counted = counted_noun(word)
    if counted is None or number < 3:
        return None
    wants_plural = 3 <= number % 100 <= _TEN
    has_plural = without_marks(word) in counted.plurals
    return None if wants_plural == has_plural else form_after(number, counted.noun)


def in_words(number: int, *, feminine: bool) -> str:
    """A number of 3 to 10 or 13 to 19 in words, as a noun of this gender asks for: «خمس عشرة» for 15 years.

    ``feminine`` is the gender of the noun's singular. Raises ValueError for other numbers.
    """
    if number == _TEN:
        return "عشر" if feminine else "عشرة"
    unit = number - _TEN if number > _TEN else number
    if not 3 <= unit <= 9:
        raise ValueError(f"{number} in words has no gender that is kept here")
    word = _UNITS[unit - 3] + ("" if feminine else "ة")
    if number < _TEN:
        return word
    return f"{word} عشرة" if feminine else f"{word} عشر"


def words_for(number_in_words: str, word: str) -> str | None:
    """The number in words as it should be before this noun, if it is of the wrong gender; None if it is right
    or one of the two is unknown.

    «ثلاثة», «سنوات» gives «ثلاث»; «خمسة عشر», «سنة» gives «خمس عشرة».
    """
    written = " ".join(without_marks(number_in_words).split())
    number = _NUMBERS.get(written)
    counted = counted_noun(word)
    if number is None or counted is None:
        return None
    right = in_words(number, feminine=counted.is_feminine)
    return None if written in (right, right.replace("ثماني", "ثمان")) else right


def _read_counted() -> dict[str, Counted]:
    text = files("warraq.arabic.lexicon").joinpath("counted.txt").read_text(encoding="utf-8")
    found: dict[str, Counted] = {}
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        singular, *plurals = line.split()
        counted = _counted(singular, plurals)
        forms = (singular, *plurals, counted.noun.accusative)
        found.update((without_marks(form), counted) for form in forms)
    return found


def _counted(singular: str, plurals: list[str]) -> Counted:
    is_feminine = singular.endswith("ة") or singular in _FEMININE
    noun = Noun(
        singular=singular,
        dual=f"{singular.removesuffix('ة')}تان" if singular.endswith("ة") else f"{singular}ان",
        plural=plurals[0],
        accusative=singular if singular.endswith(("ة", "ى")) else f"{singular}ًا",
    )
    return Counted(noun=noun, is_feminine=is_feminine, plurals=frozenset(map(without_marks, plurals)))


def _every_number_in_words() -> dict[str, int]:
    """Every way to write them, those that no noun asks for too («خمسة عشرة»)."""
    simple = {_UNITS[unit - 3] + end: unit for unit in range(3, 10) for end in ("", "ة")}
    simple["ثمان"] = 8
    teens = {f"{word} {ten}": unit + _TEN for word, unit in simple.items() for ten in ("عشر", "عشرة")}
    return {**simple, **teens, "عشر": _TEN, "عشرة": _TEN}


_COUNTED = _read_counted()
_NUMBERS = _every_number_in_words()
