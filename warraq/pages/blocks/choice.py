"""Which story stands in which block: one decision for all blocks of a page, so that no story stands twice.

The blocks are asked in a fixed order of precedence, whatever the order in which they are drawn. Each gets its
stories and one spare, the next in line: on the page of a story that stands in a block, the spare takes its place.
A spare stands nowhere else, so the page stays free of doubles. What an editor pinned in a block is given before
anything is asked: no block that comes earlier takes it. Pure: the candidates come from outside.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar


class Numbered(Protocol):
    """Anything that is about one story."""

    story_id: int


P = TypeVar("P", bound=Numbered)


@dataclass(frozen=True)
class Want(Generic[P]):
    """What a block asks for: `count` stories, from `candidates(limit, taken)`, best first.

    `taken` are the stories that stand elsewhere; candidates may leave them out, and need not. `pinned` stand at their
    positions (from 1), the candidates around them.
    """

    key: str
    count: int
    candidates: Callable[[int, frozenset[int]], Sequence[P]]
    has_spare: bool = True
    pinned: Mapping[int, P] = field(default_factory=dict)


@dataclass(frozen=True)
class Choice(Generic[P]):
    """What a block got: at most `count` stories, and the spare if there was one."""

    chosen: tuple[P, ...]
    spare: P | None = None

    def without(self, story_id: int | None) -> tuple[P, ...]:
        """Return the stories as the page of story `story_id` shows them."""
        if all(each.story_id != story_id for each in self.chosen):
            return self.chosen
        rest = tuple(each for each in self.chosen if each.story_id != story_id)
        return (*rest, self.spare) if self.spare is not None else rest


@dataclass(frozen=True)
class Choices(Generic[P]):
    """The outcome for a group of blocks."""

    by_key: dict[str, Choice[P]] = field(default_factory=dict)

    def story_ids(self) -> frozenset[int]:
        """Return every story that stands in a block or may step into one."""
        return frozenset(
            each.story_id
            for choice in self.by_key.values()
            for each in (*choice.chosen, *([choice.spare] if choice.spare else []))
        )

    def keys_of(self, story_id: int) -> list[str]:
        """Return the blocks that the story stands in: none or one."""
        return [
            key
            for key, choice in self.by_key.items()
            if any(each.story_id == story_id for each in choice.chosen)
        ]


def choose(wants: Sequence[Want[P]]) -> Choices[P]:
    """Give each block what is pinned in it, then its stories, in the order of `wants`."""
    pinned = _pinned(wants)
    taken = {each.story_id for places in pinned for each in places.values()}
    by_key: dict[str, Choice[P]] = {}
    for want, own in zip(wants, pinned, strict=True):
        places = want.count + int(want.has_spare)
        free: list[P] = []
        seen: set[int] = set(taken)
        for candidate in want.candidates(places, frozenset(taken)):
            if candidate.story_id not in seen and len(free) < places:
                free.append(candidate)
                seen.add(candidate.story_id)
        got = with_pins(free, pinned=own)[:places]
        chosen, spare = tuple(got[: want.count]), (got[want.count] if len(got) > want.count else None)
        taken.update(each.story_id for each in got)
        by_key[want.key] = Choice(chosen=chosen, spare=spare)
    return Choices(by_key)


def _pinned(wants: Sequence[Want[P]]) -> list[dict[int, P]]:
    """Return what is pinned in each block; a story that is pinned in two stands in the first."""
    taken: set[int] = set()
    found: list[dict[int, P]] = []
    for want in wants:
        own: dict[int, P] = {}
        for position in sorted(want.pinned):
            each = want.pinned[position]
            if each.story_id not in taken and position <= want.count:
                own[position] = each
                taken.add(each.story_id)
        found.append(own)
    return found


def with_pins(rest: Sequence[P], *, pinned: Mapping[int, P]) -> list[P]:
    """Put what is pinned at its positions (from 1) among the rest; where the rest runs out, gaps are closed."""
    merged = list(rest)
    for position in sorted(pinned):
        merged.insert(position - 1, pinned[position])
    return merged
