"""A picture that came as a file: beside the items of a folder, attached to a message, or sent to us."""

from __future__ import annotations

from collections.abc import Iterator

from warraq.inbox.parsed import PictureFile
from warraq.wires.formats.registry import Format, Origin, formats

# In small letters, as a head is given.
_BEGINNINGS = (b"\xff\xd8\xff", b"\x89png\r\n\x1a\n", b"gif87a", b"gif89a")


def read(data: bytes, origin: Origin) -> Iterator[PictureFile]:
    """Yield the file as it is; what is in it is judged by whoever keeps it."""
    yield PictureFile(name=origin.name, data=data)


def _is_picture(head: bytes) -> bool:
    if head.startswith(_BEGINNINGS):
        return True
    return (head[:4] == b"riff" and head[8:12] == b"webp") or head[4:12] == b"ftypavif"


formats.register(
    "picture", Format(title="JPEG, PNG, WebP, AVIF, GIF", recognises=_is_picture, read=read, is_text=False)
)
