"""Every golden pair of the text changes."""

import unicodedata
from datetime import date
from html import unescape

import pytest

from warraq.arabic.dates import format_date
from warraq.arabic.digits import Digits
from warraq.arabic.direction import isolate_html, isolate_plain
from warraq.arabic.slugs import slug
from warraq.arabic.tests.golden import rows
from warraq.arabic.truncate import truncate


@pytest.mark.parametrize(("limit", "text", "teaser"), rows("truncate"))
def test_truncate(limit: str, text: str, teaser: str) -> None:
    assert truncate(text, limit=int(limit)) == teaser


@pytest.mark.parametrize(("headline", "expected"), rows("slugs"))
def test_slug(headline: str, expected: str) -> None:
    assert slug(headline) == expected


@pytest.mark.parametrize(("text", "html"), rows("direction"))
def test_isolate_html(text: str, html: str) -> None:
    assert isolate_html(text) == html


@pytest.mark.parametrize(("text", "html"), rows("direction"))
def test_isolate_plain_isolates_the_same_pieces(text: str, html: str) -> None:
    expected = unescape(html.replace("<bdi>", "\u2068").replace("</bdi>", "\u2069"))

    assert isolate_plain(text) == expected


@pytest.mark.parametrize(("locale", "day", "expected"), rows("dates"))
def test_format_date(locale: str, day: str, expected: str) -> None:
    assert format_date(date.fromisoformat(day), locale=locale, digits=Digits.LATIN) == expected


@pytest.mark.parametrize("name", ["truncate", "slugs", "direction", "dates"])
def test_golden_texts_are_composed(name: str) -> None:
    assert all(
        unicodedata.is_normalized("NFC", field) for row in rows(name) for field in row if "ﺍ" not in field
    )
