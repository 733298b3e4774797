"""What an edition has decided about its copy: which rules it keeps, how gravely, and its own spellings."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from warraq.arabic.copydesk.findings import Severity
from warraq.arabic.digits import Digits


class Tanween(StrEnum):
    """Where the double fatha of «أيضًا» is written."""

    BEFORE_ALEF = "before"
    """«أيضًا», on the letter that is read with it."""
    ON_ALEF = "on"
    """«أيضاً», on the alef."""


@dataclass(frozen=True, slots=True)
class Term:
    """An expression that an edition does not print, or prints only with care.

    ``words`` is found as whole words, with a clitic or two before it, in any hamza or tashkeel spelling.
    """

    words: str
    advice: str
    instead: tuple[str, ...] = ()
    severity: Severity = Severity.WARNING


HOUSE_SPELLINGS: Mapping[str, str] = {
    "مسئول": "مسؤول",
    "مسئولة": "مسؤولة",
    "مسئولين": "مسؤولين",
    "مسئولون": "مسؤولون",
    "مسئولي": "مسؤولي",
    "مسئولية": "مسؤولية",
    "مسئوليات": "مسؤوليات",
    "شئون": "شؤون",
    "رءوس": "رؤوس",
    "مائة": "مئة",
}
"""The spelling of today's grammars for words that are written in two ways; an edition may turn them round."""


@dataclass(frozen=True)
class HouseRules:
    """One edition's decisions. Everything has a default; ``DEFAULT`` is a house without decisions of its own.

    ``severities`` holds, by rule name, what differs from the rule's own severity; ``None`` switches it off.
    ``spellings`` are words that have two accepted spellings, the other one → ours. ``names`` are foreign
    names, each variant → the house's spelling; a name may have several words. ``archive_words`` are the
    words of the edition's own archive, without marks, that stand there often enough to be no slip.
    ``headline_limit`` counts characters as a reader does. ``digits`` is ``None`` where both sets may stand,
    though not mixed in one text.
    """

    severities: Mapping[str, Severity | None] = field(default_factory=dict)
    tanween: Tanween = Tanween.BEFORE_ALEF
    digits: Digits | None = None
    spellings: Mapping[str, str] = field(default_factory=lambda: HOUSE_SPELLINGS)
    names: Mapping[str, str] = field(default_factory=dict)
    terms: tuple[Term, ...] = ()
    headline_limit: int = 110
    archive_words: Collection[str] = frozenset()


DEFAULT = HouseRules()
