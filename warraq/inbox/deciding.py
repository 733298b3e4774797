"""What a version that comes in is to the one we hold. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """What became of an item that came in."""

    NEW = "new"
    UPDATE = "update"
    SAME = "same"
    OLDER = "older"


@dataclass(frozen=True)
class Held:
    """The version that we have."""

    version: int
    digest: str


@dataclass(frozen=True)
class Decision:
    """The verdict, and the number under which the version is kept."""

    verdict: Verdict
    version: int


def decide(*, version: int | None, digest: str, held: Held | None) -> Decision:
    """Judge a version. An agency's number is believed: the same number never comes twice, a smaller one is late.

    Without a number the text decides: another text is the next version.
    """
    if held is None:
        return Decision(Verdict.NEW, 1 if version is None else version)
    if version is None:
        same = digest == held.digest
        return Decision(Verdict.SAME if same else Verdict.UPDATE, held.version + (0 if same else 1))
    if version > held.version:
        return Decision(Verdict.UPDATE, version)
    return Decision(Verdict.SAME if version == held.version else Verdict.OLDER, held.version)
