"""The sizes and formats in which pictures are shown: AVIF with WebP behind it, in a few widths."""

from __future__ import annotations

from wagtail.images.models import SourceImageIOError

from warraq.stories.models import Picture, Rendition

# Every picture is cut to 16:9 around its focal point, in these widths and heights (pixels).
SIZES = ((320, 180), (640, 360), (1280, 720))
FORMATS = ("avif", "webp")
_SPECS = {
    (width, name): f"fill-{width}x{height}|format-{name}" for width, height in SIZES for name in FORMATS
}


def renditions_of(picture: Picture) -> dict[tuple[int, str], Rendition] | None:
    """Return the picture by the width asked for and the format, made where missing; None when its file is gone."""
    try:
        found = picture.get_renditions(*_SPECS.values())
    except SourceImageIOError:
        return None
    return {size_and_format: found[spec] for size_and_format, spec in _SPECS.items()}
