"""The reject file: a line for each record that could not be used, with its line number, its reason and its key."""

from __future__ import annotations

import json
from pathlib import Path
from types import TracebackType
from typing import Self


class NotWritable(Exception):
    """The reject file's folder can't be written; the message is one sentence."""


class RejectFile:
    """Written beside its final name and put in its place at the end: readers see a whole file or the earlier one.

    Nothing is left where nothing was rejected, except that an earlier run's file is emptied. A load that fails leaves
    the earlier file alone.
    """

    def __init__(self, path: Path) -> None:
        """Begin the file. Raises NotWritable before anything is loaded."""
        self.path = path
        self.count = 0
        self.first_reason = ""
        # One name for all runs: what a killed run leaves, the next one takes over.
        self._temporary = path.with_name(f".{path.name}.partial")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self._temporary.open("w", encoding="utf-8")
        except OSError as problem:
            raise NotWritable(
                f"The reject file {path} can't be written ({problem.strerror}). Name another with --rejects."
            ) from None

    def add(self, *, line: int, reason: str, key: str = "") -> None:
        """Name one record."""
        self.count += 1
        self.first_reason = self.first_reason or reason
        self._file.write(json.dumps({"line": line, "reason": reason, "key": key}, ensure_ascii=True) + "\n")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._file.close()
            if kind is None and (self.count or self.path.exists()):
                self._temporary.replace(self.path)
        finally:
            self._temporary.unlink(missing_ok=True)
