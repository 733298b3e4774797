"""Live blocks as readers get them: complete without JavaScript, today's on every page, and no story twice."""

from __future__ import annotations

import random
from collections.abc import Callable
from time import monotonic

import pytest

from tests.browser.demo import HUB, LOCALES, MAGHRIB, MISR, Demo
from tests.browser.live_blocks import LiveBlock, doubles, live_blocks, named
from tests.browser.page_types import PAGE_TYPES, Placed, placed, placed_url
from tests.browser.readers import PHONE, Readers

pytestmark = pytest.mark.browser

_SECTIONS = """
    SELECT section.name FROM network_section AS section
    JOIN network_editionhost AS host ON host.edition_id = section.edition_id
    WHERE host.name = :host AND section.has_teasers ORDER BY section.position, section.id
"""


def blocks_at(demo: Demo, url: str) -> list[LiveBlock]:
    return live_blocks(demo.fetch(url).text)


@pytest.fixture(scope="module")
def old_story(demo: Demo, pages: dict[str, str]) -> Placed:
    """The oldest story of a site: what stands around it is of today."""
    return placed(demo, condition=f"host.name = '{MAGHRIB}'")[-1]


def test_an_old_story_shows_all_of_todays_blocks_without_javascript(
    demo: Demo, readers: Readers, old_story: Placed
) -> None:
    page = readers.visit(width=PHONE, javascript=False).page

    page.goto(placed_url(demo, old_story))

    for selector in ("h1", ".byline", ".dates", ".body p", ".breadcrumb a"):
        assert page.locator(f"main {selector}").first.is_visible(), selector
    blocks = live_blocks(page.content())
    titles = [block.title for block in blocks if block.key != "breaking"]
    sections = [name for (name,) in demo.rows(_SECTIONS, host=MAGHRIB)]
    assert titles == ["أخبار ذات صلة", "آخر الأخبار", *sections, "الأكثر قراءة"]
    for heading in titles:
        assert page.get_by_role("heading", name=heading, exact=True, level=2).is_visible()
    newest = [each.story_id for each in placed(demo, condition=f"host.name = '{MAGHRIB}'")]
    shown = [story for block in blocks for story in block.stories]
    assert newest[0] in shown


def test_blocks_hold_as_many_stories_as_the_design_says(demo: Demo, old_story: Placed) -> None:
    blocks = blocks_at(demo, placed_url(demo, old_story))

    assert len(named(blocks, "latest")[0].stories) == 4
    assert len(named(blocks, "most_read")[0].stories) == 5
    assert 1 <= len(named(blocks, "related")[0].stories) <= 5
    assert all(1 <= len(block.stories) <= 4 for block in named(blocks, "teasers"))


def test_sections_come_in_the_editions_own_order(demo: Demo, pages: dict[str, str]) -> None:
    for host in (MAGHRIB, MISR):
        url = placed_url(demo, placed(demo, condition=f"host.name = '{host}'")[-1])
        shown = [block.title for block in named(blocks_at(demo, url), "teasers")]
        order = [name for (name,) in demo.rows(_SECTIONS, host=host)]
        assert shown == [name for name in order if name in shown]
        assert len(shown) > 5


@pytest.mark.parametrize("kind", PAGE_TYPES)
def test_no_story_stands_twice_in_the_blocks_of_a_page(demo: Demo, pages: dict[str, str], kind: str) -> None:
    assert doubles(blocks_at(demo, pages[kind])) == []


@pytest.mark.parametrize("host", LOCALES)
def test_no_story_stands_twice_on_a_home_page(demo: Demo, host: str) -> None:
    blocks = blocks_at(demo, demo.url(host, "/"))

    assert blocks
    assert doubles(blocks) == []


def _breaking(blocks: list[LiveBlock]) -> list[int]:
    return named(blocks, "breaking")[0].stories


def _latest(blocks: list[LiveBlock]) -> list[int]:
    return named(blocks, "latest")[0].stories


def _most_read(blocks: list[LiveBlock]) -> list[int]:
    return named(blocks, "most_read")[0].stories


def _first_teasers(blocks: list[LiveBlock]) -> list[int]:
    return [block.stories[0] for block in named(blocks, "teasers")]


@pytest.mark.parametrize("stories_of", [_breaking, _latest, _most_read, _first_teasers])
def test_the_page_of_a_story_that_stands_in_a_block_shows_the_next_in_line(
    demo: Demo, old_story: Placed, stories_of: Callable[[list[LiveBlock]], list[int]]
) -> None:
    around = blocks_at(demo, placed_url(demo, old_story))
    here = {each.story_id: each for each in placed(demo, condition=f"host.name = '{MAGHRIB}'")}

    for story in stories_of(around):
        blocks = blocks_at(demo, placed_url(demo, here[story]))
        assert doubles(blocks) == []
        assert all(story not in block.stories for block in blocks)
        assert len(named(blocks, "latest")[0].stories) == 4


def test_no_story_stands_twice_on_thirty_stories_of_any_site(demo: Demo, pages: dict[str, str]) -> None:
    chosen = random.Random(30).sample(placed(demo), 30)

    for story in chosen:
        blocks = blocks_at(demo, placed_url(demo, story))
        assert doubles(blocks) == [], placed_url(demo, story)
        assert all(story.story_id not in block.stories for block in blocks)


def test_a_withdrawn_story_leaves_every_site_and_block_at_once(demo: Demo, old_story: Placed) -> None:
    around = placed_url(demo, old_story)
    story = named(blocks_at(demo, around), "latest")[0].stories[-1]
    standing = [each for each in placed(demo) if each.story_id == story]
    urls = [placed_url(demo, each) for each in standing]
    shown_at = [around, *(demo.url(each.host, "/") for each in standing), demo.url(HUB, "/")]

    demo.command("withdraw", str(story), "--reason", "خبر غير صحيح")

    # A second is the promise; a crowded machine may take longer to start looking.
    end = monotonic() + 10
    while any(demo.fetch(url).status != 410 for url in urls) or any(
        story in block.stories for url in shown_at for block in blocks_at(demo, url)
    ):
        assert monotonic() < end, "the story is still to be seen"
    assert len(named(blocks_at(demo, around), "latest")[0].stories) == 4
