"""Commanding the publisher, which is a process of its own on the server's core: the desk shares the small machine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.plan import ROOT, SERVER_CORE, WORK
from bench.stores import WARRAQ, warraq_env


class Newsroom:
    """The publisher's two pipes."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self._answer()

    def ask(self, do: str, **more: Any) -> dict[str, Any]:
        """Have one thing done and return the answer."""
        self._send(do, **more)
        return self._answer()

    def begin_stream(self, *, seconds: float) -> None:
        """Have drafts made, and then one published each second; `end_stream` must follow."""
        self._send("stream", seconds=seconds)
        self._answer()

    def end_stream(self) -> list[dict[str, Any]]:
        """Wait for the stream's end and return what was published."""
        published = []
        while "streamed" not in (answer := self._answer()):
            published.append(answer)
        return published

    def _send(self, do: str, **more: Any) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"do": do, **more}) + "\n")
        self._process.stdin.flush()

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"The publisher ended; see {WORK / 'publisher.log'}.")
        answer: dict[str, Any] = json.loads(line)
        return answer


@contextmanager
def newsroom(home: Path) -> Iterator[Newsroom]:
    """Have a publisher on the archive in `home`."""
    with (WORK / "publisher.log").open("wb") as log:
        process = subprocess.Popen(
            [
                *("taskset", "-c", str(SERVER_CORE)),
                *(sys.executable, "-m", "bench.inside", WARRAQ, "bench.publisher"),
            ],
            cwd=ROOT,
            env={**os.environ, **warraq_env(home)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
        try:
            yield Newsroom(process)
        finally:
            process.terminate()
            process.wait()
