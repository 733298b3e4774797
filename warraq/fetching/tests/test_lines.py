"""Connections that are kept between questions, to a server that counts them and ends them as it likes."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest

from warraq.fetching import lines as lines_module
from warraq.fetching.asking import Limits, NotFetched, ask
from warraq.fetching.lines import Lines

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
LIMITS = Limits(seconds=5, trusted=frozenset({"127.0.0.1"}))


@dataclass
class Server:
    """What it was asked, on which of its connections; `answer` says what it sends, nothing to hang up."""

    address: str = ""
    asked: list[tuple[int, bytes]] = field(default_factory=list)
    connections: int = 0
    answer: Callable[[int], bytes | None] = lambda turn: OK


@contextmanager
def serving() -> Iterator[Server]:
    server = Server()
    listening = socket.create_server(("127.0.0.1", 0))
    server.address = f"http://127.0.0.1:{listening.getsockname()[1]}/"
    held: list[socket.socket] = []

    def talk(line: socket.socket, number: int) -> None:
        with line:
            turn = 0
            while asked := _question(line):
                server.asked.append((number, asked.split(b"\r\n", 1)[0]))
                turn += 1
                told = server.answer(turn)
                if told is None:
                    return
                line.sendall(told)

    def listen() -> None:
        while True:
            try:
                line, _ = listening.accept()
            except OSError:
                return
            server.connections += 1
            held.append(line)
            threading.Thread(target=talk, args=(line, server.connections), daemon=True).start()

    threading.Thread(target=listen, daemon=True).start()
    try:
        yield server
    finally:
        listening.close()
        for line in held:
            line.close()


def _question(line: socket.socket) -> bytes:
    told = b""
    while b"\r\n\r\n" not in told:
        try:
            piece = line.recv(65_536)
        except OSError:
            return b""
        if not piece:
            return b""
        told += piece
    return told


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


def test_questions_one_after_another_share_a_connection_and_without_lines_they_do_not(server):
    with Lines() as lines:
        for _ in range(3):
            assert ask(server.address, limits=LIMITS, lines=lines).body == b"ok"
    assert server.connections == 1
    ask(server.address, limits=LIMITS)
    ask(server.address, limits=LIMITS)
    assert server.connections == 3


def test_a_connection_that_the_server_ended_meanwhile_is_opened_anew(server):
    server.answer = lambda turn: OK if turn == 1 else None
    with Lines() as lines:
        assert [ask(server.address, limits=LIMITS, lines=lines).status for _ in range(3)] == [200, 200, 200]
    assert server.connections == 3


def test_what_a_server_begins_to_answer_is_never_asked_twice(server):
    server.answer = lambda turn: OK if turn == 1 else b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"
    with Lines() as lines:
        ask(server.address, limits=LIMITS, lines=lines)

        def half() -> None:
            ask(server.address, limits=Limits(seconds=0.3, trusted=LIMITS.trusted), lines=lines)

        with pytest.raises(NotFetched):
            half()
    assert len(server.asked) == 2


def test_a_new_connection_that_is_hung_up_is_not_tried_again(server):
    server.answer = lambda turn: None
    with Lines() as lines, pytest.raises(NotFetched):
        ask(server.address, limits=LIMITS, lines=lines)
    assert server.connections == 1


def test_a_question_on_a_kept_connection_has_its_own_time(server):
    server.answer = lambda turn: OK if turn == 1 else b""
    with Lines() as lines:
        ask(server.address, limits=LIMITS, lines=lines)
        with pytest.raises(NotFetched, match="within 1 seconds"):
            ask(server.address, limits=Limits(seconds=1, trusted=LIMITS.trusted), lines=lines)


@pytest.mark.parametrize(
    "told",
    [
        b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok",
        b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok",
    ],
)
def test_a_connection_that_the_server_will_end_is_not_kept(server, told):
    server.answer = lambda turn: told
    with Lines() as lines:
        for _ in range(2):
            assert ask(server.address, limits=LIMITS, lines=lines).body == b"ok"
    assert server.connections == 2


@pytest.mark.parametrize("method", ["POST", "HEAD"])
def test_every_kind_of_question_goes_on_kept_connections_or_new_ones(server, method):
    server.answer = lambda turn: b"HTTP/1.1 204 No Content\r\n\r\n"
    with Lines() as lines:
        for _ in range(3):
            assert ask(server.address, method=method, limits=LIMITS, lines=lines).status == 204
    assert [line.split()[0] for _, line in server.asked] == [method.encode()] * 3


def test_each_thread_has_a_connection_to_itself_and_they_are_few(server):
    with Lines() as lines, ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: ask(server.address, limits=LIMITS, lines=lines).body, range(200)))
    assert answers == [b"ok"] * 200
    assert server.connections <= 8


def test_old_connections_are_ended_and_no_more_than_the_most_are_kept(server, monkeypatch):
    now = [0.0]
    with Lines(clock=lambda: now[0]) as lines:
        ask(server.address, limits=LIMITS, lines=lines)
        now[0] = lines_module.IDLE_SECONDS
        ask(server.address, limits=LIMITS, lines=lines)
        assert server.connections == 2
        monkeypatch.setattr(lines_module, "MOST_IDLE", 0)
        ask(server.address, limits=LIMITS, lines=lines)
        ask(server.address, limits=LIMITS, lines=lines)
    assert server.connections == 3
