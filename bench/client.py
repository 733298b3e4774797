"""A reader: asks for pages over connections that it keeps."""

from __future__ import annotations

import gzip
import http.client
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass

from bench.plan import Address

_GZIP = {"Accept-Encoding": "gzip"}


class WrongAnswer(AssertionError):
    """A server answered with something else than the page; the message says what."""


@dataclass(frozen=True)
class Answer:
    """What came back. `seconds` is from the request's first byte to the answer's last."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    seconds: float

    def text(self) -> str:
        """Return the body as text, inflated if it is gzip; raises OSError or EOFError for a damaged one."""
        plain = gzip.decompress(self.body) if self.headers.get("content-encoding") == "gzip" else self.body
        return plain.decode()


class Reader:
    """One kept connection to a port of 127.0.0.1."""

    def __init__(self, port: int, *, timeout: float = 30.0) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)

    def get(self, host: str, path: str, *, headers: Mapping[str, str] = _GZIP) -> Answer:
        """Ask for a page."""
        return self._ask("GET", host, path, headers=headers)

    def post(self, host: str, path: str) -> Answer:
        """Post nothing to an address."""
        return self._ask("POST", host, path, headers={})

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def _ask(self, method: str, host: str, path: str, *, headers: Mapping[str, str]) -> Answer:
        begun = time.perf_counter()
        self._connection.request(method, path, headers={"Host": host, **headers})
        response = self._connection.getresponse()
        body = response.read()
        return Answer(
            status=response.status,
            headers={name.lower(): value for name, value in response.getheaders()},
            body=body,
            seconds=time.perf_counter() - begun,
        )


def page(reader: Reader, address: Address) -> Answer:
    """Ask for a story's page and hold it to what it must be. Raises WrongAnswer."""
    answer = reader.get(address.host, address.path)
    if answer.status != 200:
        raise WrongAnswer(f"{address.host}{address.path}: {answer.status}")
    if answer.headers.get("content-encoding") != "gzip":
        raise WrongAnswer(f"{address.host}{address.path} did not come as gzip.")
    try:
        text = answer.text()
    except (OSError, EOFError) as problem:
        raise WrongAnswer(f"{address.host}{address.path} is damaged: {problem}") from problem
    if address.words not in text or "</html>" not in text:
        raise WrongAnswer(f"{address.host}{address.path} lacks the words “{address.words}”.")
    return answer


def linked_files(html: str) -> list[str]:
    """Return the style sheets and scripts that a page loads."""
    styles = re.findall(r'<link rel="stylesheet" href="([^"]+)"', html)
    return styles + re.findall(r'<script src="([^"]+)"', html)
