"""How pressed pages and blocks are written as bytes for the page store.

A record is ``b"W1"``, the CRC-32 of the rest, the length of a JSON head, the head, and the compressed parts
one after another. SQLite does not check the bytes that it keeps; the CRC does. A record of another form, or a
damaged one, raises `DamagedRecordError`, and the store takes it for absent. No pickle: whoever can write to
the file must not be able to run code.
"""

import json
import struct
import sys
import zlib
from collections.abc import Iterable
from typing import Any, Final

from warraq.press.board import Column, PressedBlock
from warraq.press.pages import PressedPage
from warraq.press.parts import Part, part_from

_MAGIC: Final = b"W1"
_PREFIX: Final = struct.Struct("<2sII")


class DamagedRecordError(ValueError):
    """The bytes are not a record as this version of the press writes it."""


def page_record(page: PressedPage) -> bytes:
    """Write a page as a record."""
    head = {
        "columns": [
            [column.slots, [glue.decode("latin-1") for glue in column.glue]] for column in page.columns
        ],
        "status": page.status,
        "headers": page.headers,
        "cache_control": page.cache_control,
        "last_modified": page.last_modified,
        "surrogate_keys": page.surrogate_keys,
        "query_matters": page.query_matters,
        "pressed_at": page.pressed_at,
        "version": page.version,
        "subject": page.subject,
    }
    return _record(head, parts=page.parts)


def page_from(record: bytes) -> PressedPage:
    """Read a page from its record; DamagedRecordError if it is none."""
    try:
        head, parts = _opened(record)
        columns = tuple(
            Column(
                slots=tuple(sys.intern(slot) for slot in slots),
                glue=tuple(text.encode("latin-1") for text in glue),
            )
            for slots, glue in head["columns"]
        )
        return PressedPage(
            parts=parts,
            columns=columns,
            slots=tuple(slot for column in columns for slot in column.slots),
            status=head["status"],
            headers=tuple((name, value) for name, value in head["headers"]),
            cache_control=head["cache_control"],
            last_modified=head["last_modified"],
            surrogate_keys=tuple(head["surrogate_keys"]),
            query_matters=head["query_matters"],
            pressed_at=head["pressed_at"],
            version=head["version"],
            subject=head["subject"],
        )
    except (KeyError, TypeError, ValueError) as error:
        raise DamagedRecordError(str(error)) from error


def block_record(block: PressedBlock) -> bytes:
    """Write a block as a record."""
    head = {
        "version": block.version,
        "pressed_at": block.pressed_at,
        "changed_at": block.changed_at,
        "rule": block.rule,
        "stories": block.stories,
        "shared": block.shared,
    }
    return _record(head, parts=[block.part])


def block_from(record: bytes) -> PressedBlock:
    """Read a block from its record; DamagedRecordError if it is none."""
    try:
        head, parts = _opened(record)
        return PressedBlock(
            part=parts[0],
            version=head["version"],
            pressed_at=head["pressed_at"],
            changed_at=head["changed_at"],
            rule=head["rule"],
            stories=tuple(head["stories"]),
            shared=head["shared"],
        )
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise DamagedRecordError(str(error)) from error


def _record(head: dict[str, Any], *, parts: Iterable[Part]) -> bytes:
    parts = tuple(parts)
    head["parts"] = [[len(part.deflate), part.length, part.crc, part.digest.hex()] for part in parts]
    written = json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode()
    body = b"".join([written, *[part.deflate for part in parts]])
    return _PREFIX.pack(_MAGIC, zlib.crc32(body), len(written)) + body


def _opened(record: bytes) -> tuple[dict[str, Any], tuple[Part, ...]]:
    if len(record) < _PREFIX.size:
        raise DamagedRecordError("too short")
    magic, crc, head_length = _PREFIX.unpack_from(record)
    body = record[_PREFIX.size :]
    if magic != _MAGIC or zlib.crc32(body) != crc:
        raise DamagedRecordError("another form, or damaged")
    head = json.loads(body[:head_length])
    parts = []
    start = head_length
    for size, length, part_crc, digest in head["parts"]:
        parts.append(
            part_from(
                deflate=body[start : start + size], length=length, crc=part_crc, digest=bytes.fromhex(digest)
            )
        )
        start += size
    return head, tuple(parts)
