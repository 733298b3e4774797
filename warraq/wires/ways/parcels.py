"""What a way brings: files, and what the source wants to hear the next time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from warraq.common.registry import Registry
from warraq.inbox.models import Source


class NotBrought(Exception):
    """Nothing could be brought; the message says why, in one sentence."""


@dataclass(frozen=True)
class Parcel:
    """One file. `settle` is told at the end whether it could be read, once all of it is kept: never before.

    `format` is the wire format that it is in, where the way knows.
    """

    name: str
    data: bytes
    format: str = ""
    settle: Callable[[bool], None] = lambda could_be_read: None


@dataclass(frozen=True)
class Bag:
    """What one asking brought; `etag` and `last_modified` are kept for the next.

    `finish` is called when the last parcel is settled or none can be any more; it raises NotBrought. `problem` is what
    could not be brought beside the parcels, in one sentence.
    """

    parcels: list[Parcel] = field(default_factory=list)
    etag: str = ""
    last_modified: str = ""
    finish: Callable[[], None] = lambda: None
    problem: str = ""


# Raises NotBrought.
Way = Callable[[Source], Bag]
ways: Registry[Way] = Registry("way of wires")
