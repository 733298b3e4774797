"""The initials by which a person signs: «حسن عمارة» is «ح.ع»."""

import re

from warraq.arabic.characters import without_marks
from warraq.arabic.text import clean

# More names than anybody signs with are a list of persons, or a mistake.
_MOST_NAMES = 6

_NAME = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
# Between two names they are no name of their own.
_PARTICLES = frozenset(
    ("بن", "ابن", "بنت", "آل", "أبو", "ابو", "أم", "ام", "de", "van", "von", "al", "el", "bin", "ibn")
)
_ARTICLE = re.compile("(?:ال|Al-|El-|al-|el-)(?=[^\\W\\d_]{2})")
# With the word after it, one name, signed with one letter.
_SERVANT = "عبد"


def initials(name: str) -> str:
    """The first letters of a person's names with full stops between them, hamza kept; "" if there is no name.

    The article is left out («محمد الأمين» is «م.أ») unless it is all of the name, so are «بن», «آل», «أبو» between
    names; «عبد الله» is one name. Latin letters are capitals. At most six names are read.
    """
    words: list[str] = _NAME.findall(without_marks(clean(name)))
    names = [word for word in words if word.lower() not in _PARTICLES] or words
    letters: list[str] = []
    follows_servant = False
    for word in names:
        if not follows_servant:
            letters.append(_ARTICLE.sub("", word, count=1)[:1].upper())
        follows_servant = word == _SERVANT
    return ".".join(letters[:_MOST_NAMES])
