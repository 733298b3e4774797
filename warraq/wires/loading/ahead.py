"""Records prepared ahead by a few processes, while this one writes. In order, and never many at once.

A load of some hundred records is prepared here, before a process would have started.
"""

from __future__ import annotations

import pickle
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from itertools import chain, islice
from typing import Any

from warraq.wires.loading.preparing import Preparation, Prepared, prepare
from warraq.wires.loading.processes import pool, processes_here, submit
from warraq.wires.loading.records import Line

# Records that are prepared here before others are started: what a newsroom tries out is done by then.
ALONE = 300
# Records that go to a process together, and portions that wait for each of the processes: while a batch is written
# they have the next to prepare.
PORTION = 20
WAITING = 16
# What is larger goes alone, so that few of them are in memory.
HEAVIEST_PORTION = 2_000_000


class HelperLost(Exception):
    """A process that prepared records was killed; the message is one sentence."""


# A line of the dump, and what was made of its record; None where it has none.
Pair = tuple[Line, Prepared | None]
_Portion = list[Line]


def ahead(
    lines: Iterator[Line], *, by: Preparation, processes: int | None = None
) -> Generator[Pair, None, None]:
    """Yield each line with what was made of it, in order; close it to end the processes. Raises HelperLost.

    The first ALONE lines are prepared here, the others by as many processes as there are cores.
    """
    if processes is None:
        processes = processes_here()
    if processes < 2 or not _is_portable(by):
        yield from _prepared_here(lines, by=by)
        return
    yield from _prepared_here(islice(lines, ALONE), by=by)
    if (first := next(lines, None)) is not None:
        yield from _prepared_by_others(chain([first], lines), by=by, processes=processes)


def _prepared_by_others(lines: Iterator[Line], *, by: Preparation, processes: int) -> Iterator[Pair]:
    waiting: deque[tuple[_Portion, Future[list[Prepared | None]]]] = deque()
    with pool(processes) as others:
        try:
            for portion in _portions(lines):
                records = [line.record for line in portion]
                waiting.append((portion, submit(others, _prepare_all, records, by)))
                if len(waiting) >= processes * WAITING:
                    yield from _done(*waiting.popleft())
            while waiting:
                yield from _done(*waiting.popleft())
        except BrokenProcessPool:
            raise HelperLost(
                "A process that was preparing records was ended from outside, perhaps for want of memory."
                " Whole batches before it stay; run the same command again to go on."
            ) from None


def _is_portable(by: Preparation) -> bool:
    """Return whether another process can be told how to prepare: a newsroom's own file can't be imported there."""
    try:
        pickle.dumps(by)
    except (pickle.PicklingError, AttributeError, TypeError, ImportError):
        return False
    return True


def _prepared_here(lines: Iterable[Line], *, by: Preparation) -> Iterator[Pair]:
    for line in lines:
        yield line, prepare(line.record, by=by, ahead=False) if line.record is not None else None


def _portions(lines: Iterator[Line]) -> Iterator[_Portion]:
    portion: _Portion = []
    weight = 0
    for line in lines:
        portion.append(line)
        weight += line.weight
        if len(portion) >= PORTION or weight >= HEAVIEST_PORTION:
            yield portion
            portion, weight = [], 0
    if portion:
        yield portion


def _done(portion: _Portion, future: Future[list[Prepared | None]]) -> Iterator[Pair]:
    yield from zip(portion, future.result(), strict=True)


def _prepare_all(records: list[dict[str, Any] | None], by: Preparation) -> list[Prepared | None]:
    return [prepare(record, by=by, ahead=True) if record is not None else None for record in records]
