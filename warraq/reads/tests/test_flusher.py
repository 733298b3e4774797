"""The thread flushes soon, goes on after a failure, and ends with a last flush."""

import logging
import multiprocessing
import os
import threading

from warraq.reads.flusher import ENOUGH, Flusher


class Flushes:
    """A flush that can be waited for, and that can be made to fail."""

    def __init__(self, *, failures: int = 0) -> None:
        self.failures = failures
        self.times = 0
        self.done = threading.Semaphore(0)

    def __call__(self) -> None:
        self.times += 1
        self.done.release()
        if self.times <= self.failures:
            raise OSError("the database is away")

    def wait(self) -> bool:
        return self.done.acquire(timeout=20)


def test_no_thread_before_the_first_read_and_one_for_all_after_it():
    flusher = Flusher(flushes := Flushes(), seconds=0.001)
    before = threading.active_count()
    flusher.notice(waiting=1)
    assert flushes.wait()
    flusher.notice(waiting=1)
    assert flushes.wait()
    assert threading.active_count() == before + 1


def test_enough_reads_do_not_wait_for_the_time_to_pass():
    flusher = Flusher(flushes := Flushes(), seconds=3600)
    flusher.notice(waiting=1)
    flusher.notice(waiting=ENOUGH)
    assert flushes.wait()


def test_a_failed_flush_is_tried_again_without_another_read_and_told_once(caplog):
    flusher = Flusher(flushes := Flushes(failures=3), seconds=0.001)
    with caplog.at_level(logging.WARNING):
        flusher.notice(waiting=ENOUGH)
        assert all(flushes.wait() for _ in range(4))
        flusher.run_once()
    told = [record.getMessage() for record in caplog.records if record.name == "warraq.reads.flusher"]
    assert told == [
        "Reads can't be written and wait in memory: the database is away",
        "Reads are written again.",
    ]


def _child(written: int) -> None:
    flusher = Flusher(lambda: os.write(written, b"flushed\n"), seconds=3600)
    flusher.notice(waiting=1)


def test_the_child_of_a_server_flushes_when_it_ends():
    reading, writing = os.pipe()
    child = multiprocessing.get_context("fork").Process(target=_child, args=(writing,))
    child.start()
    child.join(20)
    os.close(writing)
    with os.fdopen(reading) as heard:
        assert heard.read() == "flushed\n"
