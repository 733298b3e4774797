"""A reader's way through the network: home, section, story, sister site, and home again."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.demo import LOCALES, Demo
from tests.browser.page_types import PAGE_TYPES, placed, sister_story
from tests.browser.readers import SCHEMES, WIDTHS, Readers, Scheme

pytestmark = pytest.mark.browser

STATUSES = {"not found": 404, "unknown host": 404, "withdrawn": 410}


@pytest.mark.parametrize("kind", PAGE_TYPES)
def test_each_page_type_answers_with_its_status(demo: Demo, pages: dict[str, str], kind: str) -> None:
    assert demo.fetch(pages[kind]).status == STATUSES.get(kind, 200)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_a_reader_walks_from_a_home_page_to_a_sister_site(
    demo: Demo, readers: Readers, width: int, scheme: Scheme
) -> None:
    story = sister_story(demo)
    home = next(
        each for each in placed(demo, condition="placement.is_home") if each.story_id == story.story_id
    )
    visit = readers.visit(width=width, scheme=scheme)
    page = visit.page

    page.goto(demo.url(story.host, "/"))
    page.locator(f'nav a[href="/{story.section}/"]').first.click()
    page.wait_for_url(f"**/{story.section}/")
    page.locator(f'main a[href^="/{story.section}/{story.story_id}-"]').first.click()
    page.wait_for_url(f"**/{story.section}/{story.story_id}-*")
    expect(page.locator("h1")).to_contain_text(story.headline.split()[0])
    expect(page.locator("html")).to_have_attribute("lang", LOCALES[story.host])

    canonical = page.locator('link[rel="canonical"]').get_attribute("href")
    page.get_by_text("شاهد على").get_by_role("link").click()
    page.wait_for_url(demo.url(home.host, f"/{home.section}/{home.story_id}-*"))
    assert page.url == canonical
    assert page.locator('link[rel="canonical"]').get_attribute("href") == canonical
    expect(page.locator("html")).to_have_attribute("lang", LOCALES[home.host])
    assert page.get_by_text("شاهد على").count() == 0

    page.locator("header a").first.click()
    page.wait_for_url(demo.url(home.host, "/"))
    expect(page.locator("main article").first).to_be_visible()

    page.wait_for_load_state("networkidle")
    assert visit.trouble == []
    assert visit.hosts() == {f"{story.host}:{demo.port}", f"{home.host}:{demo.port}"}
    assert visit.context.cookies() == []
