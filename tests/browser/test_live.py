"""A live coverage in the browser: a reporter posts on a bad line, and readers' open pages follow."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.demo import HUB, Demo
from tests.browser.readers import PHONE, Readers, Visit
from tests.browser.test_desk import enter

pytestmark = pytest.mark.browser

# More than the longest pause between two looks of an open page.
A_LOOK = 16_000


@pytest.fixture
def story(demo: Demo) -> tuple[int, str]:
    """The number and the address of the demo's story that is told live."""
    ((number, host, section),) = demo.rows("""
        SELECT blog.story_id, host.name, section.slug
        FROM live_liveblog AS blog
        JOIN stories_placement AS placement ON placement.story_id = blog.story_id AND placement.is_home
        JOIN network_section AS section ON section.id = placement.section_id
        JOIN network_editionhost AS host ON host.edition_id = placement.edition_id AND host.is_primary
        WHERE blog.ended_at IS NULL
    """)
    return number, demo.story_url(host, section, number)


def at_the_desk(readers: Readers, demo: Demo, story: tuple[int, str]) -> Visit:
    visit = enter(readers, demo, "chief")
    visit.page.goto(demo.url(HUB, f"/desk/live/{story[0]}/"))
    return visit


def opened(readers: Readers, story: tuple[int, str], **window: Any) -> Visit:
    """A reader's page, under a clock that stands until it is moved."""
    visit = readers.visit(**window)
    visit.page.clock.install()
    visit.page.goto(story[1])
    return visit


def say(page: Page, words: str) -> None:
    page.get_by_label("النص", exact=True).fill(words)
    page.keyboard.press("Control+Enter")


def posts(page: Page) -> Locator:
    return page.locator("[data-posting-posts] > li")


def look_again(visit: Visit) -> None:
    """Let an open page come to its next look."""
    with visit.page.expect_response("**/latest"):
        visit.page.clock.fast_forward(A_LOOK)


def wait_for_press(story: tuple[int, str], words: str, visit: Visit) -> None:
    """Look until the press has what was posted; it takes a fraction of a second."""
    page = visit.context.new_page()
    page.goto(story[1])
    page.wait_for_function(
        "async (words) => (await (await fetch(location.href)).text()).includes(words)", arg=words
    )
    page.close()


def test_posts_are_announced_and_shown_when_the_reader_asks_without_moving_what_is_read(
    demo: Demo, readers: Readers, story: tuple[int, str]
) -> None:
    desk = at_the_desk(readers, demo, story)
    reader = opened(readers, story, width=PHONE)
    page = reader.page
    read = page.locator("[data-live-posts] > article").nth(3)
    read.scroll_into_view_if_needed()
    before = read.bounding_box()

    for words in ("وصل القطار الأول", "وصل القطار الثاني", "وصل القطار الثالث"):
        say(desk.page, words)
        expect(posts(desk.page).first).to_contain_text(words)
    wait_for_press(story, "وصل القطار الثالث", desk)
    look_again(reader)

    news = page.get_by_role("button", name="3 مشاركات جديدة")
    expect(news).to_be_visible()
    expect(page.locator("[data-live-told]")).to_have_text("3 مشاركات جديدة")
    assert read.bounding_box() == before
    expect(page.get_by_text("وصل القطار الثالث")).to_have_count(0)
    news.click()
    expect(page.locator("[data-live-posts] > article").first).to_contain_text("وصل القطار الثالث")
    expect(page.locator("[data-live-posts] > article").first).to_be_in_viewport()
    expect(news).to_have_count(0)
    assert reader.trouble == []


def test_a_removed_post_leaves_an_open_page_and_an_edited_one_changes_in_its_place(
    demo: Demo, readers: Readers, story: tuple[int, str]
) -> None:
    desk = at_the_desk(readers, demo, story)
    for words in ("كلام يُعدَّل", "كلام يُحذف"):
        say(desk.page, words)
        expect(posts(desk.page).first).to_contain_text(words)
    wait_for_press(story, "كلام يُحذف", desk)
    reader = opened(readers, story)
    expect(reader.page.get_by_text("كلام يُحذف")).to_have_count(1)

    removed, edited = posts(desk.page).nth(0), posts(desk.page).nth(1)
    edited.get_by_role("link", name="عدّل").click()
    edited.get_by_label("النص", exact=True).fill("كلام مصحح")
    edited.get_by_role("button", name="احفظ التعديل").click()
    expect(edited).to_contain_text("كلام مصحح")
    removed.locator("summary", has_text="احذف").click()
    removed.get_by_label("سبب الحذف").fill("خبر غير صحيح")
    removed.get_by_role("button", name="احذفها عن القراء").click()
    expect(removed).to_contain_text("حُذفت")
    wait_for_press(story, "كلام مصحح", desk)
    look_again(reader)

    expect(reader.page.get_by_text("كلام مصحح")).to_have_count(1)
    expect(reader.page.get_by_text("كلام يُحذف")).to_have_count(0)
    expect(reader.page.get_by_text("كلام يُعدَّل")).to_have_count(0)
    assert reader.trouble == []


def test_what_was_posted_on_a_broken_line_waits_in_the_browser_and_comes_once(
    demo: Demo, readers: Readers, story: tuple[int, str]
) -> None:
    desk = at_the_desk(readers, demo, story)
    page = desk.page
    before = demo.rows("SELECT count(*) FROM live_livepost")[0][0]
    answers_lost: list[int] = []

    def lose_the_answer(route: Route) -> None:
        """The server has the post, and the browser never hears of it."""
        answers_lost.append(route.fetch().status)
        route.abort()

    page.route("**/add/", lose_the_answer)
    say(page, "مشاركة في نفق بلا شبكة")
    waiting = page.locator("[data-posting-pending] > li")
    expect(waiting).to_contain_text("مشاركة في نفق بلا شبكة")
    expect(page.locator("[data-posting-status]")).to_contain_text("نعيد المحاولة")
    page.get_by_label("النص", exact=True).fill("مسودة لم تُنشر بعد")
    page.unroute("**/add/")
    page.reload()

    expect(page.get_by_label("النص", exact=True)).to_have_value("مسودة لم تُنشر بعد")
    expect(waiting).to_have_count(0)
    expect(posts(page).filter(has_text="مشاركة في نفق بلا شبكة")).to_have_count(1)
    assert answers_lost[0] == 200
    assert demo.rows("SELECT count(*) FROM live_livepost")[0][0] == before + 1


def test_two_reporters_see_each_others_posts(demo: Demo, readers: Readers, story: tuple[int, str]) -> None:
    one, other = (at_the_desk(readers, demo, story) for _ in range(2))
    say(one.page, "من المراسلة الأولى")
    expect(posts(other.page).first).to_contain_text("من المراسلة الأولى", timeout=10_000)
    say(other.page, "من المراسل الثاني")
    expect(posts(one.page).first).to_contain_text("من المراسل الثاني", timeout=10_000)
    assert one.trouble == []
    assert other.trouble == []


def test_the_page_is_complete_without_a_script(readers: Readers, story: tuple[int, str]) -> None:
    page = readers.visit(javascript=False).page
    page.goto(story[1])
    expect(page.get_by_role("heading", name="التغطية المباشرة")).to_be_visible()
    page.get_by_role("link", name="أول قطار يغادر محطة باب السور").click()
    target = page.locator("article.post:target")
    expect(target).to_contain_text("أول قطار يغادر محطة باب السور")
    expect(target).to_be_in_viewport()
