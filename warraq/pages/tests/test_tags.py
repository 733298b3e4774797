"""What the template tags print."""

import pytest
from wagtail.embeds.blocks import EmbedValue
from wagtail.embeds.embeds import get_embed_hash
from wagtail.embeds.models import Embed

from warraq.network.models import Edition
from warraq.pages.colours import AA_TEXT, WHITE, contrast
from warraq.pages.templatetags.warraq_pages import (
    band_colour,
    edition_colours,
    isolated,
    kept_embed,
    section_colours,
)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("فوز الوداد 3-1", 'فوز الوداد <span class="tied">3-1</span>'),
        ("موسم 2024-2025", 'موسم <span class="tied">2024-2025</span>'),
        ("يوم 25-11-2024", "يوم 25-11-2024"),
        ("أ < ب", "أ &lt; ب"),
    ],
)
def test_scores_and_spans_of_years_are_not_broken_over_two_lines(text: str, html: str) -> None:
    assert isolated(text) == html


def test_a_bright_colour_still_carries_white_text() -> None:
    assert contrast(band_colour(Edition(colour="#ffe600")), WHITE) >= AA_TEXT


def test_an_edition_prints_its_colours_for_both_schemes() -> None:
    printed = edition_colours(Edition(colour="#8f1d2c", accent="#1f7a4d"))
    names = [pair.split(":")[0] for pair in printed.split(";")]
    assert names == [
        "--band",
        "--edition-on-light",
        "--edition-on-dark",
        "--accent-on-light",
        "--accent-on-dark",
    ]


def test_a_section_without_a_colour_prints_nothing() -> None:
    assert section_colours("") == ""
    assert section_colours("#1d5fa8").startswith(' style="--section-on-light:#')


@pytest.mark.django_db
def test_an_embed_is_printed_as_the_desk_fetched_it_and_never_fetched_for_a_reader() -> None:
    value = EmbedValue("https://video.example/1", max_width=800)
    assert kept_embed(value) == ""
    Embed.objects.create(
        hash=get_embed_hash(value.url, 800, None), url=value.url, type="video", html="<iframe></iframe>"
    )
    assert kept_embed(value) == "<iframe></iframe>"
