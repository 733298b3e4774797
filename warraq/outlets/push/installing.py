"""What makes an edition's site one that can be installed: its manifest, its icons, its service worker.

Manifest: https://www.w3.org/TR/appmanifest/. Icons are drawn from the edition's colours: the khatam of the tilers, two
squares one upon the other, within the part that every system shows of a mask (a circle of 0.8 of the side).
"""

from __future__ import annotations

import json
import math
from functools import lru_cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw

from warraq.network.models import Edition

ICON_SIDES: Final = (192, 512)
# A launcher shows so many letters of a name.
_SHORT_NAME: Final = 12
_PAPER: Final = "#ffffff"
_WORKER: Final = Path(__file__).with_name("worker.js")
# Drawn so many times larger and then made smaller: edges are smooth.
_FINER: Final = 4


def icon_path(side: int) -> str:
    """Return where an edition's icon of this side is."""
    return f"/icon-{side}.png"


def manifest(edition: Edition) -> bytes:
    """Return the edition's manifest."""
    icons = [
        {"src": icon_path(side), "sizes": f"{side}x{side}", "type": "image/png", "purpose": purpose}
        for side in ICON_SIDES
        for purpose in ("any", "maskable")
    ]
    told = {
        "id": "/",
        "name": edition.name,
        "short_name": short_name(edition.name),
        "description": edition.tagline,
        "lang": edition.locale,
        "dir": "rtl",
        "start_url": "/",
        "scope": "/",
        "display": "minimal-ui",
        "background_color": _PAPER,
        "theme_color": edition.colour,
        "icons": icons,
    }
    return json.dumps(told, ensure_ascii=False).encode()


def short_name(name: str) -> str:
    """Return as many whole words of a name as a launcher shows, the first at least."""
    words = name.split() or [name]
    short = words[0]
    for word in words[1:]:
        if len(f"{short} {word}") > _SHORT_NAME:
            break
        short = f"{short} {word}"
    return short


@lru_cache(maxsize=64)
def icon(colour: str, accent: str, *, side: int) -> bytes:
    """Return an icon as PNG: the star in white on the colour, its heart in the accent."""
    large = side * _FINER
    drawing = Image.new("RGB", (large, large), colour)
    pen = ImageDraw.Draw(drawing)
    for radius, fill in ((0.36, _PAPER), (0.17, accent)):
        for turned in (0.0, math.pi / 4):
            pen.polygon(_square(large, radius=radius * large, turned=turned), fill=fill)
    file = BytesIO()
    drawing.resize((side, side), Image.Resampling.LANCZOS).save(file, "PNG", optimize=True)
    return file.getvalue()


def _square(side: int, *, radius: float, turned: float) -> list[tuple[float, float]]:
    """Return the corners of a square within a circle in the middle of the drawing."""
    angles = [turned + math.pi / 2 * corner for corner in range(4)]
    return [(side / 2 + radius * math.cos(angle), side / 2 + radius * math.sin(angle)) for angle in angles]


def worker(edition: Edition, *, looks: str) -> bytes:
    """Return the edition's service worker; `looks` names what decides how its pages look.

    With other looks it is another worker, which begins with nothing kept.
    """
    source = _WORKER.read_text(encoding="utf-8")
    facts = {"name": edition.name, "lang": edition.locale, "colour": edition.colour, "icon": icon_path(192)}
    version = sha256(f"{looks}\n{facts}\n{source}".encode()).hexdigest()[:16]
    # What stands in a script: no sign that ends a line of it.
    told = json.dumps(facts | {"version": version})
    return f"const SITE = {told};\n{source}".encode()
