"""Threads that do what a reader must not be held up by."""

import threading
from queue import SimpleQueue

from warraq.press.flights import Crew


def test_a_crew_starts_a_thread_only_when_all_are_busy_and_lets_what_is_too_much_wait() -> None:
    crew = Crew(size=2, name="crew")
    done: SimpleQueue[str] = SimpleQueue()
    go_on = threading.Event()

    def slow() -> None:
        done.put(threading.current_thread().name)
        go_on.wait(10)

    crew.do(slow)
    crew.do(slow)
    assert {done.get(timeout=10), done.get(timeout=10)} == {"crew-1", "crew-2"}
    crew.do(lambda: done.put(threading.current_thread().name))
    assert done.empty()
    go_on.set()
    assert done.get(timeout=10) in {"crew-1", "crew-2"}
