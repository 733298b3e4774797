"""The live blocks of a page, read from its markup."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit

# Each block is a <section>; these are the classes that their templates give them.
BLOCK_CLASSES = {"block", "breaking", "front", "front-section", "door"}
_STORY_PATH = re.compile(r"/[^/]+/(?P<number>[0-9]+)(-[^/]*)?")


@dataclass
class LiveBlock:
    """A block: its slot's key (the breaking strip has none), its title and its stories' numbers in order."""

    key: str
    title: str = ""
    stories: list[int] = field(default_factory=list)


class _Reader(HTMLParser):
    """Collects the live blocks; a section within a block would belong to it."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[LiveBlock] = []
        self._open: list[LiveBlock | None] = []
        self._in_heading = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "section":
            self._open.append(self._opened(values))
        block = self._open[-1] if self._open else None
        if block is None:
            return
        self._in_heading = self._in_heading or tag == "h2"
        story = story_number(values.get("href") or "") if tag == "a" else None
        if story is not None:
            block.stories.append(story)

    def handle_endtag(self, tag: str) -> None:
        if tag == "section":
            self._open.pop()
        if tag == "h2":
            self._in_heading = False

    def handle_data(self, data: str) -> None:
        if self._in_heading and self._open and self._open[-1]:
            self._open[-1].title += data

    def _opened(self, values: dict[str, str | None]) -> LiveBlock | None:
        """Return a new block for a section that is one, else the block that it stands in."""
        if not BLOCK_CLASSES & set((values.get("class") or "").split()):
            return self._open[-1] if self._open else None
        self.blocks.append(LiveBlock(key=values.get("aria-labelledby") or "breaking"))
        return self.blocks[-1]


def live_blocks(html: str) -> list[LiveBlock]:
    """Return the page's live blocks in the order in which they stand."""
    reader = _Reader()
    reader.feed(html)
    return reader.blocks


def named(blocks: list[LiveBlock], name: str) -> list[LiveBlock]:
    """Return the blocks of one name: `latest`, `teasers`…"""
    return [block for block in blocks if block.key.rpartition("/")[2].partition(".")[0] == name]


def story_number(href: str) -> int | None:
    """Return the number of the story that an address leads to, or None for any other address."""
    match = _STORY_PATH.fullmatch(urlsplit(href).path)
    return int(match["number"]) if match else None


def doubles(blocks: list[LiveBlock]) -> list[int]:
    """Return the stories that stand in the blocks more than once."""
    counted = Counter(story for block in blocks for story in block.stories)
    return sorted(story for story, times in counted.items() if times > 1)
