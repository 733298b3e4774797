"""Pictures for tests, drawn where they are needed."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import Any

from PIL import Image


def jpeg(size: tuple[int, int] = (120, 80), *, colour: str = "teal", **options: Any) -> bytes:
    """Return a JPEG of one colour."""
    file = BytesIO()
    Image.new("RGB", size, colour).save(file, "JPEG", **options)
    return file.getvalue()


def png_head(width: int, height: int) -> bytes:
    """Return a PNG that says it is so large, and has next to nothing behind its head."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    )
