"""The beacon: a story that stayed in view is counted once, and readers get no cookie."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.demo import Demo
from tests.browser.page_types import placed, placed_url
from tests.browser.readers import PHONE, Readers

pytestmark = pytest.mark.browser


def _reads(visit_requests: list[str]) -> list[str]:
    return [url for url in visit_requests if url.endswith("/reads")]


def _opened(page: Page, url: str) -> None:
    """Open an address under a clock that stands until it is moved."""
    page.clock.install()
    page.goto(url)


def test_a_story_that_stays_in_view_is_counted_once_without_a_cookie(demo: Demo, readers: Readers) -> None:
    story = placed(demo)[0]
    visit = readers.visit(width=PHONE)
    _opened(visit.page, placed_url(demo, story))

    with visit.page.expect_response("**/reads") as answered:
        visit.page.clock.fast_forward(10_000)
    visit.page.clock.fast_forward(60_000)

    assert answered.value.status == 204
    assert answered.value.request.method == "POST"
    assert answered.value.request.post_data == f"{story.story_id}\n"
    assert len(_reads(visit.requests)) == 1
    assert visit.context.cookies() == []
    assert visit.trouble == []


def test_a_glance_is_not_counted(demo: Demo, readers: Readers) -> None:
    visit = readers.visit(width=PHONE)
    _opened(visit.page, placed_url(demo, placed(demo)[0]))

    visit.page.clock.fast_forward(1_000)

    assert _reads(visit.requests) == []


@pytest.mark.parametrize("path", ["/", "/politics/", "/about/", "/nowhere", "/reads"])
def test_no_answer_to_a_reader_sets_a_cookie(demo: Demo, path: str) -> None:
    answer = demo.fetch(demo.url("maghrib.localhost", path))

    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in (answer.headers["Vary"] or "")


def test_the_beacon_answers_without_a_cookie(demo: Demo) -> None:
    story = placed(demo)[0]

    answer = demo.fetch(demo.url(story.host, "/reads"), method="POST", body=str(story.story_id))

    assert answer.status == 204
    assert answer.sent == b""
    assert "Set-Cookie" not in answer.headers
