"""What fits, what moves, and which way it reads."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.demo import LOCALES, Demo
from tests.browser.page_types import PAGE_TYPES, latin_story, placed_url
from tests.browser.readers import PHONE, WIDTHS, Readers

pytestmark = pytest.mark.browser

NARROWEST = 320
# Google calls 0.1 good; the house asks for half of that.
SHIFT_LIMIT = 0.05

_SHIFT = """() => new Promise((done) => {
    let sum = 0;
    const add = (entries) => entries.forEach((each) => { if (!each.hadRecentInput) sum += each.value; });
    const observer = new PerformanceObserver((list) => add(list.getEntries()));
    observer.observe({ type: "layout-shift", buffered: true });
    document.fonts.ready.then(() => requestAnimationFrame(() => requestAnimationFrame(() => {
        add(observer.takeRecords());
        done(sum);
    })));
})"""
_TWO_FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
# What sticks out of the page, for the message: the deepest elements that end outside.
_STICKING_OUT = """(width) => [...document.querySelectorAll("body *")]
    .filter((each) => { const box = each.getBoundingClientRect(); return box.left < -1 || box.right > width + 1; })
    .filter((each) => !each.closest(".bar, .unseen, .skip"))
    .map((each) => `${each.tagName}.${each.className} ${each.textContent.trim().slice(0, 40)}`).slice(-4)"""


class Held:
    """Requests that wait until they are released."""

    def __init__(self) -> None:
        self.waiting: list[Route] = []
        self._released = False

    def take(self, route: Route) -> None:
        """Keep the request waiting, or let it pass once the others were released."""
        if self._released:
            route.continue_()
        else:
            self.waiting.append(route)

    def release(self) -> None:
        """Let all pass."""
        self._released = True
        for route in self.waiting:
            route.continue_()


@pytest.mark.parametrize("kind", PAGE_TYPES)
def test_nothing_scrolls_sideways_on_the_narrowest_phone(
    pages: dict[str, str], readers: Readers, kind: str
) -> None:
    page = readers.visit(width=NARROWEST).page

    page.goto(pages[kind])

    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= NARROWEST, page.evaluate(_STICKING_OUT, NARROWEST)


@pytest.mark.parametrize("kind", ["home", "hub", "section", "story with a picture", "standing page"])
@pytest.mark.parametrize("width", WIDTHS)
def test_the_layout_holds_still_while_fonts_come_late(
    pages: dict[str, str], readers: Readers, kind: str, width: int
) -> None:
    page = readers.visit(width=width).page
    fonts = Held()
    page.route("**/*.woff2", fonts.take)

    page.goto(pages[kind], wait_until="domcontentloaded")
    page.evaluate(_TWO_FRAMES)
    assert fonts.waiting, "the page asked for no font"
    fonts.release()
    page.wait_for_load_state("load")
    _see_the_whole_page(page)

    assert page.evaluate(_SHIFT) < SHIFT_LIMIT


def _see_the_whole_page(page: Page) -> None:
    """Scroll through, so that lazy pictures come too."""
    height, step = page.evaluate("[document.documentElement.scrollHeight, innerHeight]")
    for top in range(0, height, step):
        page.evaluate("(top) => scrollTo({ top, behavior: 'instant' })", top)
        page.evaluate(_TWO_FRAMES)
    page.wait_for_load_state("networkidle")


@pytest.mark.parametrize("host", LOCALES)
def test_pages_read_from_right_to_left_in_the_sites_own_arabic(
    demo: Demo, readers: Readers, host: str
) -> None:
    page = readers.visit(width=PHONE).page

    page.goto(demo.url(host, "/"))

    root = page.locator("html")
    expect(root).to_have_attribute("dir", "rtl")
    expect(root).to_have_attribute("lang", LOCALES[host])
    links = page.locator("nav.bar a")
    first, second = (links.nth(place).bounding_box() for place in (0, 1))
    assert first is not None
    assert second is not None
    assert first["x"] > second["x"]


def test_a_latin_name_is_isolated_in_headline_and_title(demo: Demo, readers: Readers) -> None:
    story = latin_story(demo)
    page = readers.visit(width=PHONE).page

    page.goto(placed_url(demo, story))

    isolated = page.locator("h1 bdi").first
    expect(isolated).to_be_visible()
    name = isolated.inner_text()
    assert name.isascii()
    assert f"\u2068{name}\u2069" in page.title()
    for meta in ("og:title", "og:description"):
        content = page.locator(f'meta[property="{meta}"]').get_attribute("content") or ""
        assert name not in content.replace(f"\u2068{name}\u2069", "")
