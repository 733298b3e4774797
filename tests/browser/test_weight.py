"""What a page weighs on the line."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

import pytest

from tests.browser.demo import Demo
from tests.browser.page_types import PAGE_TYPES
from tests.browser.readers import PHONE, Readers

pytestmark = pytest.mark.browser

KILOBYTE = 1000
SCRIPTS_UNDER = 5 * KILOBYTE
STYLES_UNDER = 20 * KILOBYTE
FONTS_UNDER = 130 * KILOBYTE

_SCRIPT = re.compile(r'<script[^>]* src="([^"]+)"')
_STYLE = re.compile(r'<link rel="stylesheet" href="([^"]+)"')
_FONT = re.compile(r'url\(["\']?([^"\')]+\.woff2)')


def _sent(demo: Demo, url: str, pattern: re.Pattern[str]) -> dict[str, int]:
    """Return what the page names by the pattern, each with its bytes as they travel to a browser."""
    named = {urljoin(url, path) for path in pattern.findall(demo.fetch(url).text)}
    return {each: len(demo.fetch(each, Accept_Encoding="gzip").sent) for each in named}


@pytest.mark.parametrize("kind", ["home", "hub", "section", "story with a picture"])
def test_scripts_and_styles_are_light(demo: Demo, pages: dict[str, str], kind: str) -> None:
    scripts, styles = (_sent(demo, pages[kind], pattern) for pattern in (_SCRIPT, _STYLE))

    assert 0 < sum(scripts.values()) < SCRIPTS_UNDER
    assert 0 < sum(styles.values()) < STYLES_UNDER


def test_fonts_are_light(demo: Demo, pages: dict[str, str]) -> None:
    (sheet,) = _sent(demo, pages["home"], _STYLE)

    fonts = _sent(demo, sheet, _FONT)

    assert 0 < sum(fonts.values()) < FONTS_UNDER


@pytest.mark.parametrize("kind", PAGE_TYPES)
def test_a_page_asks_nobody_but_its_own_site(pages: dict[str, str], readers: Readers, kind: str) -> None:
    visit = readers.visit(width=PHONE)

    visit.page.goto(pages[kind], wait_until="networkidle")

    assert visit.hosts() == {urlsplit(pages[kind]).netloc}
