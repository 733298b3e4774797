from __future__ import annotations

import io
import os
import signal

from warraq.wires.loading.progress import Progress, clock
from warraq.wires.loading.stopping import StopRequest


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Clock:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def test_a_terminal_shows_share_rate_and_time_left_on_one_line() -> None:
    stream, now = Terminal(), Clock()
    progress = Progress(stream, size=1000, now=now)
    now.seconds = 10
    progress.tell(records=5000, position=250)
    assert stream.getvalue() == f"\r\x1b[K[{'#' * 6}{'.' * 18}]  25%  5,000 records, 500 a second, 0:30 left"
    now.seconds = 10.1
    progress.tell(records=5001, position=251)
    assert stream.getvalue().count("\r") == 1
    progress.done()
    assert stream.getvalue().endswith("\r\x1b[K")


def test_a_log_gets_a_line_each_five_thousand_records() -> None:
    stream, now = io.StringIO(), Clock()
    progress = Progress(stream, size=100, now=now)
    now.seconds = 2
    for records in range(1, 10_001):
        progress.tell(records=records, position=records // 100)
    progress.done()
    assert stream.getvalue().splitlines() == [
        " 50%  5,000 records, 2,500 a second, 0:02 left",
        "100%  10,000 records, 5,000 a second, 0:00 left",
    ]


def test_an_empty_file_has_no_time_left_to_tell() -> None:
    progress = Progress(io.StringIO(), size=0, now=Clock())
    assert str(progress.pace(records=0, position=0)) == "100%  0 records, 0 a second"


def test_a_clock_has_minutes_and_seconds() -> None:
    assert (clock(7.4), clock(754)) == ("0:07", "12:34")


def test_the_first_ctrl_c_only_asks_and_the_handlers_come_back() -> None:
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    with StopRequest() as stop:
        assert not stop.asked
        os.kill(os.getpid(), signal.SIGINT)
        assert stop.asked
        assert signal.getsignal(signal.SIGINT) == before[0]
    assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)) == before
