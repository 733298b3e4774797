"""What a record is to the stories we have: new, an update, or nothing new. Pure: states in, verdicts and writes out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from collections.abc import Mapping as Table
from dataclasses import dataclass, fields
from datetime import datetime
from enum import Enum

from warraq.wires.loading.items import UNTOLD, Item, digest

# (origin key, digest of a record): a record that has been in, and is not the one that its story stands on.
Seen = tuple[str, str]


class Verdict(Enum):
    """What became of a record."""

    NEW = "new"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    OLDER = "older than what we have"
    KEPT = "kept as edited at the desk"


@dataclass(frozen=True)
class Incoming:
    """A record on its way in. `told` digests the fields of the item that are watched, `record` the whole record; `body`
    is the item's text as a story has it.
    """

    key: str
    item: Item
    told: str
    record: str
    version_at: datetime | None
    body: str = "[]"

    @classmethod
    def of(
        cls, item: Item, *, key: str, record: str, unwatched: frozenset[str], body: str = "[]"
    ) -> Incoming:
        """Weigh an item: what it tells, and when its version is from, if the dump says so."""
        parts = [getattr(item, each.name) for each in fields(item) if each.name not in unwatched | UNTOLD]
        # A story without a picture says what it said before there were any.
        told = digest(parts if item.picture is None else [*parts, item.picture.address])
        own_time = item.published_at if "published_at" in unwatched else None
        return cls(
            key=key, item=item, told=told, record=record, version_at=item.modified_at or own_time, body=body
        )


@dataclass(frozen=True)
class State:
    """What we hold of a story: `pk` is None while it is only about to be written."""

    pk: int | None
    told: str
    record: str
    first_published_at: datetime
    last_published_at: datetime
    edited: bool = False


@dataclass(frozen=True)
class Write:
    """A story to write: a new row where the state has no number."""

    incoming: Incoming
    state: State


@dataclass(frozen=True)
class Plan:
    """All that one batch does to the database, and what became of each record."""

    verdicts: Counter[Verdict]
    writes: tuple[Write, ...]
    seen: tuple[Seen, ...]


def decide(incoming: Incoming, *, held: State | None, was_seen: bool) -> Verdict:
    """Judge one record. `was_seen`: this very record has been in, and another has its place.

    The desk has the last word: a story that was edited there is left alone.
    """
    if held is None:
        return Verdict.NEW
    if incoming.told == held.told:
        return Verdict.UNCHANGED
    if was_seen:
        return Verdict.OLDER
    if held.edited:
        return Verdict.KEPT
    if incoming.version_at is not None and incoming.version_at < held.last_published_at:
        return Verdict.OLDER
    return Verdict.UPDATED


def plan(
    batch: Iterable[Incoming], *, held: Table[str, State], seen: frozenset[Seen], own_times: bool
) -> Plan:
    """Judge a batch in its order; a later record of a key sees the earlier one as written.

    Every record that does not become the one its story stands on is remembered as seen, so that a second run finds
    nothing to do. `own_times`: a record's time is its version's, so the earliest stays the moment of publication.
    """
    states = dict(held)
    writes: dict[str, Write] = {}
    passed: set[Seen] = set()
    verdicts: Counter[Verdict] = Counter()
    for incoming in batch:
        before, own = states.get(incoming.key), (incoming.key, incoming.record)
        verdict = decide(incoming, held=before, was_seen=own in seen or own in passed)
        verdicts[verdict] += 1
        if verdict in (Verdict.NEW, Verdict.UPDATED):
            states[incoming.key] = _after(incoming, held=before, own_times=own_times)
            writes[incoming.key] = Write(incoming=incoming, state=states[incoming.key])
        if before is not None and verdict is not Verdict.KEPT and before.record != incoming.record:
            passed.add((incoming.key, before.record) if verdict is Verdict.UPDATED else own)
    return Plan(verdicts=verdicts, writes=tuple(writes.values()), seen=tuple(sorted(passed - seen)))


def _after(incoming: Incoming, *, held: State | None, own_times: bool) -> State:
    """Return the state that the write leaves behind."""
    item = incoming.item
    first, last = item.published_at, item.modified_at or item.published_at
    if held is not None and own_times:
        first, last = min(first, held.first_published_at), max(last, held.last_published_at)
    return State(
        pk=held.pk if held else None,
        told=incoming.told,
        record=incoming.record,
        first_published_at=first,
        last_published_at=max(first, last),
    )
