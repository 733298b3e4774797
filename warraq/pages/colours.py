"""Colours that a newsroom chooses, moved as little as needed until text in them is readable. Pure.

Ratios are those of WCAG 2.2 (success criterion 1.4.3: 4.5 to 1 for text); colours are `#rrggbb`.
"""

from __future__ import annotations

from functools import lru_cache

AA_TEXT = 4.5
# The darkest surface of the light scheme and the lightest of the dark one, as in styles/00-tokens.css: what
# is readable there is readable on all others.
LIGHT_SURFACE = "#f1ede5"
DARK_SURFACE = "#26262b"
WHITE = "#ffffff"
BLACK = "#000000"
_STEPS = 50


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of two colours, from 1 to 21."""
    low, high = sorted((_luminance(first), _luminance(second)))
    return (high + 0.05) / (low + 0.05)


@lru_cache(maxsize=1024)
def legible(colour: str, *, on: str, ratio: float = AA_TEXT) -> str:
    """Return the colour, mixed with black or white until it stands out from `on` by `ratio`.

    `on` must itself be dark or light enough for black or white to reach the ratio.
    """
    pole = WHITE if _luminance(on) < 0.18 else BLACK
    mixes = (_mixed(colour, pole, share=step / _STEPS) for step in range(_STEPS + 1))
    return next((mix for mix in mixes if contrast(mix, on) >= ratio), pole)


def _mixed(colour: str, other: str, *, share: float) -> str:
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(one + (two - one) * share):02x}" for one, two in pairs)


def _luminance(colour: str) -> float:
    """Return the relative luminance, as WCAG 2.2 defines it for sRGB."""
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (channel / 255 for channel in _channels(colour))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
