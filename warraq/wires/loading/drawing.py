"""Pictures drawn anew by other processes, while the load writes: a few at a time, in order.

A decoder that a file brings down ends its own process, and the load goes on without that picture.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from types import TracebackType
from typing import Self

from warraq.inbox.picture_files import MOST_BYTES, Drawn, NotAPicture, Why, drawn_anew
from warraq.wires.loading.processes import pool, processes_here, submit

# Pictures that are drawn here before others are started: what a newsroom tries out is done by then.
ALONE = 20
# Drawn pictures that wait for each of the processes: some megabytes each.
WAITING = 2


def draw(file: str) -> Drawn | Why:
    """Draw the picture of a file anew, or say why it can't be."""
    try:
        with open(file, "rb") as opened:
            return drawn_anew(opened.read(MOST_BYTES + 1))
    except NotAPicture as reason:
        return reason.why
    except OSError:
        return Why.DAMAGED


class Drawing:
    """Draws files, with as many processes as there are cores or so many as are asked for; close it to end them."""

    def __init__(self, *, processes: int | None = None) -> None:
        self._processes = processes_here() if processes is None else processes
        self._alone = ALONE
        self._open = ExitStack()
        self._executor: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def drawn(self, files: Sequence[str]) -> Iterator[tuple[str, Drawn | Why]]:
        """Yield each file with its picture, or with why there is none, in their order."""
        alone = len(files) if self._processes < 2 else min(self._alone, len(files))
        self._alone -= min(alone, self._alone)
        for file in files[:alone]:
            yield file, draw(file)
        yield from self._drawn_by_others(files[alone:])

    def _drawn_by_others(self, files: Sequence[str]) -> Iterator[tuple[str, Drawn | Why]]:
        left, waiting = deque(files), deque[tuple[str, Future[Drawn | Why]]]()
        while left or waiting:
            while left and len(waiting) < self._processes * WAITING:
                file = left.popleft()
                waiting.append((file, self._submit(file)))
            file, future = waiting.popleft()
            try:
                drawn = future.result()
            except BrokenProcessPool:
                open_files = [file, *(each for each, _ in waiting)]
                waiting.clear()
                yield from self._one_by_one(open_files)
            else:
                yield file, drawn

    def _one_by_one(self, files: Sequence[str]) -> Iterator[tuple[str, Drawn | Why]]:
        """Draw files of which one has ended a process; that one is damaged."""
        self._end()
        for file in files:
            try:
                drawn: Drawn | Why = self._submit(file).result()
            except BrokenProcessPool:
                self._end()
                drawn = Why.DAMAGED
            yield file, drawn

    def _submit(self, file: str) -> Future[Drawn | Why]:
        try:
            return submit(self._started(), draw, file)
        except BrokenProcessPool:
            # What waits in the broken one is told so and drawn once more.
            self._end()
            return submit(self._started(), draw, file)

    def _started(self) -> ProcessPoolExecutor:
        if self._executor is None:
            self._executor = self._open.enter_context(pool(self._processes))
        return self._executor

    def _end(self) -> None:
        self._open.close()
        self._executor = None
