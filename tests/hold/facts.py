"""What was acknowledged of each story, and what may therefore be seen of it. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Act(StrEnum):
    """What an editor does to a story."""

    PUBLISH = "publish"
    AUTOSAVE = "autosave"
    WITHDRAW = "withdraw"


@dataclass(frozen=True)
class Sight:
    """What readers see of a story: its headline, or that it was withdrawn (`headline` is empty)."""

    headline: str = ""


@dataclass
class Fact:
    """A story. `shown` is what readers have to see; `maybe` is what they may see beside it, since nobody answered
    whether an act came to be. `drafts` holds the headlines that the newest draft may have."""

    story: int
    paths: dict[str, str]
    shown: Sight
    maybe: set[Sight] = field(default_factory=set)
    drafts: set[str] = field(default_factory=set)
    is_withdrawn: bool = False

    @property
    def sights(self) -> set[Sight]:
        """What readers may see."""
        return {self.shown, *self.maybe}


def began(fact: Fact, act: Act, *, headline: str = "") -> None:
    """Note that an act was asked for: from now on it may have come to be."""
    match act:
        case Act.PUBLISH:
            fact.maybe.add(Sight(headline))
            fact.drafts.add(headline)
        case Act.AUTOSAVE:
            fact.drafts.add(headline)
        case Act.WITHDRAW:
            fact.maybe.add(Sight())


def acknowledged(fact: Fact, act: Act, *, headline: str = "") -> None:
    """Note that an act was answered well: from now on nothing else may be."""
    match act:
        case Act.PUBLISH:
            fact.shown, fact.maybe, fact.drafts = Sight(headline), set(), {headline}
        case Act.AUTOSAVE:
            fact.drafts = {headline}
        case Act.WITHDRAW:
            fact.shown, fact.maybe, fact.is_withdrawn = Sight(), set(), True


def settled(fact: Fact, seen: Sight) -> None:
    """Note what came of an act that was not answered, once it was seen."""
    fact.shown, fact.maybe = seen, set()
    fact.is_withdrawn = not seen.headline
