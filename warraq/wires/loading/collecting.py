"""How often Python looks for cycles while an archive is loaded: a tenth of the time went into looking."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

# Objects beyond those that were let go before one looks, and how many looks at the young come to one at all: those of a
# batch are some hundred thousand, all let go with it.
_SELDOM = (50_000, 10, 5)


def collect_seldom() -> None:
    """Have this process look seldom from now on, and never again at what it holds already."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_SELDOM)


@contextmanager
def collecting_seldom() -> Iterator[None]:
    """Have this process look seldom until the end."""
    before = gc.get_threshold()
    collect_seldom()
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
