"""The processes that work for a load: how many there are, how they begin, and that they end with it."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import connection
from typing import ParamSpec, TypeVar

from warraq.wires.loading.collecting import collect_seldom

MOST_PROCESSES = 4

_Asked = ParamSpec("_Asked")
_Answer = TypeVar("_Answer")


def processes_here() -> int:
    """Return how many processes a load starts on this machine: one for each core, within bounds."""
    return min(MOST_PROCESSES, len(os.sched_getaffinity(0)))


@contextmanager
def pool(processes: int) -> Iterator[ProcessPoolExecutor]:
    """Give processes that start when they are needed, and end them, whatever happens."""
    executor = ProcessPoolExecutor(
        processes, mp_context=multiprocessing.get_context("spawn"), initializer=_begin
    )
    try:
        yield executor
    finally:
        executor.shutdown(cancel_futures=True)


def submit(
    executor: ProcessPoolExecutor,
    function: Callable[_Asked, _Answer],
    *args: _Asked.args,
    **kwargs: _Asked.kwargs,
) -> Future[_Answer]:
    """Have something done. Ctrl-C is for this process alone to hear: what is blocked while another is started stays so
    in it.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        return executor.submit(function, *args, **kwargs)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin() -> None:
    """Have this process collect seldom, and end when the one that started it is gone, however it went."""
    collect_seldom()
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_after, args=(parent.sentinel,), daemon=True).start()


def _end_after(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(1)
