"""WordPress's export (WXR), read as a stream: one item in memory at a time, whatever the file's size.

<https://github.com/WordPress/WordPress/blob/master/wp-admin/includes/export.php> writes it: RSS 2.0 with the posts'
fields in the namespace `wp`. Exports hold control characters and broken UTF-8, which XML forbids; they are dropped.
"""

from __future__ import annotations

import codecs
import gzip
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from warraq.wires.loading.opening import BroughtFile, Unreadable
from warraq.wires.loading.records import BESIDE, Line

_PIECE = 65_536
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_NAMESPACE = re.compile(r"^\{[^}]*\}")
# A post of a book's length; an item that is longer is no post, and is refused before it is read.
LONGEST_ITEM = 16 * 1024 * 1024
MOST_AUTHORS = 50_000


@dataclass
class Site:
    """What the export says of the whole site: known once the first item is read."""

    title: str = ""
    address: str = ""
    language: str = ""
    authors: dict[str, str] = field(default_factory=dict)  # log-in name to the name that readers see


class WxrFile(BroughtFile):
    """An export, open for reading: iterate for its items, without those that `passes_over` takes.

    Each has in the field BESIDE what `beside` knows of it from elsewhere in the file.
    """

    def __init__(
        self,
        path: Path,
        *,
        passes_over: Callable[[dict[str, Any]], bool] = lambda record: False,
        beside: Callable[[dict[str, Any]], Any] | None = None,
    ) -> None:
        """Open the file. Raises Unreadable for one that is missing, not a file or not allowed."""
        super().__init__(path)
        self._passes_over = passes_over
        self._beside = beside
        self.site = Site()

    def __iter__(self) -> Iterator[Line]:
        """Give the items as records. Raises Unreadable where the file is no export, breaks off or is damaged."""
        number = 0
        for element in self.elements():
            name = local_name(element)
            if name != "item":
                self._note(name, element)
                continue
            number += 1
            record = record_of(element, site=self.site)
            if self._passes_over(record):
                continue
            if self._beside is not None:
                record[BESIDE] = self._beside(record)
            yield Line(number=number, record=record, weight=len(record.get("content", "")))

    def elements(self) -> Iterator[Element]:
        """Give the channel's own elements, each whole, and let go of each before the next. Raises as iterating does."""
        number = 0
        try:
            for element in self._elements():
                number += local_name(element) == "item"
                yield element
        except DefusedXmlException:
            raise Unreadable(f"{self.path} defines entities, which is not allowed.") from None
        except ParseError as problem:
            raise Unreadable(f"{self.path} is not well-formed XML after item {number}: {problem}.") from None
        except (EOFError, gzip.BadGzipFile, zlib.error):
            raise Unreadable(f"{self.path} breaks off or is damaged after item {number}.") from None
        except OSError as problem:
            raise Unreadable(f"{self.path} can't be read after item {number}: {problem.strerror}.") from None

    def _elements(self) -> Iterator[Element]:
        path: list[Element] = []
        stream = _Sane(self._bytes, path=self.path)
        for event, element in iterparse(stream, events=("start", "end"), forbid_dtd=True):
            if event == "start":
                path.append(element)
                continue
            path.pop()
            if len(path) == 2 and local_name(path[1]) == "channel":
                yield element
                path[1].clear()
                stream.rest()

    def _note(self, name: str, element: Element) -> None:
        """Keep what is said of the site."""
        text = (element.text or "").strip()
        if name == "title":
            self.site.title = text
        elif name in ("base_site_url", "base_blog_url", "link") and text.startswith("http"):
            self.site.address = text
        elif name == "language":
            self.site.language = text
        elif name == "author" and len(self.site.authors) < MOST_AUTHORS:
            told = {local_name(child): (child.text or "").strip() for child in element}
            if login := told.get("author_login"):
                self.site.authors[login] = told.get("author_display_name") or login


class _Sane:
    """The file's bytes without what XML forbids. An item without an end is refused."""

    def __init__(self, raw: IO[bytes], *, path: Path) -> None:
        self._raw = raw
        self._path = path
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._since = 0

    def read(self, size: int = -1) -> bytes:
        """Return some bytes; none at the end."""
        data = self._raw.read(_PIECE)
        text = self._decoder.decode(data, final=not data)
        self._since += len(data)
        if self._since > LONGEST_ITEM:
            raise Unreadable(f"{self._path} holds an item larger than {LONGEST_ITEM // 2**20} MB.")
        while data and not text:  # a letter's first bytes alone
            data = self._raw.read(_PIECE)
            text = self._decoder.decode(data, final=not data)
        return _FORBIDDEN.sub("", text).encode() or (b" " if data else b"")

    def rest(self) -> None:
        """An item has ended."""
        self._since = 0


def local_name(element: Element) -> str:
    """Return an element's name without its namespace."""
    return _NAMESPACE.sub("", str(element.tag))


def record_of(item: Element, *, site: Site) -> dict[str, Any]:
    """Return an item's fields by their names in the export, categories and tags as pairs of slug and name."""
    record: dict[str, Any] = {"categories": [], "tags": [], "meta": {}, "comments": 0}
    for child in item:
        name = local_name(child)
        if name == "category":
            pair = [child.get("nicename", ""), (child.text or "").strip()]
            record["tags" if child.get("domain") == "post_tag" else "categories"].append(pair)
        elif name == "postmeta":
            told = {local_name(each): each.text or "" for each in child}
            if told.get("meta_key") in _KEPT_META:
                record["meta"][told["meta_key"]] = told.get("meta_value", "")
        elif name == "comment":
            record["comments"] += 1
        elif name == "encoded":
            which = "excerpt" if "excerpt" in str(child.tag) else "content"
            record[which] = child.text or ""
        elif name not in _OTHERS:
            record[name] = (child.text or "").strip()
    record["author"] = site.authors.get(record.get("creator", ""), record.get("creator", ""))
    return record


# RSS's own: the address of a feed of comments, an empty text.
_OTHERS = frozenset({"comments", "description", "categories", "tags", "meta", "author"})
_KEPT_META = frozenset({"_thumbnail_id", "_yoast_wpseo_primary_category", "_wp_old_slug"})
