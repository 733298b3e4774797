"""One load: a file's records through a mapping into stories, batch by batch, stoppable and repeatable."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

from warraq.common.ahead import Question, known
from warraq.search.vocabulary import COUNTED_AT_ONCE, vocabulary_grow
from warraq.stories.upkeep import refresh_statistics
from warraq.wires.loading.ahead import Pair, ahead
from warraq.wires.loading.bringing import Pictures
from warraq.wires.loading.decide import Incoming, Verdict
from warraq.wires.loading.drawing import Drawing
from warraq.wires.loading.items import Unusable
from warraq.wires.loading.mapping import Mapping, Record
from warraq.wires.loading.preparing import Preparation, Prepared
from warraq.wires.loading.records import Line
from warraq.wires.loading.rejects import RejectFile
from warraq.wires.loading.store import Store

BATCH = 500
# Letters in a batch, whatever the number of its stories: what keeps memory flat when stories are books.
HEAVIEST_BATCH = 4_000_000
# Pictures in a batch: they take the longest, and who presses Ctrl-C waits for its end.
MOST_PICTURES = 200
# A file whose first lines are no records at all is no dump, or not one of this mapping.
FIRST_LINES = 100


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
    # What of written stories could not be kept, by what it is: pictures that can't be drawn.
    lost: Counter[str] = field(default_factory=Counter)
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
    # Processes that prepare records ahead; None for as many as there are cores.
    processes: int | None = None
    _weight: int = field(default=0, init=False)
    _pictures: int = field(default=0, init=False)
    _answers: dict[Question, Any] = field(default_factory=dict, init=False)
    _spellings: dict[Question, Any] = field(default_factory=dict, init=False)
    _uncounted: int = field(default=0, init=False)

    def run(self, file: Dump, *, rejects: RejectFile, summary: Summary) -> None:
        """Load to the end, the limit or the stop; `summary` counts on even if it ends in an error.

        Raises NotThisMapping, opening.Unreadable, ahead.HelperLost, store.NotPossible and django.db.DatabaseError.
        Whole batches that were written before stay.
        """
        with Drawing(processes=self.processes) as drawing:
            store = Store(self.mapping, pictures=Pictures(drawing, lost=summary.lost))
            self._write_all(file, store=store, rejects=rejects, summary=summary)
        refresh_statistics()
        self._count_words()

    def _write_all(self, file: Dump, *, store: Store, rejects: RejectFile, summary: Summary) -> None:
        """Write the file's stories, batch by batch, to the end, the limit or the stop."""
        batch: list[Incoming] = []
        with closing(self._prepared(file)) as pairs:
            for line, prepared in pairs:
                if summary.stopped:
                    break
                summary.read += 1
                self._take(line, prepared, batch=batch, rejects=rejects, summary=summary)
                if summary.unreadable == summary.read == FIRST_LINES:
                    break
                if self._is_full(batch):
                    self._write(batch, store=store, summary=summary)
                self.tell(summary.read)
                summary.stopped = self.stop()
        if summary.unreadable == summary.read:
            raise NotThisMapping(self._why_not(summary.read, path=file.path, reason=rejects.first_reason))
        self._write(batch, store=store, summary=summary)

    def _is_full(self, batch: list[Incoming]) -> bool:
        return (
            len(batch) >= self.batch_size or self._weight >= HEAVIEST_BATCH or self._pictures >= MOST_PICTURES
        )

    def _prepared(self, file: Dump) -> Generator[Pair, None, None]:
        """Prepare the file's records within the limit; those that are none of the mapping's have the reason."""
        by = Preparation(self.mapping.name, item=self.mapping.item, now=self.now)
        lines = (_checked(line, mapping=self.mapping) for line in islice(file, self.limit))
        return ahead(lines, by=by, processes=self.processes)

    def _why_not(self, read: int, *, path: Path, reason: str) -> str:
        if not read:
            return f"{path} holds no records."
        lines = "its only line" if read == 1 else f"any of its first {read} lines"
        return f"{path} is no dump for the mapping “{self.mapping.name}”: {reason} in {lines}."

    def _take(
        self,
        line: Line,
        prepared: Prepared | None,
        *,
        batch: list[Incoming],
        rejects: RejectFile,
        summary: Summary,
    ) -> None:
        """Put the line's item into the batch, or its reason into the reject file."""
        if prepared is None:
            summary.unreadable += 1
            rejects.add(line=line.number, reason=line.reason, key=line.name)
            return
        try:
            incoming = self._incoming(prepared)
        except Unusable as refusal:
            summary.unusable += 1
            rejects.add(line=line.number, reason=str(refusal), key=line.name or prepared.name)
            return
        batch.append(incoming)
        self._weight += len(prepared.body)
        self._pictures += len(incoming.item.all_pictures)
        self._answers |= prepared.answers
        self._spellings |= prepared.spellings

    def _incoming(self, prepared: Prepared) -> Incoming:
        """Settle what was prepared among the items before it. Raises Unusable."""
        if prepared.item is None:
            raise Unusable(prepared.reason)
        item = self.mapping.settled(prepared.item)
        if item.edition not in self.mapping.editions:
            raise Unusable(f"the mapping has no edition “{item.edition}”")
        if item.section not in self.mapping.sections:
            raise Unusable(f"the mapping has no section “{item.section}”")
        return Incoming.of(
            item,
            key=prepared.key,
            record=prepared.record,
            unwatched=self.mapping.unwatched,
            body=prepared.body,
        )

    def _write(self, batch: list[Incoming], *, store: Store, summary: Summary) -> None:
        if batch:
            with known(self._answers):
                brought = store.write(batch)
            summary.verdicts += brought.verdicts
            summary.copies += brought.copies
            self._uncounted += len(batch)
            batch.clear()
            self._answers.clear()
            self._weight = self._pictures = 0
        if self._uncounted >= COUNTED_AT_ONCE:
            self._count_words()

    def _count_words(self) -> None:
        """Count the words of what was written, while their spellings are known."""
        with known(self._spellings):
            while vocabulary_grow():
                pass
        self._spellings.clear()
        self._uncounted = 0


def _checked(line: Line, *, mapping: Mapping) -> Line:
    """Return the line, without its record where that is none of the mapping's."""
    if line.record is None or not (fault := field_fault(line.record, mapping=mapping)):
        return line
    return replace(line, record=None, reason=fault)


def field_fault(record: Record, *, mapping: Mapping) -> str:
    """Return what is wrong with the record's fields; empty when nothing is."""
    if missing := mapping.required - record.keys():
        return f"the record has no field “{min(missing)}”"
    if mapping.optional is not None and (unknown := record.keys() - mapping.required - mapping.optional):
        return f"the record has an unknown field “{min(unknown)}”"
    return ""
