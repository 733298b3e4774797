"""What the outlets' tests share."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree  # the documents are our own

import pytest
from django.core.cache import cache
from django.core.files.images import ImageFile
from PIL import Image

from warraq.stories.models import Picture

NAMES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "media": "http://search.yahoo.com/mrss/",
    "news": "http://www.google.com/schemas/sitemap-news/0.9",
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
}


def parsed(response: Any) -> ElementTree.Element:
    """The document of an answer, which must be there."""
    assert response.status_code == 200
    return ElementTree.fromstring(response.content)  # noqa: S314


def texts(root: ElementTree.Element, path: str) -> list[str | None]:
    """What stands in the elements at a path."""
    return [element.text for element in root.findall(path, NAMES)]


@pytest.fixture
def make_picture(db: None, settings: Any, tmp_path: Path) -> Callable[..., Picture]:
    """Return a function that makes a small picture on a disk of its own."""
    settings.MEDIA_ROOT = tmp_path
    # A rendition that is remembered of an earlier test's picture of the same number has no row in this test.
    cache.clear()

    def make(name: str = "picture.png", **fields: Any) -> Picture:
        drawing = BytesIO()
        Image.new("RGB", (64, 36), "navy").save(drawing, "PNG")
        return Picture.objects.create(title=name, file=ImageFile(drawing, name=name), **fields)

    return make
