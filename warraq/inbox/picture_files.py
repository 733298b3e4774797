"""A picture's file from outside: judged by its head before its pixels are read, then drawn anew.

What is kept is pixels and a colour profile: nothing that hides in a file, or says where it was taken, comes along. What
the file says of its caption, credit and rights is read before. No models.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO
from pathlib import Path
from typing import IO

from PIL import Image, ImageOps

from warraq.stories.picture_metadata import Described, described

MOST_BYTES = 20 * 1024 * 1024
MOST_PIXELS = 60_000_000
# Smaller ones count readers, or are an agency's bullet.
SHORTEST_SIDE = 50
_FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "GIF")
_QUALITY = 90


class Why(StrEnum):
    """Why a picture is not taken."""

    NOT_SENT = "not sent"
    NOT_FETCHED = "not fetched"
    TOO_LARGE = "too large"
    TOO_MANY_PIXELS = "too many pixels"
    TOO_SMALL = "too small"
    DAMAGED = "damaged"
    NO_TIME = "no time"


class NotAPicture(ValueError):
    """A file that is not taken: `why`, and the same in one sentence."""

    def __init__(self, why: Why, sentence: str) -> None:
        super().__init__(sentence)
        self.why = why


@dataclass(frozen=True)
class Drawn:
    """A picture drawn anew: the file, the ending of its name, and what the file that came said of itself."""

    data: bytes
    ending: str
    said: Described


def check_head(data: bytes) -> None:
    """Judge a file by its size and its head alone. Raises NotAPicture."""
    _check_size(len(data))
    with _opened(BytesIO(data)):
        pass


def check_file(path: Path) -> None:
    """Judge a file on the disk by its size and its head alone; no more of it is read. Raises NotAPicture, OSError."""
    _check_size(path.stat().st_size)
    with path.open("rb") as file, _opened(file):
        pass


def _check_size(size: int) -> None:
    if size > MOST_BYTES:
        raise NotAPicture(Why.TOO_LARGE, f"The picture's file is larger than {MOST_BYTES // 2**20} MB.")


def drawn_anew(data: bytes) -> Drawn:
    """Return the picture upright in pixels of its own: of something that moves the first. Raises NotAPicture."""
    check_head(data)
    with _opened(BytesIO(data)) as image:
        try:
            whole = ImageOps.exif_transpose(image)
            profile = whole.info.get("icc_profile") if whole.mode in ("RGB", "RGBA", "P") else None
            said = described(BytesIO(data))
            if _is_drawing(whole, came_as=image.format or ""):
                return Drawn(_written(whole, "PNG", profile=profile), ending="png", said=said)
            return Drawn(_written(whole.convert("RGB"), "JPEG", profile=profile), ending="jpg", said=said)
        except Exception:  # decoders of damaged files fail in every way
            raise NotAPicture(Why.DAMAGED, "The picture's file is damaged.") from None


def _opened(file: IO[bytes]) -> Image.Image:
    """Read a file's head; no pixel is decoded. Raises NotAPicture."""
    pixels = f"The picture has more than {MOST_PIXELS // 1_000_000} million pixels."
    try:
        image = Image.open(file, formats=_FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise NotAPicture(Why.TOO_MANY_PIXELS, pixels) from None
    except Exception:  # as above
        raise NotAPicture(Why.DAMAGED, "The file is no picture that can be read.") from None
    if image.width * image.height > MOST_PIXELS:
        raise NotAPicture(Why.TOO_MANY_PIXELS, pixels)
    if min(image.size) < SHORTEST_SIDE:
        raise NotAPicture(Why.TOO_SMALL, f"A side of the picture is shorter than {SHORTEST_SIDE} pixels.")
    return image


def _is_drawing(image: Image.Image, *, came_as: str) -> bool:
    """Return whether it needs PNG: it lets through what lies behind it, or came as one without loss."""
    return image.has_transparency_data or came_as in ("PNG", "GIF")


def _written(image: Image.Image, name: str, *, profile: bytes | None) -> bytes:
    if name == "PNG" and image.mode not in ("1", "L", "LA", "RGB", "RGBA"):
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    # Only what is named here is written; Pillow would carry comments and more along.
    bare = Image.new(image.mode, image.size)
    bare.paste(image)
    file = BytesIO()
    options = {"quality": _QUALITY, "progressive": True} if name == "JPEG" else {}
    bare.save(file, name, icc_profile=profile, **options)
    return file.getvalue()
