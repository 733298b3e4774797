"""A shelf: things kept in memory under a budget of bytes, which one reader of everything cannot empty.

The order of leaving is S3-FIFO (Yang, Zhang, Qiu, Yue, Rashmi: "FIFO queues are all you need for cache
eviction", SOSP 2023): a newcomer stands in a small queue (a tenth of the budget) and leaves from there unless
it is asked for again while it stands; then it moves to the main queue, where it gets as many further rounds
as it was asked for in the last one (three at most). What left the small queue is remembered by name for a
while, and goes to the main queue at once if it comes back. A crawler that walks through 100,000 cold pages
only ever moves the small queue.

Reading takes no lock: it is one look into a dict and one increment, which may be lost without harm. Writing
takes the lock for a few steps; every step is O(1), spread over the puts.
"""

import threading
from collections import OrderedDict
from collections.abc import Iterable
from typing import Final, Generic, TypeVar

T = TypeVar("T")

# A shelved thing's own bookkeeping in bytes: the object, its places in one dict and one queue, the key's
# header.
ENTRY_OVERHEAD: Final = 250
# A remembered name: an integer and its place in an ordered dict.
GHOST_COST: Final = 160

_MOST_HITS: Final = 3
_SMALL_SHARE: Final = 10


class Shelved(Generic[T]):
    """One thing on a shelf. `hits` counts how often it was asked for, up to three; readers may raise it."""

    __slots__ = ("cost", "hits", "item", "key", "main")

    def __init__(self, *, key: str, item: T, cost: int, main: bool) -> None:
        self.key = key
        self.item = item
        self.cost = cost
        self.hits = 0
        self.main = main


class Shelf(Generic[T]):
    """Keeps things by name within `budget` bytes, by the costs that are told to it and its own overhead."""

    def __init__(self, *, budget: int) -> None:
        self.budget = budget
        self.used = 0
        self.entries: dict[str, Shelved[T]] = {}
        """For readers in a hurry: look here and raise `hits` yourself. Never write."""
        self._small: OrderedDict[str, Shelved[T]] = OrderedDict()
        self._main: OrderedDict[str, Shelved[T]] = OrderedDict()
        self._ghosts: OrderedDict[int, None] = OrderedDict()
        self._small_used = 0
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self.entries)

    def __contains__(self, key: str) -> bool:
        return key in self.entries

    def get(self, key: str) -> T | None:
        """What is kept under `key`, or None."""
        shelved = self.entries.get(key)
        if shelved is None:
            return None
        if shelved.hits < _MOST_HITS:
            shelved.hits += 1
        return shelved.item

    def put(self, key: str, item: T, *, cost: int) -> None:
        """Keep `item`, of `cost` bytes, under `key`, in place of what was there.

        A thing that alone exceeds the budget is not kept.
        """
        with self._lock:
            cost += ENTRY_OVERHEAD + len(key)
            known = self.entries.get(key)
            if known is None:
                self._add(key, item, cost=cost)
            else:
                known.item = item
                self._charge(known, cost - known.cost)
            self._make_room()

    def weigh(self, key: str, *, item: T, cost: int) -> None:
        """Correct the cost of `item` if it still stands under `key`: it has grown or shrunk."""
        with self._lock:
            known = self.entries.get(key)
            if known is not None and known.item is item:
                self._charge(known, cost + ENTRY_OVERHEAD + len(key) - known.cost)
                self._make_room()

    def discard(self, keys: Iterable[str]) -> None:
        """Take these off the shelf, those that are there."""
        with self._lock:
            for key in keys:
                shelved = self.entries.get(key)
                if shelved is not None:
                    del (self._main if shelved.main else self._small)[key]
                    self._drop(shelved)

    def clear(self) -> None:
        """Take everything off the shelf."""
        self.discard(list(self.entries))

    def _add(self, key: str, item: T, *, cost: int) -> None:
        returned = self._forget_ghost(hash(key))
        shelved = Shelved(key=key, item=item, cost=0, main=returned)
        self.entries[key] = shelved
        (self._main if returned else self._small)[key] = shelved
        self._charge(shelved, cost)

    def _charge(self, shelved: Shelved[T], more: int) -> None:
        shelved.cost += more
        self.used += more
        if not shelved.main:
            self._small_used += more

    def _drop(self, shelved: Shelved[T]) -> None:
        self._charge(shelved, -shelved.cost)
        del self.entries[shelved.key]

    def _make_room(self) -> None:
        while self.used > self.budget:
            if self._small and (self._small_used * _SMALL_SHARE >= self.budget or not self._main):
                self._leave_small()
            elif self._main:
                self._leave_main()
            else:
                self._forget_oldest_ghost()

    def _leave_small(self) -> None:
        key, shelved = self._small.popitem(last=False)
        if shelved.hits > 0 and shelved.cost <= self.budget:
            self._small_used -= shelved.cost
            shelved.hits = 0
            shelved.main = True
            self._main[key] = shelved
            return
        self._drop(shelved)
        self._ghosts[hash(key)] = None
        self.used += GHOST_COST
        while len(self._ghosts) > len(self.entries):
            self._forget_oldest_ghost()

    def _leave_main(self) -> None:
        key, shelved = self._main.popitem(last=False)
        if shelved.hits > 0 and shelved.cost <= self.budget:
            shelved.hits -= 1
            self._main[key] = shelved
            return
        self._drop(shelved)

    def _forget_ghost(self, name: int) -> bool:
        if name not in self._ghosts:
            return False
        del self._ghosts[name]
        self.used -= GHOST_COST
        return True

    def _forget_oldest_ghost(self) -> None:
        self._ghosts.popitem(last=False)
        self.used -= GHOST_COST
