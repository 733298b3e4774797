"""The pictures of a former site, in a folder that was copied from it: finding a story's, and taking it in."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha1
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.files.images import ImageFile
from PIL import Image

from warraq.arabic.truncate import truncate
from warraq.stories.models import Picture
from warraq.wires.loading.items import ItemPicture
from warraq.wires.loading.opening import Unreadable


@dataclass(frozen=True)
class PictureFolder:
    """A copy of a site's pictures, by the whole of their addresses, by their paths, or all in one folder by name."""

    path: Path

    def __post_init__(self) -> None:
        if not self.path.is_dir():
            raise Unreadable(f"There is no folder {self.path}.")

    def find(self, address: str) -> str:
        """Return where the picture of an address lies, "" if it is not here or is no picture that we take."""
        folder = self.path.resolve()
        for candidate in self._candidates(address):
            file = candidate.resolve()
            # An address may climb («../»), and a copy may hold links that lead out of it.
            if file.is_relative_to(folder) and is_picture(file):
                return str(file)
        return ""

    def _candidates(self, address: str) -> Iterator[Path]:
        parts = urlsplit(address)
        path = unquote(parts.path).replace("\0", "").lstrip("/")
        if path:
            yield self.path / (parts.hostname or "") / path
            yield self.path / path
            yield self.path / path.rpartition("/")[2]


def is_picture(file: Path) -> bool:
    """Return whether a file is a picture of a kind and size that the desk could upload too."""
    allowed: list[str] = settings.WAGTAILIMAGES_EXTENSIONS
    if file.suffix.lower().lstrip(".") not in allowed:
        return False
    try:
        if not file.is_file() or file.stat().st_size > settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE:
            return False
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(file) as image:
                width, height = image.size
                image.verify()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return False
    return width * height <= settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS


def picture_take(found: ItemPicture, *, title: str) -> Picture:
    """Take a picture's file in and return its row; a file that was taken before is the same picture."""
    path = Path(found.file)
    data = path.read_bytes()
    # Wagtail's own digest of a file; no secret hangs on it.
    digest = sha1(data, usedforsecurity=False).hexdigest()
    known = Picture.objects.filter(file_hash=digest).first()
    if known is not None:
        return known
    with path.open("rb") as file:
        picture = Picture(
            title=truncate(found.caption or title, limit=250)[:250],
            file=ImageFile(file, name=path.name),
            description=found.alt[:255],
            caption=truncate(found.caption, limit=300)[:300],
            credit=found.credit[:120],
            file_hash=digest,
        )
        picture.save()
    return picture
