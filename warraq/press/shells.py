"""Slots in the HTML text of a shell: how the place of a live block is marked, found and filled.

A slot is written as the HTML comment ``<!--slot:KEY-->``. A template prints it with `slot_marker`; everything
else that a template prints has its ``<`` escaped, and rich text has its comments stripped, so no word of a
story can open a slot. Even a forged marker could do no more than show a public block, which every reader sees
anyhow.

A page may be about a *subject* (one story). In its slots a shared block that shows the subject is replaced by the
block's variant without it, kept under `variant_key`.

Slots stay in the order of the text, and one key may stand in several places.
"""

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

KEY_PATTERN: Final = r"[A-Za-z0-9_.:/~-]+"

_KEY: Final = re.compile(KEY_PATTERN)
# A key holds no ">", so the comment can only end where the marker does.
_MARKER: Final = re.compile(rf"<!--slot:({KEY_PATTERN})-->")
_MARKER_BYTES: Final = re.compile(_MARKER.pattern.encode("ascii"))


@dataclass(frozen=True, slots=True)
class ShellSource:
    """A shell cut at its slots: `segments` (UTF-8 bytes) stand around and between `slots` (block keys).

    There is always one segment more than there are slots; a segment may be empty.
    """

    segments: tuple[bytes, ...]
    slots: tuple[str, ...]


def slot_marker(key: str) -> str:
    """Write the marker that keeps a place for the block `key`; ValueError if `key` cannot name a block."""
    if not is_block_key(key):
        raise ValueError(
            f"{key!r} cannot name a block: only ASCII letters, digits and _ . : / ~ - are allowed."
        )
    return f"<!--slot:{key}-->"


def is_block_key(key: str) -> bool:
    """Whether `key` may name a block: one or more of ``[A-Za-z0-9_.:/~-]``."""
    return _KEY.fullmatch(key) is not None


def variant_key(key: str, *, subject: str) -> str:
    """The key of the block `key` as the page about `subject` shows it: without the subject."""
    return f"{key}~{subject}"


def split_shell(html: bytes) -> ShellSource:
    """Cut the UTF-8 text of a shell at its slot markers."""
    pieces = _MARKER_BYTES.split(html)
    # Thousands of pages name the same few blocks: interned, each name stands in memory once.
    slots = tuple(sys.intern(key.decode("ascii")) for key in pieces[1::2])
    return ShellSource(segments=tuple(pieces[::2]), slots=slots)


def fill(html: str, blocks: Mapping[str, str]) -> str:
    """Put each block in its slot, as plain text; a missing block leaves its slot empty.

    Blocks are put in as they are: a marker inside a block stays the comment that it is.
    """
    return _MARKER.sub(lambda found: blocks.get(found[1], ""), html)
