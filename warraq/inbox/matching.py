"""Does an item answer what is asked of the wires? Pure; `selectors` asks the same of the database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from warraq.arabic.analysis import analyse

# Words of a question that are looked for; more tell nothing more.
MOST_WORDS = 8
# Letters that are read of an item, and the longest word: the rest tells nothing more.
LONGEST_TEXT = 60_000
LONGEST_WORD = 64


class Standing(StrEnum):
    """What became of an item at the desk."""

    FREE = "free"
    TAKEN = "taken"
    WARNS = "warns"


@dataclass(frozen=True)
class Asked:
    """What a desk wants to see of the wires; empty fields ask for all."""

    source: int | None = None
    kind: str = ""
    language: str = ""
    urgency: int | None = None  # this one and more urgent ones
    standing: Standing | None = None
    words: str = ""  # all of them, in any form
    since: datetime | None = None


@dataclass(frozen=True)
class Told:
    """What is compared of an item."""

    source: int
    kind: str
    language: str
    urgency: int
    stems: frozenset[str]
    is_taken: bool = False
    warns: bool = False


def stems_of(text: str) -> list[str]:
    """Return the different stems of a text, in their order: «الوزير» and «للوزراء» are one."""
    terms = analyse(text[:LONGEST_TEXT])
    return list(dict.fromkeys(term.stem for term in terms if 0 < len(term.stem) <= LONGEST_WORD))


def stems_asked(words: str) -> list[str]:
    """Return the stems that a question looks for, at most MOST_WORDS."""
    return stems_of(words)[:MOST_WORDS]


def matches(asked: Asked, told: Told, *, stems: Iterable[str] | None = None) -> bool:
    """Return whether the item answers the question; `stems` are those of its words, where they are known."""
    wanted = stems_asked(asked.words) if stems is None else stems
    return (
        asked.source in (None, told.source)
        and asked.kind in ("", told.kind)
        and _speaks(told.language, asked.language)
        and (asked.urgency is None or told.urgency <= asked.urgency)
        and _stands(asked.standing, told)
        and told.stems.issuperset(wanted)
    )


def _speaks(language: str, asked: str) -> bool:
    return not asked or language == asked or language.startswith(f"{asked}-")


def _stands(asked: Standing | None, told: Told) -> bool:
    match asked:
        case Standing.FREE:
            return not told.is_taken
        case Standing.TAKEN:
            return told.is_taken
        case Standing.WARNS:
            return told.warns
        case None:
            return True
