"""A story's form in two browsers: who else works on it, what is kept, and that one story stays one."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import APIResponse, Page, Response, Route, expect

from tests.browser.demo import HUB, Demo
from tests.browser.page_types import placed
from tests.browser.readers import Readers, Visit
from tests.browser.test_desk import enter, faults, place

pytestmark = pytest.mark.browser

# The form notes what it held at first only after some seconds: a change before that is none to autosave.
_FORM_SETTLES = 5_000
# The form asks who else works on the story every ten seconds.
_LOOKS_AROUND = 11_000
# The machine may be busy; what is waited for comes long before.
_SLOWLY = 60_000
_CHIEF, _EDITOR = "كمال رئيس التحرير", "ليلى المحررة"
_ON_MAGHRIB = "placement.edition_id = (SELECT id FROM network_edition WHERE slug = 'maghrib')"


def story_number(demo: Demo, *, nth: int) -> int:
    """Return a published story at home on the site of the chief and the editor; each test has its own."""
    return placed(demo, condition=f"placement.is_home AND {_ON_MAGHRIB}")[nth].story_id


def open_story(visit: Visit, demo: Demo, number: int) -> Page:
    """Open the story's form, ready for a change."""
    page = visit.page
    page.set_default_timeout(_SLOWLY)
    page.clock.install()
    page.goto(demo.url(HUB, f"/desk/stories/edit/{number}/"))
    # What the scripts build of the body is no change of a person's.
    expect(page.locator(".public-DraftEditor-content").first).to_be_visible()
    page.clock.fast_forward(_FORM_SETTLES)
    return page


def headline(page: Page) -> str:
    return page.locator("[name=headline]").input_value()


def write_headline(page: Page, text: str) -> None:
    page.locator("[name=headline]").fill(text)


def autosaves(page: Page) -> AbstractContextManager[object]:
    """Wait within the context until autosave was answered well."""
    return page.expect_response(_autosaved, timeout=_SLOWLY)


def _autosaved(response: Response) -> bool:
    request = response.request
    return request.method == "POST" and response.ok and _is_autosave(request.url, request.headers)


def _is_autosave(url: str, headers: dict[str, str]) -> bool:
    path = urlsplit(url).path
    return ("/stories/edit/" in path or path.endswith("/stories/add/")) and "json" in headers.get(
        "accept", ""
    )


def _autosaved_to(url: str) -> bool:
    return "/stories/edit/" in urlsplit(url).path


def save(page: Page) -> None:
    page.get_by_role("button", name="حفظ المسودة").click()


def saved(page: Page, text: str) -> None:
    """Expect that the page says that the story is kept."""
    expect(page.locator(".messages")).to_contain_text(text, timeout=_SLOWLY)


def fill_new_story(page: Page, demo: Demo, text: str) -> None:
    """Fill in a new story's form until it may be saved."""
    page.set_default_timeout(_SLOWLY)
    page.clock.install()
    page.goto(demo.url(HUB, "/desk/stories/add/"))
    page.clock.fast_forward(_FORM_SETTLES)
    write_headline(page, text)
    page.get_by_role("tab", name="أين تظهر").click()
    place(page)


def other_at_work(page: Page, name: str) -> None:
    """Expect that the form shows somebody else, by name to whoever points at them."""
    other = page.locator("#w-editing-sessions .w-editing-sessions__session")
    expect(other).to_have_count(1, timeout=_SLOWLY)
    other.hover()
    expect(page.locator("[data-tippy-root]", has_text=name)).to_be_visible()


def stories_called(demo: Demo, text: str) -> int:
    return int(demo.rows("SELECT count(*) FROM stories_story WHERE headline = :text", text=text)[0][0])


def hold_first_autosave(page: Page, answer: Callable[[Route, APIResponse], None]) -> None:
    """Let the server make the story of the first autosave, and leave to `answer` what the browser hears of it."""
    held: list[Route] = []

    def between(route: Route) -> None:
        if held or not _is_autosave(route.request.url, route.request.headers):
            route.continue_()
            return
        response = route.fetch()
        if response.ok:
            held.append(route)
            answer(route, response)
        else:
            route.fulfill(response=response)

    page.route("**/stories/add/", between)


def test_who_has_the_story_open_is_told_that_another_saved_it(demo: Demo, readers: Readers) -> None:
    number = story_number(demo, nth=-3)
    chief, editor = enter(readers, demo, "chief"), enter(readers, demo, "editor")
    first, second = open_story(chief, demo, number), open_story(editor, demo, number)

    other_at_work(second, _CHIEF)
    write_headline(second, "كلمات المحررة")
    save(second)
    saved(second, "كلمات المحررة")

    first.clock.fast_forward(_LOOKS_AROUND)
    warning = first.locator(".w-editing-sessions__session--saved").get_by_role("button")
    expect(warning).to_have_accessible_name(f"نسخة أحدث حُفظت باسم {_EDITOR}", timeout=_SLOWLY)
    # What the other types now does not go over it unasked.
    write_headline(first, "كلمات رئيس التحرير")
    save(first)
    dialogue = first.get_by_role("dialog")
    expect(dialogue).to_contain_text(_EDITOR)
    assert headline(first) == "كلمات رئيس التحرير"
    assert headline(open_story(enter(readers, demo, "copy"), demo, number)) == "كلمات المحررة"


def test_a_locked_story_is_shown_so_and_refuses_anothers_words(demo: Demo, readers: Readers) -> None:
    number = story_number(demo, nth=-4)
    chief, editor = enter(readers, demo, "chief"), enter(readers, demo, "editor")
    first, second = open_story(chief, demo, number), open_story(editor, demo, number)
    before = headline(second)

    first.locator("[data-side-panel-toggle=status]").click()
    first.locator("[data-side-panel=status] label.switch", has_text="قفل").click()
    saved(first, "قفل")
    write_headline(second, "كلمات جاءت بعد القفل")
    with second.expect_navigation(timeout=_SLOWLY):
        save(second)

    expect(second.locator(".messages")).to_contain_text("مقفل", timeout=_SLOWLY)
    assert headline(second) == "كلمات جاءت بعد القفل"
    again = open_story(editor, demo, number)
    expect(again.locator(".messages")).to_contain_text(_CHIEF)
    assert again.get_by_role("button", name="حفظ المسودة").count() == 0
    assert headline(again) == before


def test_what_was_typed_is_kept_when_the_window_closes(demo: Demo, readers: Readers) -> None:
    number = story_number(demo, nth=-5)
    visit = enter(readers, demo, "editor")
    page = open_story(visit, demo, number)

    with autosaves(page):
        write_headline(page, "كلمات لم يُضغط عليها زر")
    page.close()

    visit.page = visit.context.new_page()
    assert headline(open_story(visit, demo, number)) == "كلمات لم يُضغط عليها زر"


def test_what_no_person_changed_is_not_saved(demo: Demo, readers: Readers) -> None:
    """Scripts build parts of the form after it has opened, late on a slow machine."""
    page = open_story(enter(readers, demo, "chief"), demo, story_number(demo, nth=-6))
    posts: list[str] = []
    page.on("request", lambda request: posts.append(request.url) if _autosaved_to(request.url) else None)
    page.evaluate("document.querySelector('[name=dateline]').value = 'بناه برنامج'")
    for _ in range(5):
        page.clock.fast_forward(_FORM_SETTLES)
    assert posts == []
    with autosaves(page):
        write_headline(page, "كلمات رئيس التحرير")
        page.clock.fast_forward(_FORM_SETTLES)


def test_the_button_pressed_during_the_first_autosave_makes_no_second_story(
    demo: Demo, readers: Readers
) -> None:
    visit = enter(readers, demo, "reporter")
    page = visit.page
    text = "قصة بين الزر والحفظ التلقائي"

    def press_and_answer(route: Route, response: APIResponse) -> None:
        # The server has the story, and the browser does not know yet.
        assert stories_called(demo, text) == 1
        save(page)
        route.fulfill(response=response)

    hold_first_autosave(page, press_and_answer)
    fill_new_story(page, demo, text)

    saved(page, text)
    page.wait_for_url("**/stories/edit/*/")
    assert stories_called(demo, text) == 1
    assert faults(visit) == []


def test_an_autosave_whose_answer_is_lost_makes_no_second_story(demo: Demo, readers: Readers) -> None:
    page = enter(readers, demo, "reporter").page
    text = "قصة ضاع جواب حفظها"
    hold_first_autosave(page, lambda route, _response: route.abort("connectionreset"))

    with page.expect_event("requestfailed", timeout=_SLOWLY):
        fill_new_story(page, demo, text)
    save(page)

    saved(page, text)
    page.wait_for_url("**/stories/edit/*/")
    assert stories_called(demo, text) == 1
