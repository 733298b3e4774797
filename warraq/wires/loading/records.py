"""The lines of a dump as records, one at a time. What can't be read has its line number and a reason; nothing crashes.

The file is JSON Lines in UTF-8 (https://jsonlines.org).
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from warraq.wires.loading.opening import GZIP, BroughtFile, Unreadable

# The field of what a reader knows of a record from elsewhere in its file: no part of what the record itself says.
BESIDE = "(beside)"
LONGEST_LINE = 20 * 1024 * 1024  # bytes; the longest story of the corpora has 60 KB
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_UTF8_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Line:
    """One line that is not empty: its record, or the reason why it has none.

    `name` is what a person finds it by, where the record does not say; `weight` is about its size, in letters.
    """

    number: int
    record: dict[str, Any] | None
    reason: str = ""
    name: str = ""
    weight: int = field(default=0, compare=False)


class RecordFile(BroughtFile):
    """A dump, open for reading: iterate for its lines."""

    def __init__(self, path: Path) -> None:
        """Open the file. Raises Unreadable for one that is missing, not a file, not allowed or not text."""
        super().__init__(path)
        if self._head in _UTF16:
            raise Unreadable(f"{path} is in UTF-16; a dump is JSON Lines in UTF-8.")
        if path.suffix == ".gz" and self._head and self._head != GZIP:
            raise Unreadable(f"{path} is named .gz but is not a gzip file.")

    def __iter__(self) -> Iterator[Line]:
        """Give the lines that are not empty. Raises Unreadable where the file breaks off or the disk fails."""
        number = 0
        while True:
            try:
                text = self._bytes.readline(LONGEST_LINE + 1)
                if len(text) > LONGEST_LINE:
                    self._skip_to_end_of_line(text)
            except (EOFError, gzip.BadGzipFile, zlib.error):
                raise Unreadable(f"{self.path} breaks off or is damaged after line {number}.") from None
            except OSError as problem:
                raise Unreadable(
                    f"{self.path} can't be read after line {number}: {problem.strerror}."
                ) from None
            if not text:
                return
            number += 1
            if number == 1:
                text = text.removeprefix(_UTF8_MARK)
            if text.strip():
                yield read_line(text, number=number)

    def _skip_to_end_of_line(self, text: bytes) -> None:
        while text and not text.endswith(b"\n"):
            text = self._bytes.readline(LONGEST_LINE)


def read_line(text: bytes, *, number: int) -> Line:
    """Read one line as a record. Never raises."""
    if len(text) > LONGEST_LINE:
        return Line(number, None, f"the line is longer than {LONGEST_LINE // 1024 // 1024} MB")
    try:
        record = json.loads(text.decode("utf-8"))
    except UnicodeDecodeError as problem:
        return Line(number, None, f"the line is not UTF-8: byte {problem.start + 1}")
    except RecursionError:
        return Line(number, None, "the JSON is nested too deeply")
    except json.JSONDecodeError as problem:
        return Line(number, None, f"the line is not JSON: {problem.msg} at character {problem.pos + 1}")
    except ValueError:
        return Line(number, None, "the line is not JSON: a number in it is too long")
    if not isinstance(record, dict):
        return Line(number, None, "the line is JSON but no object")
    return Line(number, record, weight=len(text))
