"""Asking a real server on this machine: the answer, and every way in which there is none."""

from __future__ import annotations

import gzip
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from warraq.fetching.asking import Limits, NotFetched, ask

HERE = Limits(trusted=frozenset({"127.0.0.1"}), most_bytes=1_000_000, seconds=5.0)


PACKED = {
    "gzip": gzip.compress("نص".encode()),
    "bomb": gzip.compress(bytes(50_000_000)),
    "torn": b"\x1f\x8b" + b"\xff" * 50,
    "cut": gzip.compress("نص".encode())[:-6],
}


class Handler(BaseHTTPRequestHandler):
    """Answers by the path."""

    def do_GET(self) -> None:
        name = self.path.strip("/")
        targets = {
            "redirect/b": "/b",
            "loop": "/loop",
            "away": f"http://localhost:{self.server.server_port}/secret",
        }
        if name in targets:
            self.send_response(302)
            self.send_header("Location", targets[name])
            self.end_headers()
        elif name in PACKED:
            self._say(PACKED[name], ("Content-Encoding", "gzip"))
        elif name == "echo":
            self._say(f"{self.headers['Host']}|{self.headers['If-None-Match']}".encode())
        elif name == "missing":
            self.send_error(404)
        else:
            self._say(bytes(1_000_001) if name == "large" else self.path.encode())

    def do_POST(self) -> None:
        self._say(self.rfile.read(int(self.headers["Content-Length"])))

    def _say(self, body: bytes, *headers: tuple[str, str]) -> None:
        self.send_response(200)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_an_answer_has_status_headers_and_body(server):
    answer = ask(f"{server}/a", limits=HERE)
    assert (answer.status, answer.body, answer.headers["content-length"]) == (200, b"/a", "2")
    assert ask(f"{server}/missing", limits=HERE).status == 404


def test_headers_and_a_body_are_sent(server):
    told = ask(f"{server}/echo", headers={"If-None-Match": '"1"'}, limits=HERE).body.decode()
    assert told == f'{server.removeprefix("http://")}|"1"'
    assert ask(f"{server}/x", method="POST", body=b"abc", limits=HERE).body == b"abc"


def test_letters_of_arabic_are_written_in_percent(server):
    assert ask(f"{server}/خبر?س=١", limits=HERE).body == b"/%D8%AE%D8%A8%D8%B1?%D8%B3=%D9%A1"


def test_redirects_are_followed_and_the_last_address_is_told(server):
    answer = ask(f"{server}/redirect/b", limits=HERE)
    assert (answer.body, answer.address) == (b"/b", f"{server}/b")


def test_a_packed_answer_is_unpacked(server):
    assert ask(f"{server}/gzip", limits=HERE).body == "نص".encode()


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("loop", "redirects more than 5 times"),
        ("bomb", "larger than"),
        ("large", "larger than"),
        ("torn", "packed in a way"),
        ("cut", "ends before its end"),
    ],
)
def test_what_has_no_end_is_left(server, path, reason):
    with pytest.raises(NotFetched, match=reason):
        ask(f"{server}/{path}", limits=HERE)


def test_a_private_address_is_not_asked_not_even_after_a_redirect(server):
    with pytest.raises(NotFetched, match="private network"):
        ask(f"{server}/a")
    # `localhost` is the same machine, but not the name that is trusted.
    with pytest.raises(NotFetched, match="localhost leads to a private network"):
        ask(f"{server}/away", limits=HERE)


def test_a_server_that_drips_is_left_when_the_time_is_over():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        gone = threading.Event()

        def drip() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(4096)
                connection.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
                while not gone.wait(0.05):
                    try:
                        connection.sendall(b"x")
                    except OSError:
                        return

        thread = threading.Thread(target=drip, daemon=True)
        thread.start()
        with pytest.raises(NotFetched, match="did not answer within"):
            ask(
                f"http://127.0.0.1:{listener.getsockname()[1]}/",
                limits=replace(HERE, seconds=0.5),
            )
        gone.set()
        thread.join()


def test_nobody_there_is_told():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(NotFetched, match="could not be asked"):
        ask(f"http://127.0.0.1:{port}/", limits=HERE)
    with pytest.raises(NotFetched, match="leads nowhere"):
        ask("http://no-such-host.invalid/", limits=HERE)


def test_garbage_is_no_answer():
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def babble() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(4096)
                connection.sendall(b"\x00\x01 nonsense\r\n\r\n")

        thread = threading.Thread(target=babble, daemon=True)
        thread.start()
        with pytest.raises(NotFetched):
            ask(f"http://127.0.0.1:{listener.getsockname()[1]}/", limits=HERE)
        thread.join()
