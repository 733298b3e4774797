"""A story's form in browsers: haste makes no second story, and nothing typed is lost."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.demo import HUB, Demo
from tests.browser.readers import Readers
from tests.browser.test_desk import enter, place

pytestmark = pytest.mark.browser

# The form notes what it held at first only after some seconds: a change before that is none to autosave.
_FORM_SETTLES = 5_000


def stories_called(demo: Demo, headline: str) -> list[int]:
    """Return the numbers of the stories of this headline."""
    return [
        row[0]
        for row in demo.rows("SELECT id FROM stories_story WHERE headline = :headline", headline=headline)
    ]


def filled(page: Page, demo: Demo, headline: str) -> None:
    """Fill in a new story, all but its last word."""
    page.clock.install()
    page.goto(demo.url(HUB, "/desk/stories/add/"))
    page.clock.fast_forward(_FORM_SETTLES)
    page.locator("[name=headline]").fill(headline)
    page.get_by_role("tab", name="أين تظهر").click()
    place(page)


def test_the_button_pressed_while_autosave_is_on_its_way_makes_one_story(
    demo: Demo, readers: Readers
) -> None:
    page = enter(readers, demo, "reporter").page
    headline = "قصة استعجل صاحبها الحفظ"
    held: list[Route] = []

    def hold(route: Route) -> None:
        """Keep the first autosave of the whole form from arriving until the button was pressed."""
        is_autosave = route.request.headers.get("accept") == "application/json"
        if route.request.method == "POST" and is_autosave and not held:
            held.append(route)
        else:
            route.continue_()

    page.route("**/desk/stories/add/", hold)
    with page.expect_request(
        lambda request: request.method == "POST" and request.url.endswith("/stories/add/")
    ):
        filled(page, demo, headline)
    page.get_by_role("button", name="حفظ المسودة").click()
    held[0].continue_()

    page.wait_for_url("**/stories/edit/*/")
    expect(page.locator(".messages")).to_contain_text(headline)
    assert stories_called(demo, headline) == [int(urlsplit(page.url).path.split("/")[-2])]


def test_words_typed_before_a_tab_was_closed_are_there_again(demo: Demo, readers: Readers) -> None:
    visit = enter(readers, demo, "reporter")
    page = visit.page
    filled(page, demo, "قصة أُغلق لسانها")
    page.wait_for_url("**/stories/edit/*/")
    address = page.url
    page.get_by_role("tab", name="النص").click()
    with page.expect_response(lambda answer: answer.url == address and answer.request.method == "POST"):
        page.locator("[name=standfirst]").fill("كلمات كُتبت قبل أن يُغلق اللسان")
    page.close()

    again = visit.context.new_page()
    again.goto(address)
    expect(again.locator("[name=standfirst]")).to_have_value("كلمات كُتبت قبل أن يُغلق اللسان")


def test_words_typed_while_a_save_was_answered_are_saved_too(demo: Demo, readers: Readers) -> None:
    visit = enter(readers, demo, "reporter")
    page = visit.page
    held: list[Route] = []

    def hold(route: Route) -> None:
        if route.request.method == "POST" and not held:
            held.append(route)
        else:
            route.continue_()

    page.route("**/desk/stories/add/", hold)
    filled(page, demo, "قصة كُتبت أثناء حفظها")
    while not held:
        page.wait_for_timeout(50)
    answer = held[0].fetch()
    with page.expect_response(
        lambda answer: "/stories/edit/" in answer.url and answer.request.method == "POST"
    ) as saved:
        # Set at once: what is typed at leisure is noticed by Wagtail's own look at the form, twice a second.
        page.locator("[name=standfirst]").evaluate("field => { field.value = 'كلمات جاءت مع الجواب'; }")
        held[0].fulfill(response=answer)
    page.close()

    again = visit.context.new_page()
    again.goto(saved.value.url)
    expect(again.locator("[name=standfirst]")).to_have_value("كلمات جاءت مع الجواب")


def test_words_typed_before_the_form_was_ready_are_saved_too(demo: Demo, readers: Readers) -> None:
    visit = enter(readers, demo, "reporter")
    filled(visit.page, demo, "قصة كُتبت على عجل")
    visit.page.wait_for_url("**/stories/edit/*/")
    address = visit.page.url
    visit.page.close()

    page = visit.context.new_page()
    page.goto(address)
    with page.expect_response(lambda answer: answer.url == address and answer.request.method == "POST"):
        page.locator("[name=standfirst]").fill("كلمات كُتبت قبل أن يستعد النموذج")
