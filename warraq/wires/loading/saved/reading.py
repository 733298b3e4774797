"""Saved pages, one in memory at a time: all of a folder, or those that a list names with their addresses."""

from __future__ import annotations

import codecs
import gzip
import os
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from warraq.wires.loading.opening import GZIP, Unreadable
from warraq.wires.loading.records import Line

LARGEST_PAGE = 4 * 1024 * 1024  # bytes, unpacked; the largest of the corpora has 120 KB
_LONGEST_LINE = 8_192
_ENDINGS = (".html", ".htm", ".xhtml", ".shtml", ".html.gz", ".htm.gz")
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
# Where a page names its encoding (https://html.spec.whatwg.org/#prescan-a-byte-stream-to-determine-its-encoding).
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([a-zA-Z0-9_-]{2,30})", re.IGNORECASE)
_LOOKED_AT = 4_096


class SavedPages:
    """Pages, ready to be read: iterate for their records, of `url` (perhaps empty) and `html`.

    `position` of `size` tells how far reading is: in pages of a folder, in bytes of a list.
    """

    def __init__(self, path: Path) -> None:
        """Look at the folder or the list. Raises Unreadable for one that is not there or may not be read."""
        self.path = path
        self.position = 0
        try:
            self._is_folder = path.is_dir()
            self.size = sum(1 for _ in _files(path)) if self._is_folder else path.stat().st_size
            if not self._is_folder:
                path.open("rb").close()
        except FileNotFoundError:
            raise Unreadable(f"There is no file or folder {path}.") from None
        except OSError as problem:
            raise Unreadable(f"{path} can't be read: {problem.strerror}.") from None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass

    def __iter__(self) -> Iterator[Line]:
        """Give the pages in an order that stays. Raises Unreadable where the folder or the list breaks off."""
        try:
            yield from self._folder() if self._is_folder else self._list()
        except OSError as problem:
            raise Unreadable(f"{self.path} can't be read on: {problem.strerror}.") from None

    def _folder(self) -> Iterator[Line]:
        for number, file in enumerate(_files(self.path), start=1):
            yield page_at(file, number=number, url="", name=str(file.relative_to(self.path)))
            self.position = number

    def _list(self) -> Iterator[Line]:
        with self.path.open("rb") as lines:
            number = 0
            while text := lines.readline(_LONGEST_LINE):
                number += 1
                self.position = lines.tell()
                yield from self._listed(text, number=number)

    def _listed(self, text: bytes, *, number: int) -> Iterator[Line]:
        line = text.decode("utf-8-sig", errors="replace").strip("\r\n")
        if not line.strip():
            return
        name, _, url = line.partition("\t")
        if len(text) >= _LONGEST_LINE or "\0" in name:
            yield Line(number, None, "the line is no path, tab and address", name=name[:300])
            return
        yield page_at(self.path.parent / name.strip(), number=number, url=url.strip(), name=name.strip())


def _files(folder: Path) -> Iterator[Path]:
    """Yield the pages of a folder and those below it, in the order of their names; links to other folders are left."""
    for where, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            if name.lower().endswith(_ENDINGS):
                yield Path(where, name)


def page_at(path: Path, *, number: int, url: str, name: str) -> Line:
    """Read one page as a record; what can't be read has a reason."""
    try:
        data = _bytes_of(path)
    except OSError as problem:
        return Line(number, None, f"the page can't be read: {problem.strerror or problem}", name=name)
    except (EOFError, zlib.error):
        return Line(number, None, "the page is packed and damaged", name=name)
    if len(data) > LARGEST_PAGE:
        return Line(number, None, f"the page is larger than {LARGEST_PAGE // 2**20} MB", name=name)
    return Line(number, {"url": url, "html": decoded(data)}, name=name, weight=len(data))


def _bytes_of(path: Path) -> bytes:
    """Return the page's bytes, unpacked, and one more than may be where there are more."""
    if not path.is_file():
        raise FileNotFoundError(0, "there is no such file")
    with path.open("rb") as file:
        if file.read(2) == GZIP:
            file.seek(0)
            with gzip.GzipFile(fileobj=file) as unpacked:
                return unpacked.read(LARGEST_PAGE + 1)
        file.seek(0)
        return file.read(LARGEST_PAGE + 1)


def decoded(data: bytes) -> str:
    """Return a page's text: by its mark, by what it says, as UTF-8, or else in Windows' Arabic."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, errors="replace")
    named = _CHARSET.search(data[:_LOOKED_AT])
    for encoding in ("utf-8", named[1].decode("ascii") if named else "cp1256", "cp1256"):
        try:
            return data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return data.decode(
        "utf-8" if named and named[1].lower().startswith(b"utf") else "cp1256", errors="replace"
    )
