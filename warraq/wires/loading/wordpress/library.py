"""What a site's library says of the pictures that one post names. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field

# What SQLite keeps in a whole number.
_MOST_DIGITS = 18


@dataclass(frozen=True)
class Attachment:
    """A file of the library: its address, and what is said of it. `title` is empty where it only repeats the file's
    name.
    """

    address: str
    title: str = ""
    caption: str = ""
    alt: str = ""
    credit: str = ""


@dataclass(frozen=True)
class Library:
    """The attachments that a post names, by their numbers; `own` are the numbers of those that were uploaded for it, in
    their order, where a gallery of it names none.
    """

    named: dict[int, Attachment] = field(default_factory=dict)
    own: tuple[int, ...] = ()


def number_of(text: str) -> int:
    """Return a number of the export as a whole number; 0 for what is none, or longer than any."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS else 0
