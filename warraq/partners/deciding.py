"""What partners are told when a story has changed. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """Where the public sees a story: numbers of edition and section, and the headline there."""

    edition: int
    section: int
    headline: str


@dataclass(frozen=True)
class State:
    """A story as partners may have it now.

    `mark` differs when anything does that partners are told; `places` is empty while the public doesn't see the story.
    """

    mark: str
    places: frozenset[Place] = frozenset()


WITHDRAWN, UNSEEN, DELETED = (State(mark) for mark in ("withdrawn", "unseen", "deleted"))


@dataclass(frozen=True)
class Turn:
    """What is to be written: places that are new or have another headline, and those that the story has left."""

    shown: frozenset[Place]
    left: frozenset[Place]


def is_news(state: State, *, mark: str | None) -> bool:
    """Return whether partners are told of the state; `mark` is that of the last they were told, if they were.

    A story that they never could have is no news to them when it goes.
    """
    return bool(state.places) if mark is None else state.mark != mark


def turn_of(state: State, *, places: Collection[Place]) -> Turn:
    """Return what changes for a story that was last told to stand at `places`."""
    here = {(place.edition, place.section) for place in state.places}
    return Turn(
        shown=state.places.difference(places),
        left=frozenset(place for place in places if (place.edition, place.section) not in here),
    )
