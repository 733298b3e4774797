"""A file that somebody brings, open for reading: plain or gzipped, told by its first bytes and not by its name."""

from __future__ import annotations

import gzip
import io
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import IO, Self

GZIP = b"\x1f\x8b"


class Unreadable(Exception):
    """The file as a whole can't be read (on); the message is one sentence for people."""


class BroughtFile:
    """The file's bytes, unpacked. `position` of `size` tells how far reading is, in bytes on disk."""

    def __init__(self, path: Path) -> None:
        """Open the file. Raises Unreadable for one that is missing, not a file or not allowed."""
        self.path = path
        self._closing = ExitStack()
        try:
            self._raw = self._closing.enter_context(path.open("rb"))
            self.size = path.stat().st_size
            # The first two bytes: they tell what the file is.
            self._head = self._raw.read(2)
            self._raw.seek(0)
        except FileNotFoundError:
            raise Unreadable(f"There is no file {path}.") from None
        except IsADirectoryError:
            raise Unreadable(f"{path} is a folder, not a file.") from None
        except OSError as problem:
            raise Unreadable(f"{path} can't be read: {problem.strerror}.") from None
        self._bytes: IO[bytes] = self._raw
        if self._head == GZIP:
            self._bytes = self._closing.enter_context(io.BufferedReader(gzip.GzipFile(fileobj=self._raw)))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing.close()

    @property
    def position(self) -> int:
        """How many bytes of the file on disk have been read."""
        return self._raw.tell()
