"""One load: a file's records through a mapping into stories, batch by batch, stoppable and repeatable."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any, Protocol

from warraq.search.vocabulary import vocabulary_grow
from warraq.stories.upkeep import refresh_statistics
from warraq.wires.loading.decide import Incoming, Verdict
from warraq.wires.loading.items import Unusable, usable
from warraq.wires.loading.mapping import Mapping, Record
from warraq.wires.loading.records import Line
from warraq.wires.loading.rejects import RejectFile
from warraq.wires.loading.store import Store

BATCH = 500
# Letters in a batch, whatever the number of its stories: what keeps memory flat when stories are books.
HEAVIEST_BATCH = 4_000_000
# A file whose first lines are no records at all is no dump, or not one of this mapping.
FIRST_LINES = 100
LONGEST_KEY = 120


class Dump(Protocol):
    """An open file of records, whatever its format."""

    @property
    def path(self) -> Path:
        """Where it is."""

    def __iter__(self) -> Iterator[Line]:
        """Give its records."""


class NotThisMapping(ValueError):
    """The file's first lines are no records of the mapping; nothing was written. The message is one sentence."""


@dataclass
class Summary:
    """What a load did so far."""

    read: int = 0
    verdicts: Counter[Verdict] = field(default_factory=Counter)
    # Records that the mapping could make no story of, and lines that are no records of it at all.
    unusable: int = 0
    unreadable: int = 0
    # Stories written whose text, or most of it, stands in one that was there before.
    copies: int = 0
    stopped: bool = False

    @property
    def rejected(self) -> int:
        """How many lines the reject file names."""
        return self.unusable + self.unreadable

    def __str__(self) -> str:
        count = self.verdicts
        same = count[Verdict.UNCHANGED] + count[Verdict.OLDER] + count[Verdict.KEPT]
        told = (
            f"{count[Verdict.NEW]:,} new, {count[Verdict.UPDATED]:,} updated, {same:,} unchanged,"
            f" {self.rejected:,} rejected"
        )
        asides = [
            f"{count[verdict]:,} {verdict.value}"
            for verdict in (Verdict.OLDER, Verdict.KEPT)
            if count[verdict]
        ]
        if self.copies:
            asides.append(f"near copies of stories that were there before: {self.copies:,}")
        return f"{told} ({'; '.join(asides)})" if asides else told


@dataclass
class Load:
    """A load of one file through one mapping. `stop` is asked between records, `tell` is told after each."""

    mapping: Mapping
    now: datetime
    stop: Callable[[], bool] = lambda: False
    tell: Callable[[int], None] = lambda records: None
    limit: int | None = None
    batch_size: int = BATCH
    _weight: int = field(default=0, init=False)

    def run(self, file: Dump, *, rejects: RejectFile, summary: Summary) -> None:
        """Load to the end, the limit or the stop; `summary` counts on even if it ends in an error.

        Raises NotThisMapping, opening.Unreadable, store.NotPossible and django.db.DatabaseError. Whole batches that
        were written before stay.
        """
        store = Store(self.mapping)
        batch: list[Incoming] = []
        for line in file:
            if summary.stopped or (self.limit is not None and summary.read >= self.limit):
                break
            summary.read += 1
            self._take(line, batch=batch, rejects=rejects, summary=summary)
            if summary.unreadable == summary.read == FIRST_LINES:
                break
            if len(batch) >= self.batch_size or self._weight >= HEAVIEST_BATCH:
                self._write(batch, store=store, summary=summary)
            self.tell(summary.read)
            summary.stopped = self.stop()
        if summary.unreadable == summary.read:
            raise NotThisMapping(self._why_not(summary.read, path=file.path, reason=rejects.first_reason))
        self._write(batch, store=store, summary=summary)
        refresh_statistics()
        while vocabulary_grow():
            pass

    def _why_not(self, read: int, *, path: Path, reason: str) -> str:
        if not read:
            return f"{path} holds no records."
        lines = "its only line" if read == 1 else f"any of its first {read} lines"
        return f"{path} is no dump for the mapping “{self.mapping.name}”: {reason} in {lines}."

    def _take(self, line: Line, *, batch: list[Incoming], rejects: RejectFile, summary: Summary) -> None:
        """Put the line's item into the batch, or its reason into the reject file."""
        reason = line.reason if line.record is None else field_fault(line.record, mapping=self.mapping)
        if line.record is None or reason:
            summary.unreadable += 1
            rejects.add(line=line.number, reason=reason)
            return
        try:
            incoming = self._incoming(line.record)
        except Unusable as refusal:
            summary.unusable += 1
            rejects.add(line=line.number, reason=str(refusal), key=_named(line.record))
            return
        batch.append(incoming)
        self._weight += sum(map(len, incoming.item.paragraphs))
        self._weight += sum(len(piece.html) + len(piece.text) for piece in incoming.item.pieces)

    def _incoming(self, record: Record) -> Incoming:
        """Make the item; a mapping that stumbles over a record's shape rejects that record, not the run."""
        try:
            item = self.mapping.item(record)
        except Unusable:
            raise
        except Exception as problem:  # a newsroom's mapping may raise anything
            raise Unusable(f"the mapping can't read it: {type(problem).__name__}: {problem}") from None
        if item.edition not in self.mapping.editions:
            raise Unusable(f"the mapping has no edition “{item.edition}”")
        if item.section not in self.mapping.sections:
            raise Unusable(f"the mapping has no section “{item.section}”")
        item = usable(item, now=self.now)
        return Incoming.of(
            item,
            key=story_key(item.origin_key, mapping=self.mapping),
            record=record_digest(record),
            unwatched=self.mapping.unwatched,
        )

    def _write(self, batch: list[Incoming], *, store: Store, summary: Summary) -> None:
        if batch:
            brought = store.write(batch)
            summary.verdicts += brought.verdicts
            summary.copies += brought.copies
            batch.clear()
            self._weight = 0


def field_fault(record: Record, *, mapping: Mapping) -> str:
    """Return what is wrong with the record's fields; empty when nothing is."""
    if missing := mapping.required - record.keys():
        return f"the record has no field “{min(missing)}”"
    if mapping.optional is not None and (unknown := record.keys() - mapping.required - mapping.optional):
        return f"the record has an unknown field “{min(unknown)}”"
    return ""


def story_key(origin_key: str, *, mapping: Mapping) -> str:
    """Return the story's key among all systems; a long or odd one is digested."""
    key = f"{mapping.name}:{origin_key}"
    if len(key) <= LONGEST_KEY and key.isascii() and key.isprintable():
        return key
    told = origin_key.encode("utf-8", errors="surrogatepass")
    return f"{mapping.name[:60]}:{blake2b(told, digest_size=16).hexdigest()}"


def record_digest(record: Record) -> str:
    """Return 16 hexadecimal digits of a record, the same whatever the order of its fields."""
    return blake2b(json.dumps(record, sort_keys=True).encode(), digest_size=8).hexdigest()


def _named(record: dict[str, Any]) -> str:
    """Return what a person would find the record by: its address or number, if it has one."""
    found = (record.get(name) for name in ("url", "link", "id", "docno", "guid", "key"))
    return next((str(value)[:300] for value in found if isinstance(value, str | int) and value), "")
