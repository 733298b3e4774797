"""Light stemming: clitics, article and regular endings come off, and the root is never eaten.

A word is looked up first: in the lexicon of plurals, names and countries, whole or under clitics that may stand
before and after it. What the lexicon does not have is stripped by rule, unless the letter that a rule would take
is known to belong to the word: the lists ``whole_beginnings`` and ``whole_endings`` are derived from how the words
of a large corpus are used (see docs/arabic.md).
"""

import re
from collections.abc import Iterator, Mapping

from warraq.arabic.lexicon.words import keys, lines, words
from warraq.arabic.names import NAME_KEYS
from warraq.arabic.remembering import Remembered
from warraq.arabic.stopwords import is_stop_word

_REMEMBERED = 65_536

# Longer than any Arabic word with its clitics; shorter ones have nothing to spare.
_ARABIC_WORD = re.compile("[\u0621-\u064a]{3,30}")
_SHORTEST = 3

_KEYS = {**keys("plurals"), **NAME_KEYS}
_WHOLE_BEGINNINGS = words("whole_beginnings")
_WHOLE_ENDINGS = {line[0]: line[-1] for line in lines("whole_endings")}
"""A word that ends as if with an ending, and what is left of it: itself, or less («بيانًا» is بيان, not بيا)."""

# What may stand before a noun, after its conjunction; «لل» is ل with the article, and only the article leaves
# a noun of two letters («الفن»).
_CONJUNCTIONS = ("و", "ف")
_ARTICLES = ("ال", "لل", "بال", "كال")
_PREPOSITIONS = ("ب", "ل", "ك")
# «سيعلن», «ستبدأ», «سنعمل».
_FUTURE = re.compile("^س(?=[يتن]...)")

# What may stand after a noun of the lexicon, and what the noun then ends in: pronouns, dual, sound plurals,
# tanween, and who or what is of it («لبنانية», «حكومي»).
_AFTER_A_NOUN: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("ه", "ا", "ها", "هم", "هن", "نا", "كم", "ان", "ين", "ون", "هما", "يا", "يان"), ("",)),
    **dict.fromkeys(("ي", "يه", "ات", "يين", "يون", "يات"), ("", "ه")),
    **dict.fromkeys(("ته", "تي", "تها", "تهم", "تهن", "تنا", "تكم", "تان", "تين", "تهما"), ("ه",)),
}

# Taken from an unknown word one after the other, the longest first.
ENDINGS = ("هما", "كما", "ها", "هم", "هن", "نا", "كم", "ات", "ان", "ين", "ون", "وا", "ه", "ي", "ا", "ت", "ء")
_ENDINGS = frozenset(ENDINGS)


def stem(folded: str) -> str:
    """The key under which the forms of a word meet: «والوزارات» and «وزارة» are one.

    ``folded`` is a word as ``text.fold`` gives it; what is not Arabic is its own stem. A stem's stem is
    itself.
    """
    return STEMS[folded]


def _stem(folded: str) -> str:
    if not _ARABIC_WORD.fullmatch(folded) or is_stop_word(folded):
        return _KEYS.get(folded, folded)
    known = _known(folded)
    if known is not None:
        return known
    shorter = without_ending(_without_beginning(folded))
    return shorter if shorter == folded else _stem(shorter)


def _known(word: str) -> str | None:
    """The key of the lexicon's noun that the word is, with whatever clitics; the fewest that will do."""
    nouns = list(_after_clitics(word))
    if key := next(filter(None, map(_KEYS.get, nouns)), None):
        return key
    if word.startswith("ال"):
        # «المهم» is مهم and not a form of ألم, but «ألعابهم» is one of ألعاب.
        under_article = map(_inflected, nouns[1:])
        return next(filter(None, under_article), None) or _inflected(word, shortest=5)
    return next(filter(None, map(_inflected, nouns)), None)


def _after_clitics(word: str) -> Iterator[str]:
    """The word, and what is left of it after each beginning that may be one of clitics."""
    yield word
    rests = [word]
    if word.startswith(_CONJUNCTIONS) and _may_lose_a_letter(word):
        rests.append(word[1:])
        yield word[1:]
    for rest in rests:
        for article in _ARTICLES:
            if rest.startswith(article):
                yield rest[len(article) :]
        if rest.startswith(_PREPOSITIONS) and len(rest) > _SHORTEST and _may_lose_a_letter(rest):
            yield rest[1:]


def _may_lose_a_letter(word: str) -> bool:
    """A long noun of the lexicon is not found under و by chance («وروايات»), a short one is («وحيد»)."""
    return (word.startswith("و") and len(word) > 5) or not _begins_whole(word)


def _inflected(word: str, *, shortest: int = 2) -> str | None:
    """The key of the lexicon's noun that the word is, with an ending."""
    for length in range(1, min(4, len(word) - shortest) + 1):
        for last in _AFTER_A_NOUN.get(word[-length:], ()):
            noun = word[:-length] + last
            # «سني» is no form of «سنة».
            if last and len(noun) == _SHORTEST and word[-length] != "ت":
                continue
            if key := _KEYS.get(noun):
                return key
            # «وزرائهم», «وزراؤها»: folded, the hamza at the end of «وزراء» has become a letter.
            if noun.endswith(("اي", "او")) and (key := _KEYS.get(noun[:-1] + "ء")):
                return key
    return None


def _without_beginning(word: str) -> str:
    """The word without conjunction, preposition and article, as far as they are none of its own letters."""
    if word.startswith(_CONJUNCTIONS) and len(word) > _SHORTEST and not _begins_whole(word):
        word = word[1:]
    if _begins_whole(word):
        return word
    if word.startswith(_PREPOSITIONS) and word.startswith("ال", 1) and _begins_whole(word[1:]):
        return word[1:]  # «بالتزام» is ب and التزام
    for article in _ARTICLES:
        if word.startswith(article) and len(word) - len(article) >= 2:
            return word[len(article) :]
    if word.startswith(_PREPOSITIONS) and len(word) > _SHORTEST:
        return word[1:]
    return _FUTURE.sub("", word)


def _begins_whole(word: str) -> bool:
    """Whether the word's first letters are its own. After ال endings are not looked through where little is left of
    the word: «المهن» is not «ألم» with هن.
    """
    if word in _WHOLE_BEGINNINGS:
        return True
    base = without_ending(word)
    return base in _WHOLE_BEGINNINGS and (not base.startswith("ال") or len(base) > 5)


def without_ending(word: str, *, whole: Mapping[str, str] = _WHOLE_ENDINGS) -> str:
    """The word without its regular endings, one after the other, down to three letters or to a whole word."""
    while True:
        rest = whole.get(word) or _without_one_ending(word)
        if rest == word:
            return word
        word = rest


def _without_one_ending(word: str) -> str:
    """The word without the longest ending that it has, if three letters are left."""
    for length in (3, 2, 1):
        if word[-length:] in _ENDINGS:
            return word[:-length] if len(word) - length >= _SHORTEST else word
    return word


STEMS = Remembered(_stem, generation=_REMEMBERED)
"""``stem`` as a mapping, for whoever asks it about every word of an archive."""
