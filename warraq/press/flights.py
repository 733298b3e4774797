"""Single flight: of many threads that want the same thing at the same moment, one goes and the others wait for it."""

import queue
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Final, Generic, TypeVar

T = TypeVar("T")

_NEVER: Final = float("inf")


class Flight(Generic[T]):
    """One journey for a key. `outcome` is None until it has landed."""

    __slots__ = ("_landed", "outcome", "started_at")

    def __init__(self) -> None:
        self.outcome: T | None = None
        self.started_at = time.monotonic()
        self._landed = threading.Event()

    def wait(self, seconds: float) -> T | None:
        """The outcome, or None if it took longer than `seconds`."""
        self._landed.wait(seconds)
        return self.outcome

    def land(self, outcome: T) -> None:
        """Tell everybody who waits."""
        self.outcome = outcome
        self._landed.set()


class Flights(Generic[T]):
    """The flights under way, by key."""

    def __init__(self) -> None:
        self._under_way: dict[str, Flight[T]] = {}
        self._lock = threading.Lock()

    def join(self, key: str) -> tuple[Flight[T], bool]:
        """The flight for `key`, and whether the caller leads it. Who leads must `land` it, come what may."""
        with self._lock:
            flight = self._under_way.get(key)
            if flight is not None:
                return flight, False
            flight = self._under_way[key] = Flight()
            return flight, True

    def land(self, key: str, outcome: T) -> None:
        """End the flight for `key`; the next who asks begins a new one."""
        with self._lock:
            flight = self._under_way.pop(key)
        flight.land(outcome)

    def late(self, seconds: float) -> int:
        """How many flights have been under way for longer than `seconds`."""
        before = time.monotonic() - seconds
        with self._lock:
            return sum(flight.started_at < before for flight in self._under_way.values())


class Crew:
    """A few threads that do what somebody else must not be held up by.

    A task goes to the thread that was idle last, whose caches and connections are warm; a further thread is started
    only when all are busy. What comes beyond that waits its turn. The threads end with the process.
    """

    def __init__(self, *, size: int, name: str) -> None:
        self._size = size
        self._name = name
        self._started = 0
        self._idle: list[queue.SimpleQueue[Callable[[], None]]] = []
        self._waiting: deque[Callable[[], None]] = deque()
        self._lock = threading.Lock()

    def do(self, task: Callable[[], None]) -> None:
        """Have a task done; it must not raise."""
        with self._lock:
            if self._idle:
                self._idle.pop().put(task)
            elif self._started < self._size:
                self._started += 1
                name = f"{self._name}-{self._started}"
                threading.Thread(target=self._work, args=(task,), name=name, daemon=True).start()
            else:
                self._waiting.append(task)

    def _work(self, task: Callable[[], None]) -> None:
        own: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        while True:
            task()
            task = self._next(own)

    def _next(self, own: queue.SimpleQueue[Callable[[], None]]) -> Callable[[], None]:
        with self._lock:
            if self._waiting:
                return self._waiting.popleft()
            self._idle.append(own)
        return own.get()


class Breaker:
    """Tells when a backend that failed `threshold` times in a row is better left alone for `rest` seconds.

    After the rest it is tried again; a single further failure is then enough for the next rest.
    """

    def __init__(self, *, threshold: int, rest: float) -> None:
        self._threshold = threshold
        self._rest = rest
        self._failures = 0
        self._closed_until = -_NEVER

    def is_open_for_business(self) -> bool:
        """Whether the backend may be asked."""
        return time.monotonic() >= self._closed_until

    def succeeded(self) -> None:
        """Note that the backend answered."""
        self._failures = 0

    def failed(self) -> None:
        """Note that the backend failed."""
        self._failures += 1
        if self._failures >= self._threshold:
            self._closed_until = time.monotonic() + self._rest
