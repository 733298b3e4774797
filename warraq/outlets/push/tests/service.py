"""A push service on this machine, and browsers that can read what it is given."""

from __future__ import annotations

import json
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02

from warraq.outlets.push.keys import decoded, encoded


class Phone:
    """A browser that subscribes at the service: it alone has the private key of what it is sent."""

    def __init__(self, endpoint: str) -> None:
        self.endpoint = endpoint
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._auth = secrets.token_bytes(16)

    @property
    def subscription(self) -> dict[str, Any]:
        """What the browser's script sends."""
        point = self._key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return {"endpoint": self.endpoint, "keys": {"p256dh": encoded(point), "auth": encoded(self._auth)}}

    def read(self, body: bytes) -> dict[str, Any]:
        """Decrypt a notice."""
        text = http_ece.decrypt(body, private_key=self._key, auth_secret=self._auth, version="aes128gcm")
        return json.loads(text)


@dataclass
class Sent:
    """A notice as it came to the service."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def claims(self) -> dict[str, Any]:
        """Who says to have sent it; the signature must hold for the key that is told with it."""
        assert Vapid02.verify(self.headers["authorization"])
        token = self.headers["authorization"].split("t=")[1].split(",")[0]
        return json.loads(decoded(token.split(".")[1]))

    @property
    def key(self) -> str:
        """The public key that it was signed with."""
        return self.headers["authorization"].split("k=")[1]


@dataclass
class PushService:
    """What it was given, and what it answers to whom: 201 unless told otherwise."""

    origin: str = ""
    sent: list[Sent] = field(default_factory=list)
    answers: dict[str, tuple[int, dict[str, str]]] = field(default_factory=dict)

    def phone(self, name: str, *, status: int = 201, **headers: str) -> Phone:
        """A new browser; the service answers so to notices for it."""
        self.answers[f"/{name}"] = (status, headers)
        return Phone(f"{self.origin}/{name}")

    def paths(self) -> list[str]:
        """Whom notices were for, in order of their names."""
        return sorted(each.path for each in self.sent)


@contextmanager
def push_service() -> Iterator[PushService]:
    """Run a push service."""
    service = PushService()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            service.sent.append(Sent(self.path, headers, body))
            status, more = service.answers.get(self.path, (201, {}))
            self.send_response(status)
            for name, value in more.items():
                self.send_header(name.replace("_", "-"), value)
            self.end_headers()

        def log_message(self, *_):
            """Say nothing."""

    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    service.origin = f"http://127.0.0.1:{running.server_port}"
    threading.Thread(target=running.serve_forever, daemon=True).start()
    try:
        yield service
    finally:
        running.shutdown()
        running.server_close()
