"""What an archive says of itself, and how its list of members is written and compared."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import IO, Any

from warraq.project.backup.compression import Damaged

FORMAT = 1
ABOUT, MANIFEST = "about.json", "manifest.json"
# A longer beginning is no work of ours: migrations of all rooms take some 20 KB.
MOST_ABOUT_BYTES = 1_000_000
# Files that were not there any more are named up to so many, and all counted.
MOST_NAMED = 1_000
_HASH_LENGTH = 64


@dataclass(frozen=True)
class About:
    """The first member of an archive.

    `made_at` is the moment (ISO 8601, UTC) of the database's copy, `counts` what stands in it, `migrations` the applied
    ones as `app.name`; sizes are in bytes, that of the files as they were when the archive was begun.
    """

    version: str
    made_at: str
    database: str
    database_version: str
    migrations: list[str]
    counts: dict[str, int]
    database_bytes: int
    files_bytes: int
    format: int = FORMAT

    def written(self) -> bytes:
        """Return it as JSON."""
        return json.dumps(asdict(self)).encode()


def about_of(content: bytes) -> About:
    """Return what the first member says; Damaged when it is none of ours, or of a format that is not known here."""
    try:
        told: dict[str, Any] = json.loads(content)
        if told["format"] != FORMAT:
            raise Damaged(f"The archive has the format {told['format']}; this Warraq reads {FORMAT}.")
        about = About(**told)
        _check_types(about)
    except (ValueError, TypeError, KeyError, AttributeError):
        raise Damaged("The archive is damaged: its about.json can't be read.") from None
    return about


def _check_types(about: About) -> None:
    words = (about.version, about.made_at, about.database, about.database_version, *about.migrations)
    numbers = (about.database_bytes, about.files_bytes, *about.counts.values())
    if not all(isinstance(word, str) for word in words):
        raise TypeError
    if not all(isinstance(number, int) and number >= 0 for number in numbers):
        raise TypeError


@dataclass(frozen=True)
class Missing:
    """Files that the database names and that were not there: how many, and the first of them."""

    count: int
    names: list[str]


class MemberLines:
    """The list of members, a line each (name, bytes, SHA-256), kept in a temporary file: there may be millions."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.count = 0

    def add(self, name: str, *, size: int, digest: str) -> None:
        """Add a member."""
        beginning = "," if self.count else " "
        self._file.write(f"{beginning}{json.dumps([name, size, digest])}\n".encode())
        self.count += 1

    def lines(self) -> Iterator[bytes]:
        """Return the lines from the first."""
        self._file.seek(0)
        yield from self._file

    def size(self) -> int:
        """Return how many bytes the lines have."""
        return self._file.seek(0, 2)


def write_manifest(file: IO[bytes], *, about: About, missing: Missing, members: MemberLines) -> None:
    """Write the manifest: JSON, with a member a line so that it can be compared line by line."""
    file.write(_head(about, missing))
    file.writelines(members.lines())
    file.write(b"]}\n")


def _head(about: About, missing: Missing) -> bytes:
    head = json.dumps({"about": asdict(about), "missing": asdict(missing)})
    return f'{head[:-1]}, "members": [\n'.encode()


def read_manifest(file: IO[bytes], *, about: About, members: MemberLines) -> Missing:
    """Compare the manifest with what was read; returns what it says is missing. Damaged names the first difference."""
    head = file.readline(MOST_ABOUT_BYTES + MOST_NAMED * 10_000)
    try:
        told = json.loads(head.rstrip().removesuffix(b', "members": [') + b"}")
        missing = Missing(**told["missing"])
        if told["about"] != asdict(about):
            raise Damaged("The archive is damaged: its about.json is not the one of its manifest.")
    except (ValueError, TypeError, KeyError):
        raise Damaged("The archive is damaged: its manifest can't be read.") from None
    for line in members.lines():
        told_line = file.readline(len(line) + _HASH_LENGTH)
        if told_line != line:
            name = json.loads(line[1:])[0]
            raise Damaged(f"The archive is damaged: “{name}” is not what the manifest says.")
    if file.read(4) != b"]}\n":
        raise Damaged("The archive is damaged: its manifest names members that it does not have.")
    return missing
