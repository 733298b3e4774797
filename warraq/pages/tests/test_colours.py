"""Whatever colour a newsroom chooses, text in it stays readable."""

import re
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from warraq.pages.colours import AA_TEXT, DARK_SURFACE, LIGHT_SURFACE, WHITE, contrast, legible

colours = st.integers(min_value=0, max_value=0xFFFFFF).map(lambda value: f"#{value:06x}")
TOKENS = (Path(__file__).parents[1] / "styles" / "00-tokens.css").read_text(encoding="utf-8")
SCHEMES = TOKENS.split("@media (prefers-color-scheme: dark)")


def test_contrast_is_that_of_wcag() -> None:
    assert round(contrast("#000000", "#ffffff"), 2) == 21
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48


@given(colours, st.sampled_from([WHITE, LIGHT_SURFACE, DARK_SURFACE]))
def test_any_colour_becomes_readable(colour: str, surface: str) -> None:
    assert contrast(legible(colour, on=surface), surface) >= AA_TEXT


@given(colours)
def test_a_readable_colour_stays_as_it_was_chosen(colour: str) -> None:
    if contrast(colour, LIGHT_SURFACE) >= AA_TEXT:
        assert legible(colour, on=LIGHT_SURFACE) == colour


def test_the_surfaces_are_the_hardest_of_the_tokens() -> None:
    light, dark = (re.findall(r"--(?:paper|surface|surface-deep): (#\w{6})", part) for part in SCHEMES)
    assert min(light, key=lambda each: contrast(each, "#000000")) == LIGHT_SURFACE
    assert max(dark[:3], key=lambda each: contrast(each, "#000000")) == DARK_SURFACE


def test_the_inks_of_both_schemes_are_readable_on_every_surface() -> None:
    for part, surface in zip(SCHEMES, (LIGHT_SURFACE, DARK_SURFACE), strict=True):
        for name in ("ink", "ink-soft", "urgent"):
            found = re.search(rf"--{name}: (#\w{{6}})", part)
            assert found is not None
            assert contrast(found[1], surface) >= AA_TEXT
