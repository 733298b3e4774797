"""Where a role holds, and whether that covers a place. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from warraq.desk.roles.grants import GRANTS, Role
from warraq.desk.roles.verbs import Verb

# What is done to an edition as a whole: whoever has a role in a section alone has no say there.
OF_WHOLE_EDITIONS = frozenset({Verb.FRONT, Verb.BREAK, Verb.STYLE})


@dataclass(frozen=True)
class Place:
    """An edition by its number, and a section of it; without one, the edition as a whole."""

    edition: int
    section: int | None = None


@dataclass(frozen=True)
class Scope:
    """A role and where it holds: `edition` None for all, `sections` None for all of the edition's."""

    role: Role
    edition: int | None = None
    sections: frozenset[int] | None = None

    def grants(self, verb: Verb) -> bool:
        """Return whether the role may do this, wherever it holds."""
        return verb in GRANTS[self.role]

    def covers(self, place: Place, *, verb: Verb) -> bool:
        """Return whether the role holds there, for this verb."""
        if self.edition is None:
            return True
        if self.edition != place.edition:
            return False
        if self.sections is None:
            return True
        if place.section is None:
            return verb not in OF_WHOLE_EDITIONS
        return place.section in self.sections


def granted(scopes: Iterable[Scope], verb: Verb, *, at: Iterable[Place] | None = None) -> bool:
    """Return whether one of the scopes grants the verb: at one of these places, or (None) anywhere at all."""
    granting = [scope for scope in scopes if scope.grants(verb)]
    if at is None:
        return bool(granting)
    return any(scope.covers(place, verb=verb) for place in at for scope in granting)


def everywhere(scopes: Iterable[Scope], verb: Verb) -> bool:
    """Return whether one of the scopes grants the verb on all editions."""
    return any(scope.edition is None and scope.grants(verb) for scope in scopes)
