"""The compressed stream that an archive is written into and read from: zstd where its program is there, else gzip."""

from __future__ import annotations

import gzip
import shutil
import subprocess
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import FileIO
from pathlib import Path
from typing import IO, cast

import click

_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
# Quick rather than small: most of an archive are pictures, which are compressed already.
_GZIP_LEVEL, _ZSTD_LEVEL = 1, "-3"


class Damaged(click.ClickException):
    """The archive is not as it was written."""


@contextmanager
def compressing(file: IO[bytes]) -> Iterator[IO[bytes]]:
    """Give a stream whose content comes compressed into the file."""
    program = shutil.which("zstd")
    if program is None:
        with gzip.open(file, "wb", compresslevel=_GZIP_LEVEL) as stream:
            yield cast(IO[bytes], stream)
        return
    command = [program, "-q", "-c", _ZSTD_LEVEL]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=file)  # noqa: S603 - our own command
    assert process.stdin  # noqa: S101 - asked for in the line above
    try:
        with process:
            yield process.stdin
    except BrokenPipeError:
        pass  # it ended before us; its status says so
    if process.returncode != 0:
        raise click.ClickException(f"zstd ended with {process.returncode}: is the disk full?")


@contextmanager
def decompressing(path: Path) -> Iterator[IO[bytes]]:
    """Give the archive's content as a stream; Damaged when it is cut or changed, or no archive at all."""
    # Unbuffered, so that another process goes on from where this one stands.
    with path.open("rb", buffering=0) as file:
        beginning = file.read(4)
        file.seek(0)
        try:
            if beginning.startswith(_GZIP):
                with gzip.open(file, "rb") as stream:
                    yield cast(IO[bytes], stream)
            elif beginning == _ZSTD:
                with _from_zstd(file) as stream:
                    yield stream
            else:
                raise Damaged(f"{path} is no backup: it is compressed neither with gzip nor with zstd.")
        except (EOFError, zlib.error, gzip.BadGzipFile) as problem:
            raise Damaged(f"{path} is damaged: {problem}.") from None


@contextmanager
def _from_zstd(file: FileIO) -> Iterator[IO[bytes]]:
    program = shutil.which("zstd")
    if program is None:
        raise click.ClickException("The archive is compressed with zstd: apt-get install zstd.")
    # It says of a damaged frame what we say in a sentence.
    process = subprocess.Popen(  # noqa: S603
        [program, "-q", "-d", "-c"], stdin=file, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert process.stdout  # noqa: S101 - asked for in the line above
    with process:
        try:
            yield process.stdout
            is_at_end = not process.stdout.read(1)
        except BaseException:
            process.kill()
            raise
        if not is_at_end:
            process.kill()  # whoever reads the beginning alone judges no more than that
        elif process.wait() != 0:
            raise Damaged(f"{file.name} is damaged: zstd can't read it to its end.")
