"""The charset of a file from outside: what its bytes are goes before what it says of them. Pure.

Arabic wires come as Windows-1256 and say that they are UTF-8, and the other way round. Text that is read by a wrong
charset is not broken but nonsense, which nothing further on would notice.
"""

from __future__ import annotations

import codecs
import re

_DECLARATION = re.compile(rb"\A\s*<\?xml\b[^>]{0,200}\?>")
_ENCODING = re.compile(rb"""\sencoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# What is declared by habit; another charset is believed.
_BY_HABIT = frozenset({"", "utf-8", "utf8", "us-ascii", "ascii"})
# So many letters that are right for one that is not: a file with a wound, not of another charset.
_RIGHT_FOR_WRONG = 10


def as_utf8(data: bytes) -> bytes:
    """Return a file of text in UTF-8, with an XML declaration that says so; what can't be told apart is left."""
    if data.startswith(_UTF16):
        return _relabelled(data.decode("utf-16", errors="replace").encode())
    if data.isascii():
        return data
    if _is_utf8(data):
        return _relabelled(data)
    if _declared(data) in _BY_HABIT and not is_wounded(data) and _is_arabic_of_windows(data):
        return _relabelled(data.decode("cp1256", errors="replace").encode())
    return data


def is_wounded(data: bytes) -> bool:
    """Return whether the file is UTF-8 but for a few bytes."""
    text = data.decode("utf-8", errors="replace")
    wrong = text.count("\ufffd")
    right = sum(letter > "\x7f" for letter in text) - wrong
    return right > wrong * _RIGHT_FOR_WRONG


def mended(data: bytes) -> bytes:
    """Return a wounded file with a mark in the place of each byte that is wrong; any other as it is."""
    if _is_utf8(data) or not is_wounded(data):
        return data
    return _relabelled(data.decode("utf-8", errors="replace").encode())


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _is_arabic_of_windows(data: bytes) -> bool:
    """Return whether most of what is not ASCII is Arabic in Windows-1256: of French hardly anything would be."""
    other = [letter for letter in data.decode("cp1256", errors="replace") if letter > "\x7f"]
    return sum("\u0600" <= letter <= "\u06ff" for letter in other) * 2 > len(other)


def _declared(data: bytes) -> str:
    declaration = _DECLARATION.match(data)
    found = _ENCODING.search(declaration[0]) if declaration else None
    return found[1].decode("ascii").lower() if found else ""


def _relabelled(data: bytes) -> bytes:
    """Return UTF-8 whose XML declaration, if there is one, names no other charset."""
    data = data.removeprefix(codecs.BOM_UTF8)
    declaration = _DECLARATION.match(data)
    if declaration is None:
        return data
    return _ENCODING.sub(b"", declaration[0]) + data[declaration.end() :]
