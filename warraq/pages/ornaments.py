"""An edition's ornament: a star drawn from its slug, as the khatam of the tilers. Pure.

Each edition gets one of a few stars, always the same: two star polygons, one within the other, and a dot.
"""

from __future__ import annotations

import math
import zlib
from dataclasses import dataclass

# (points, inner radius as a share of the outer): stars that stay clear at 20 pixels.
_STARS = ((8, 0.76), (6, 0.58), (10, 0.70), (12, 0.80), (8, 0.54), (5, 0.50))
# The drawing stands in a square of 100 units.
SIDE = 100
_CENTRE = SIDE / 2


@dataclass(frozen=True)
class Ornament:
    """Two SVG paths in a square of `SIDE` units: the star, and the smaller star that stands in it."""

    star: str
    heart: str


def ornament(slug: str) -> Ornament:
    """Return the edition's ornament."""
    points, inner = _STARS[zlib.crc32(slug.encode()) % len(_STARS)]
    return Ornament(
        star=_star(points, outer=48, inner=48 * inner, turned=0),
        heart=_star(points, outer=24, inner=24 * inner, turned=math.pi / points),
    )


def _star(points: int, *, outer: float, inner: float, turned: float) -> str:
    """Return the path of a star whose first point is at the top, turned by `turned` radians."""
    corners = [
        (outer if corner % 2 == 0 else inner, math.pi * corner / points - math.pi / 2 + turned)
        for corner in range(2 * points)
    ]
    places = [
        f"{_CENTRE + radius * math.cos(angle):.1f} {_CENTRE + radius * math.sin(angle):.1f}"
        for radius, angle in corners
    ]
    return "M" + "L".join(places) + "Z"
