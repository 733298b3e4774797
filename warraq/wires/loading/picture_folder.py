"""The pictures of a former site, in a folder that was copied from it: finding the file that an address means.

Files are only looked at here; `drawing` decodes them, `bringing` keeps them. No models: other processes look as well.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from PIL import Image

from warraq.inbox.picture_files import NotAPicture, Why, check_file
from warraq.wires.loading.opening import Unreadable

ENDINGS = frozenset({".avif", ".gif", ".jpeg", ".jpg", ".png", ".webp"})
NOT_HERE = "not in the folder"
NOT_TAKEN = "of a kind that is not taken"

# WordPress's uploads, and those of one site of its network: a copy may begin behind either.
_UPLOADS = re.compile(r"(?:^|/)uploads/(?=(sites/\d+/)?)")
# A copy that WordPress resized is named after its picture: sea-300x200.jpg. The picture of an upload that was too wide
# for it is sea-scaled.jpg, beside the upload itself.
_RESIZED = re.compile(r"-\d{1,5}x\d{1,5}(\.\w{3,4})\Z")
_FULL = (r"-scaled\1", r"\1")


@dataclass(frozen=True)
class Looked:
    """The file of a picture, or why there is none that can be taken."""

    file: str = ""
    why: str = ""


@dataclass(frozen=True)
class PictureFolder:
    """A copy of a site's pictures, by the whole of their addresses, by their paths, by their paths within WordPress's
    uploads, or all in one folder by name.
    """

    path: Path

    def __post_init__(self) -> None:
        if not self.path.is_dir():
            raise Unreadable(f"There is no folder {self.path}.")

    def look(self, *addresses: str) -> Looked:
        """Return the file that the first of a picture's addresses leads to, and that can be taken as far as its head
        tells; else the reason.

        A resized copy leads to the picture that it was made of, where that is here too.
        """
        folder = self.path.resolve()
        why = NOT_HERE
        for candidate in (each for address in addresses for each in self._candidates(address)):
            file = _file_within(folder, candidate)
            if file is None:
                continue
            refusal = _refusal(file)
            if not refusal:
                return Looked(file=str(file))
            why = refusal if why == NOT_HERE else why
        return Looked(why=why)

    def _candidates(self, address: str) -> Iterator[Path]:
        try:
            parts = urlsplit(address)
            host = parts.hostname or ""
        except ValueError:
            return
        path = unquote(parts.path).replace("\0", "").lstrip("/")
        if not path:
            return
        for named in _names(path):
            yield self.path / host / named
            yield self.path / named
            if uploads := list(_UPLOADS.finditer(named)):
                within = named[uploads[-1].end() :]
                yield self.path / within
                if site := uploads[-1][1]:
                    yield self.path / within.removeprefix(site)
            yield self.path / named.rpartition("/")[2]


def lost_pictures(why: str) -> str:
    """Return how a report calls pictures that are not carried for a reason."""
    return f"pictures: {why}"


def is_picture_name(address: str) -> bool:
    """Return whether an address ends as those of pictures do that we take."""
    return Path(address.partition("?")[0]).suffix.lower() in ENDINGS


def _names(path: str) -> Iterator[str]:
    """Yield the names that a picture's file may have, the best first."""
    for full in _FULL:
        if (named := _RESIZED.sub(full, path)) != path:
            yield named
    yield path


def _file_within(folder: Path, candidate: Path) -> Path | None:
    """Return the file, if it is one and lies within the folder: an address may climb («../»), and a copy may hold links
    that lead out of it.
    """
    try:
        file = candidate.resolve(strict=True)
        return file if file.is_relative_to(folder) and file.is_file() else None
    except (OSError, RuntimeError, ValueError):  # no such file, a name too long, links in a circle
        return None


def _refusal(file: Path) -> str:
    """Return why a file can't be taken, as far as its size and head tell; "" if it can."""
    if file.suffix.lower() not in ENDINGS:
        return NOT_TAKEN
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            check_file(file)
    except NotAPicture as reason:
        return reason.why.value
    except OSError:
        return Why.DAMAGED.value
    return ""
