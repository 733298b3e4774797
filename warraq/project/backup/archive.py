"""Writing and reading the tar of an archive, member by member, never more than a piece of it in memory.

What is read is trusted with nothing: plain files alone, under names that we would write ourselves.
"""

from __future__ import annotations

import hashlib
import io
import os
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from warraq.project.backup.compression import Damaged, compressing, decompressing
from warraq.project.backup.manifest import (
    ABOUT,
    MANIFEST,
    MOST_ABOUT_BYTES,
    About,
    MemberLines,
    Missing,
    about_of,
    read_manifest,
    write_manifest,
)

_PIECE = 1 << 20
# Long names travel in headers of their own, which tarfile reads whole.
_MOST_HEADER_BYTES = 64 * 1024
_PLAIN = {tarfile.REGTYPE, tarfile.AREGTYPE}
_HEADERS = {tarfile.XHDTYPE, tarfile.GNUTYPE_LONGNAME}
# Nothing but the tar's own filling follows its end.
_MOST_AFTER_END = 64 * 1024


class _Told(io.RawIOBase):
    """A file of a known size as it is written: its digest is taken, and what it lost since is filled with zeros."""

    def __init__(self, file: IO[bytes], *, size: int, tell: Callable[[int], object]) -> None:
        self._file, self._left, self._tell = file, size, tell
        self.digest = hashlib.sha256()
        self.is_short = False

    def read(self, size: int = -1, /) -> bytes:
        wanted = self._left if size < 0 else min(size, self._left)
        piece = self._file.read(wanted)
        if len(piece) < wanted:
            self.is_short = True
            piece += bytes(wanted - len(piece))
        self._left -= len(piece)
        self.digest.update(piece)
        self._tell(len(piece))
        return piece


class Writer:
    """Adds members; `tell` hears of the bytes that were written."""

    def __init__(self, tar: tarfile.TarFile, *, members: MemberLines, tell: Callable[[int], object]) -> None:
        self._tar, self._members, self._tell = tar, members, tell

    def add(self, name: str, file: IO[bytes], *, size: int, moment: float) -> bool:
        """Add a file; `moment` is its change, in seconds of the epoch. False if it became shorter meanwhile."""
        info = tarfile.TarInfo(name)
        info.size, info.mtime, info.mode = size, int(moment), 0o600
        told = _Told(file, size=size, tell=self._tell)
        self._tar.addfile(info, told)
        _forget_members(self._tar)
        self._members.add(name, size=size, digest=told.digest.hexdigest())
        return not told.is_short

    def add_path(self, name: str, path: Path) -> bool:
        """Add what stands at a path; OSError when it can't be opened."""
        with path.open("rb") as file:
            status = os.fstat(file.fileno())
            return self.add(name, file, size=status.st_size, moment=status.st_mtime)


@contextmanager
def writing(
    file: IO[bytes], *, about: About, missing: Callable[[], Missing], tell: Callable[[int], object]
) -> Iterator[Writer]:
    """Begin an archive in an open file; at the end the manifest is written, with what `missing` says by then."""
    with (
        compressing(file) as stream,
        tempfile.TemporaryFile() as lines,
        tarfile.open(fileobj=stream, mode="w|", format=tarfile.PAX_FORMAT) as tar,
    ):
        members = MemberLines(lines)
        writer = Writer(tar, members=members, tell=tell)
        content = about.written()
        writer.add(ABOUT, io.BytesIO(content), size=len(content), moment=0)
        yield writer
        with tempfile.TemporaryFile() as manifest:
            write_manifest(manifest, about=about, missing=missing(), members=members)
            size = manifest.tell()
            manifest.seek(0)
            writer.add(MANIFEST, manifest, size=size, moment=0)


# Gives the file that a member of so many bytes goes into; raises Damaged for a name that has no place.
Taker = Callable[[str, int], IO[bytes]]


class _Header(tarfile.TarInfo):
    """A header that is refused when it is of a kind that we never write."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> _Header:
        info = super().frombuf(buf, encoding, errors)
        if info.type in _HEADERS and info.size <= _MOST_HEADER_BYTES:
            return info
        if info.type not in _PLAIN or info.size < 0:
            raise Damaged(f"The archive is no work of Warraq's: “{info.name}” is no plain file.")
        return info


def read_about(path: Path) -> About:
    """Return what an archive says of itself, from its beginning alone; Damaged when that is no archive."""
    with _opened(path) as (_, tar), tempfile.TemporaryFile() as lines:
        return _read_about(tar, members=MemberLines(lines))


def read_archive(path: Path, *, take: Taker, tell: Callable[[int], object]) -> tuple[About, Missing]:
    """Read an archive whole, and prove the digest of each member; Damaged when anything is not as it was written.

    `tell` hears of the bytes that were unpacked. What `take` was given is to be trusted only after the return.
    """
    with _opened(path) as (stream, tar), tempfile.TemporaryFile() as lines:
        read = _read_members(tar, take=take, members=MemberLines(lines), tell=tell)
        # The check sum of the compression stands at its end.
        if len(stream.read(_MOST_AFTER_END + 1)) > _MOST_AFTER_END:
            raise Damaged(f"{path} is damaged: something follows its end.")
        return read


@contextmanager
def _opened(path: Path) -> Iterator[tuple[IO[bytes], tarfile.TarFile]]:
    with decompressing(path) as stream:
        try:
            with tarfile.open(fileobj=stream, mode="r|", tarinfo=_Header) as tar:
                yield stream, tar
        except (tarfile.TarError, UnicodeError) as problem:
            raise Damaged(f"{path} is damaged: {problem}.") from None


def _read_members(
    tar: tarfile.TarFile, *, take: Taker, members: MemberLines, tell: Callable[[int], object]
) -> tuple[About, Missing]:
    about = _read_about(tar, members=members)
    while (info := _next(tar)) is not None:
        if info.name == MANIFEST:
            missing = _read_manifest(tar, info, about=about, members=members)
            if _next(tar) is not None:
                raise Damaged("The archive is damaged: something follows its manifest.")
            return about, missing
        with take(safe_name(info.name), info.size) as file:
            digest = _copied(tar, info, into=file, tell=tell)
        members.add(info.name, size=info.size, digest=digest)
    raise Damaged("The archive is damaged: it ends before its manifest.")


def _read_about(tar: tarfile.TarFile, *, members: MemberLines) -> About:
    info = _next(tar)
    if info is None or info.name != ABOUT or info.size > MOST_ABOUT_BYTES:
        raise Damaged("This is no backup of Warraq's: it does not begin with about.json.")
    content = io.BytesIO()
    digest = _copied(tar, info, into=content, tell=lambda _: None)
    members.add(ABOUT, size=info.size, digest=digest)
    return about_of(content.getvalue())


def _read_manifest(
    tar: tarfile.TarFile, info: tarfile.TarInfo, *, about: About, members: MemberLines
) -> Missing:
    if info.size > members.size() + 16 * MOST_ABOUT_BYTES:
        raise Damaged("The archive is damaged: its manifest is too long.")
    with tempfile.TemporaryFile() as file:
        _copied(tar, info, into=file, tell=lambda _: None)
        file.seek(0)
        return read_manifest(file, about=about, members=members)


def _next(tar: tarfile.TarFile) -> tarfile.TarInfo | None:
    info = tar.next()
    _forget_members(tar)
    if info is not None and (info.issparse() or info.type not in _PLAIN or info.size < 0):
        raise Damaged(f"The archive is no work of Warraq's: “{info.name}” is no plain file.")
    return info


def _forget_members(tar: tarfile.TarFile) -> None:
    """Let go of what tarfile remembers of every member: there may be millions."""
    tar.members.clear()  # type: ignore[attr-defined]


def _copied(
    tar: tarfile.TarFile, info: tarfile.TarInfo, *, into: IO[bytes], tell: Callable[[int], object]
) -> str:
    """Copy a member; returns its SHA-256."""
    digest = hashlib.sha256()
    content = tar.extractfile(info)
    left = info.size
    while content is not None and left and (piece := content.read(min(_PIECE, left))):
        digest.update(piece)
        into.write(piece)
        tell(len(piece))
        left -= len(piece)
    if left:
        raise Damaged(f"The archive is damaged: it ends within “{info.name}”.")
    return digest.hexdigest()


def safe_name(name: str) -> str:
    """Return a member's name; Damaged for one that would lead out of the folder that it is unpacked into."""
    parts = name.split("/")
    if "\0" in name or any(part in ("", ".", "..") for part in parts) or len(os.fsencode(name)) > 4000:
        raise Damaged(f"The archive is no work of Warraq's: “{name}” leads elsewhere.")
    return name
