"""What a picture's file says of it: caption, credit and rights in IPTC, XMP or EXIF, in this order.

IPTC IIM 4 (datasets of record 2) and the IPTC Core schema for XMP, <https://iptc.org/standards/photo-metadata/>.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, Any

from PIL import Image, IptcImagePlugin

from warraq.arabic.text import clean

# Longer texts are no caption; files may hold anything.
LONGEST = 2_000
_CAPTION, _BYLINE, _CREDIT, _COPYRIGHT = (2, 120), (2, 80), (2, 110), (2, 116)
_UTF8 = b"\x1b%G"
_EXIF_CAPTION, _EXIF_ARTIST, _EXIF_COPYRIGHT = 270, 315, 33432


@dataclass(frozen=True)
class Described:
    """What the file says; empty where it says nothing."""

    caption: str = ""
    byline: str = ""
    credit: str = ""
    rights: str = ""

    @property
    def whole_credit(self) -> str:
        """Who took it and for whom, once each."""
        return " / ".join(dict.fromkeys(filter(None, (self.byline, self.credit))))


def described(file: IO[bytes]) -> Described:
    """Read what the file says. A file that is broken says nothing; it is for others to refuse."""
    try:
        place = file.tell()
        file.seek(0)
        with Image.open(file) as image:
            sources = [Described(), *_sources(image)]
        file.seek(place)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return Described()
    return Described(
        **{
            name: next((getattr(each, name) for each in sources if getattr(each, name)), "")
            for name in ("caption", "byline", "credit", "rights")
        }
    )


def _sources(image: Image.Image) -> Iterator[Described]:
    """Yield what each of the three says; one that can't be read says nothing."""
    for read in (_iptc, _xmp, _exif):
        with suppress(Exception):  # parsers of damaged metadata fail in every way
            yield read(image)


def _iptc(image: Image.Image) -> Described:
    found: Mapping[Any, Any] = IptcImagePlugin.getiptcinfo(image) or {}  # type: ignore[arg-type]
    is_utf8 = found.get((1, 90)) == _UTF8

    def said(key: tuple[int, int]) -> str:
        value = found.get(key, b"")
        first = value[0] if isinstance(value, list) and value else value
        return _text(first, is_utf8=is_utf8) if isinstance(first, bytes) else ""

    return Described(said(_CAPTION), said(_BYLINE), said(_CREDIT), said(_COPYRIGHT))


def _text(data: bytes, *, is_utf8: bool) -> str:
    """Return a text: IPTC names its encoding seldom, and Arabic desks wrote Windows-1256 before UTF-8."""
    for encoding in ("utf-8",) if is_utf8 else ("utf-8", "cp1256"):
        with suppress(UnicodeDecodeError):
            return clean(data[:LONGEST].decode(encoding))
    return clean(data[:LONGEST].decode("utf-8", errors="replace"))


def _xmp(image: Image.Image) -> Described:
    descriptions = image.getxmp().get("xmpmeta", {}).get("RDF", {}).get("Description", {})
    rows = descriptions if isinstance(descriptions, list) else [descriptions]
    whole = {name: value for row in rows if isinstance(row, dict) for name, value in row.items()}
    return Described(
        caption=_first(whole.get("description")),
        byline=_first(whole.get("creator")),
        credit=_first(whole.get("Credit")),
        rights=_first(whole.get("rights")),
    )


def _first(value: Any) -> str:
    """Return the first text of a value of XMP: a text, or a list of alternatives or of persons."""
    for _ in range(6):
        if isinstance(value, str):
            return clean(value[:LONGEST])
        if isinstance(value, list):
            value = value[0] if value else ""
        elif isinstance(value, dict):
            value = next((value[name] for name in ("Alt", "Seq", "Bag", "li", "text") if name in value), "")
        else:
            break
    return ""


def _exif(image: Image.Image) -> Described:
    found = image.getexif()

    def said(tag: int) -> str:
        value = found.get(tag, "")
        return clean(value[:LONGEST]) if isinstance(value, str) else ""

    return Described(caption=said(_EXIF_CAPTION), byline=said(_EXIF_ARTIST), rights=said(_EXIF_COPYRIGHT))


_JPEG, _PNG = b"\xff\xd8", b"\x89PNG\r\n\x1a\n"
# Exif and XMP stand in APP1, IPTC in APP13 (JPEG); eXIf and texts are chunks of their own (PNG).
_JPEG_DROPPED = frozenset({0xE1, 0xED})
_JPEG_PIXELS = 0xDA
_PNG_DROPPED = frozenset({b"eXIf", b"tEXt", b"zTXt", b"iTXt"})


def undescribed(data: bytes) -> bytes:
    """Return a JPEG or PNG without what it says of itself: where it was taken, by whom, with what. Its pixels stay.

    Other formats, and what is damaged, come back as they are: Wagtail writes no such words into them.
    """
    if data.startswith(_JPEG):
        return _jpeg_undescribed(data)
    return _png_undescribed(data) if data.startswith(_PNG) else data


def _jpeg_undescribed(data: bytes) -> bytes:
    """Walk the segments up to the pixels (ITU T.81, B.1.1.4): a marker, its length in two bytes, its content."""
    kept, at = [_JPEG], 2
    while at + 4 <= len(data) and data[at] == 0xFF and data[at + 1] != _JPEG_PIXELS:
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if data[at + 1] not in _JPEG_DROPPED:
            kept.append(data[at:end])
        at = end
    return b"".join((*kept, data[at:]))


def _png_undescribed(data: bytes) -> bytes:
    """Walk the chunks (RFC 2083, 3.2): length, type, content, checksum."""
    kept, at = [_PNG], len(_PNG)
    while at + 12 <= len(data):
        end = at + 12 + int.from_bytes(data[at : at + 4], "big")
        if data[at + 4 : at + 8] not in _PNG_DROPPED:
            kept.append(data[at:end])
        at = end
    return b"".join((*kept, data[at:]))
