"""A first reading of an export, for its attachments alone: they may stand anywhere in it, before their posts or after.

What they say waits in a temporary file, so that memory stays flat however many there are.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import Any, Self
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from warraq.arabic.text import clean
from warraq.markup.pieces import plain
from warraq.wires.loading.items import LONGEST_ADDRESS, LONGEST_CAPTION, LONGEST_NAME
from warraq.wires.loading.opening import Unreadable
from warraq.wires.loading.picture_folder import is_picture_name
from warraq.wires.loading.wordpress.library import Attachment, Library, number_of
from warraq.wires.loading.wordpress.reading import WxrFile, local_name
from warraq.wires.loading.wordpress.shortcodes import MOST_NUMBERS, has_own_gallery, numbers_named

_TABLE = """CREATE TABLE attachment (number INTEGER PRIMARY KEY, post INTEGER, place INTEGER, address TEXT, title TEXT,
 caption TEXT, alt TEXT, credit TEXT)"""
_PUT = "INSERT OR REPLACE INTO attachment VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
_GET = "SELECT number, address, title, caption, alt, credit FROM attachment WHERE number IN ({})"
_OF_POST = "SELECT number, address FROM attachment WHERE post = ? ORDER BY place, number LIMIT ?"
# Longer texts than these are no words of a picture.
_LONGEST_WORDS = 5_000


class Attachments:
    """The attachments of an export, by number; empty until one is read. Close it to let the temporary file go."""

    def __init__(self) -> None:
        """Open it. Raises Unreadable where the temporary folder can't be written, as do the others."""
        # SQLite's own temporary file: without a name, gone with its connection.
        self._rows = sqlite3.connect("")
        with _told_plainly():
            self._rows.execute(_TABLE)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._rows.close()

    def read(self, path: Path) -> None:
        """Read the attachments of an export. Where the file is damaged this ends: reading its posts will say so."""
        with _told_plainly(), WxrFile(path) as file:
            self._rows.executemany(_PUT, _told_until_damaged(file))
            self._rows.execute("CREATE INDEX of_post ON attachment (post)")
            self._rows.commit()

    def library(self, record: dict[str, Any]) -> Library:
        """Return what a post's lead picture, text and galleries name."""
        content = record.get("content", "")
        post = number_of(record.get("post_id", ""))
        # What was uploaded for no post has the number 0.
        own = self._own(post) if post and has_own_gallery(content) else []
        lead = number_of(record["meta"].get("_thumbnail_id", ""))
        return Library(named=self._named([lead, *numbers_named(content), *own]), own=tuple(own))

    def _own(self, post: int) -> list[int]:
        """Return the numbers of the pictures that were uploaded for a post, in their order."""
        with _told_plainly():
            rows = self._rows.execute(_OF_POST, (post, MOST_NUMBERS)).fetchall()
        return [number for number, address in rows if is_picture_name(address)]

    def _named(self, numbers: Sequence[int]) -> dict[int, Attachment]:
        found: dict[int, Attachment] = {}
        with _told_plainly():
            for start in range(0, len(numbers), MOST_NUMBERS):
                part = numbers[start : start + MOST_NUMBERS]
                for number, *told in self._rows.execute(_GET.format(", ".join("?" * len(part))), part):
                    found[number] = Attachment(*told)
        return found


@contextmanager
def _told_plainly() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as problem:
        raise Unreadable(
            f"What the export says of its pictures can't be kept in the temporary folder: {problem}."
        ) from None


def _told_until_damaged(file: WxrFile) -> Iterator[tuple[int | str, ...]]:
    try:
        for element in file.elements():
            if local_name(element) == "item" and (row := _row(element)) is not None:
                yield row
    except Unreadable:
        return


def _row(item: Element) -> tuple[int | str, ...] | None:
    """Return an attachment's row; None for another item, or one without a number or an address."""
    if not any(
        (child.text or "").strip() == "attachment" and local_name(child) == "post_type" for child in item
    ):
        return None
    told: dict[str, str] = {}
    for child in item:
        name = local_name(child)
        if name == "postmeta":
            meta = {local_name(each): each.text or "" for each in child}
            told.setdefault(meta.get("meta_key", ""), meta.get("meta_value", ""))
        elif name != "encoded" or "excerpt" in str(child.tag):
            told.setdefault(name, (child.text or "").strip())
    number = number_of(told.get("post_id", ""))
    address = told.get("attachment_url") or told.get("guid", "")
    if not number or not address or len(address) > LONGEST_ADDRESS:
        return None
    return (
        number,
        number_of(told.get("post_parent", "")),
        number_of(told.get("menu_order", "")),
        address,
        _title(told.get("title", ""), address=address),
        _words(told.get("encoded", ""))[:LONGEST_CAPTION],
        clean(told.get("_wp_attachment_image_alt", "")[:_LONGEST_WORDS])[:LONGEST_CAPTION],
        # The plugin Media Credit keeps it so, and Navis' and Largo's after it.
        clean(told.get("_media_credit", "")[:_LONGEST_WORDS])[:LONGEST_NAME],
    )


def _title(told: str, *, address: str) -> str:
    """Return the title; none where it is the file's name, as WordPress makes it, or one word as cameras do."""
    title = _words(told)[:LONGEST_CAPTION]
    stem = PurePosixPath(unquote(address.partition("?")[0])).stem
    return "" if " " not in title or title.replace(" ", "-") == stem.replace(" ", "-") else title


def _words(html: str) -> str:
    """Return the plain text of what may be HTML, and mostly is not."""
    html = html[:_LONGEST_WORDS]
    return plain(html) if "<" in html or "&" in html else clean(html)
