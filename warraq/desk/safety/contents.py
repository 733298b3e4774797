"""Whether a file is what its name says. Pure; reads no more of it than it must."""

from __future__ import annotations

import zipfile
from typing import IO

# Where each of Office's formats keeps its main part (ECMA-376).
_OFFICE = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}
_TEXTS = frozenset({"csv", "txt"})
_ENCODINGS = ("utf-8-sig", "cp1256")
_LOOKED_AT = 64 * 1024
_MOST_MEMBERS = 20_000
# What browsers take for a page, or a server for a program, whatever the name says.
_MARKUP = (b"<!doctype", b"<html", b"<head", b"<body", b"<script", b"<svg", b"<iframe", b"<?php", b"<?xml")


def is_what_it_says(file: IO[bytes], *, extension: str) -> bool:
    """Return whether the content fits the extension (lowercase, without its dot); the file is left at its start.

    False also for extensions that are not known here.
    """
    file.seek(0)
    start = file.read(_LOOKED_AT)
    try:
        if extension == "pdf":
            return start.startswith(b"%PDF-")
        if extension in _TEXTS:
            return _is_text(start)
        return extension in (*_OFFICE, "zip") and _is_archive(file, main=_OFFICE.get(extension))
    finally:
        file.seek(0)


def _is_text(start: bytes) -> bool:
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        # Excel's "Unicode text".
        return not _is_markup(start.decode("utf-16", "replace").encode())
    if b"\0" in start or _is_markup(start):
        return False
    return any(_decodes(start, encoding) for encoding in _ENCODINGS)


def _is_markup(start: bytes) -> bool:
    head = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return head.startswith(_MARKUP) or any(mark in head for mark in (b"<script", b"<?php", b"<iframe"))


def _decodes(start: bytes, encoding: str) -> bool:
    try:
        # The last letter may have been cut in two.
        start[: len(start) - 4 if len(start) == _LOOKED_AT else len(start)].decode(encoding)
    except UnicodeDecodeError as error:
        return error.start >= len(start) - 8 and len(start) == _LOOKED_AT
    return True


def _is_archive(file: IO[bytes], *, main: str | None) -> bool:
    """Return whether this is a zip archive that holds its format's main part, and no macros."""
    file.seek(0)
    if file.read(4) not in (b"PK\x03\x04", b"PK\x05\x06"):
        return False
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return False
    if len(names) > _MOST_MEMBERS:
        return False
    if main is None:
        return True
    return main in names and not any(name.endswith("vbaProject.bin") for name in names)
