"""A front is composed in a browser, by keyboard and by drag, and readers' pages follow; so does the strip."""

from __future__ import annotations

import re
from time import monotonic

import pytest
from playwright.sync_api import Page, expect

from tests.browser.demo import HUB, KHALIJ, MISR, Demo
from tests.browser.readers import PHONE, Readers, Visit
from tests.browser.test_desk import enter

pytestmark = pytest.mark.browser

# The press follows within a second; the machine that runs the tests may be busy.
_FOLLOWS_WITHIN = 10.0


def edition_number(demo: Demo, slug: str) -> int:
    return int(demo.rows("SELECT id FROM network_edition WHERE slug = :slug", slug=slug)[0][0])


def open_front(readers: Readers, demo: Demo, slug: str) -> Visit:
    visit = enter(readers, demo, "network")
    visit.page.goto(demo.url(HUB, f"/desk/fronts/{edition_number(demo, slug)}/"))
    expect(visit.page.locator("[data-part='0'] [data-story]").first).to_be_visible()
    return visit


def top(page: Page) -> list[str]:
    """Return the stories of the top, as the desk shows them."""
    return page.locator("[data-part='0'] [data-story]").evaluate_all(
        "(rows) => rows.map((row) => row.dataset.story)"
    )


def stories_of(demo: Demo, host: str, path: str = "/") -> list[str]:
    """Return the stories that a page leads to, in its order."""
    return re.findall(r'<a href="[^"]*/([0-9]+)-[^"]*"', demo.fetch(demo.url(host, path)).text)


def wait_until_first(demo: Demo, host: str, story: str) -> None:
    """Return when the story leads the site's home, for whoever asks."""
    end = monotonic() + _FOLLOWS_WITHIN
    while front_of(demo, host)[0] != story:
        assert monotonic() < end, "The press did not follow."


def front_of(demo: Demo, host: str) -> list[str]:
    """Return the stories of the top, as readers meet them."""
    page = demo.fetch(demo.url(host, "/")).text
    section = re.search(r'<section class="front".*?</section>', page, flags=re.DOTALL)
    assert section is not None
    return re.findall(r'<a href="[^"]*/([0-9]+)-[^"]*"', section[0])


def told(page: Page, words: str) -> None:
    expect(page.locator("[data-said]")).to_contain_text(words)


def test_a_front_is_composed_by_keyboard_published_and_taken_back(demo: Demo, readers: Readers) -> None:
    before = front_of(demo, MISR)
    visit = open_front(readers, demo, "misr")
    page = visit.page
    third = top(page)[2]

    # Up twice: the button keeps the focus while its story moves.
    page.locator(f"#up-{third}").focus()
    page.keyboard.press("Enter")
    told(page, "في الموضع 2 من «أهم الأخبار»")
    expect(page.locator(f"#up-{third}")).to_be_focused()
    page.keyboard.press("Enter")
    told(page, "في الموضع 1 من «أهم الأخبار»")
    assert top(page)[0] == third
    # At the head its button is off; another of its own has the focus.
    expect(page.locator(f"#row-{third} button:focus")).to_have_count(1)
    assert front_of(demo, MISR) == before

    page.get_by_role("button", name="انشر الواجهة").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".messages")).to_contain_text("نُشرت الواجهة.")
    wait_until_first(demo, MISR, third)
    shown = stories_of(demo, MISR)
    assert len(shown) == len(set(shown))

    page.get_by_role("button", name="تراجع عن آخر نشر").click()
    expect(page.locator(".messages")).to_contain_text("عادت الواجهة")
    wait_until_first(demo, MISR, before[0])
    assert front_of(demo, MISR) == before
    assert visit.trouble == []


def test_a_front_is_composed_by_drag_previewed_and_published(demo: Demo, readers: Readers) -> None:
    visit = open_front(readers, demo, "khalij")
    page = visit.page

    lead = page.locator("[data-part='0'] [data-story]").first
    picked = page.locator("[data-picks] [data-story]").nth(2)
    story = picked.get_attribute("data-story")
    assert story is not None
    picked.drag_to(lead, target_position={"x": 150, "y": 8})
    told(page, "في الموضع 1 من «أهم الأخبار»")
    assert top(page)[0] == story

    # A whole list is dragged above the one before it; both must be in view when the button goes down.
    first, second = (page.locator(f"[data-part][data-place='{place}']") for place in (1, 2))
    moved = second.get_attribute("data-part")
    first.evaluate("(part) => part.scrollIntoView({ block: 'center' })")
    second.locator("[data-part-grip] h3").drag_to(first, target_position={"x": 150, "y": 8})
    told(page, "نُقلت الكتلة إلى الموضع 2 في الواجهة")
    expect(page.locator("[data-part]").nth(1)).to_have_attribute("data-part", str(moved))

    page.get_by_role("button", name="معاينة").click()
    preview = page.frame_locator("[data-frame]")
    expect(preview.locator(".front .headline a").first).to_have_attribute("href", re.compile(f"/{story}-"))
    page.get_by_role("button", name="هاتف").click()
    assert preview.locator("html").evaluate("(root) => root.scrollWidth <= root.clientWidth")
    page.get_by_role("button", name="أغلق").click()

    page.get_by_role("button", name="انشر الواجهة").click()
    expect(page.locator(".messages")).to_contain_text("نُشرت الواجهة.")
    wait_until_first(demo, KHALIJ, story)

    reader = readers.visit(width=PHONE)
    reader.page.goto(demo.url(KHALIJ, "/"))
    expect(reader.page.locator(".front .headline a").first).to_have_attribute(
        "href", re.compile(f"/{story}-")
    )
    assert reader.page.locator("html").evaluate("(root) => root.scrollWidth <= root.clientWidth")
    page.get_by_role("button", name="تراجع عن آخر نشر").click()
    expect(page.locator(".messages")).to_contain_text("عادت الواجهة")


def test_the_strip_is_raised_in_one_press_on_every_site_and_taken_down(demo: Demo, readers: Readers) -> None:
    visit = enter(readers, demo, "network")
    page = visit.page
    page.goto(demo.url(HUB, "/desk/breaking/"))
    words = "شريط يُرفع في اختبار"
    page.locator("[name=text]").fill(words)
    page.get_by_role("button", name="ارفع الشريط الآن").click()
    expect(page.locator(".messages")).to_contain_text("رُفع الشريط.")

    old = demo.story_url(MISR, "politics", int(stories_of(demo, MISR)[-1]))
    reader = readers.visit()
    for address in (demo.url(HUB, "/"), demo.url(KHALIJ, "/"), demo.url(MISR, "/"), old):
        wait_for(demo, address, words=words, is_there=True)
        reader.page.goto(address)
        expect(reader.page.get_by_role("region", name="عاجل")).to_contain_text(words)

    page.get_by_role("button", name="أنزله الآن").click()
    expect(page.locator(".messages")).to_contain_text("أُنزل الشريط.")
    wait_for(demo, old, words=words, is_there=False)
    assert visit.trouble == []


def wait_for(demo: Demo, address: str, *, words: str, is_there: bool) -> None:
    """Return when an address has the words, or no longer."""
    end = monotonic() + _FOLLOWS_WITHIN
    while (words in demo.fetch(address).text) is not is_there:
        assert monotonic() < end, f"{address} did not follow."
