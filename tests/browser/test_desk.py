"""The desk in a browser: Arabic, mirrored, and a reporter writes a story there."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from tests.browser.demo import HUB, MAGHRIB, Demo
from tests.browser.page_types import placed, placed_url
from tests.browser.readers import DESKTOP, Readers, Visit
from warraq.demo.network import PASSWORD

pytestmark = pytest.mark.browser

# What a careless headline may hold: a word wider than any phone, a score and a percentage.
HARSH_HEADLINE = "مسودة عن Sternenbeobachtungsgesellschaftsversammlung تفوز 3-1 بنسبة 45%"
# The form notes what it held at first only after some seconds: a change before that is none to autosave.
_FORM_SETTLES = 5_000
_BEACON_WAITS = 10_000
_ON_MAGHRIB = "placement.edition_id = (SELECT id FROM network_edition WHERE slug = 'maghrib')"


def enter(readers: Readers, demo: Demo, user: str) -> Visit:
    """Log in to the desk."""
    visit = readers.visit(width=DESKTOP)
    page = visit.page
    page.goto(demo.url(HUB, "/desk/"))
    page.locator("input[name=username]").fill(user)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("button[type=submit]").click()
    page.wait_for_url("**/desk/")
    return visit


def faults(visit: Visit) -> list[str]:
    """Return what went wrong in the desk's pages.

    Left out is autosave's answer to a form that is not complete yet.
    """
    expected = ("/stories/add/",)
    return [each for each in visit.trouble if not ("400" in each and each.rstrip(")").endswith(expected))]


def write(page: Page, demo: Demo) -> FrameLocator:
    """Fill in a new story as a reporter does, and return its preview."""
    page.clock.install()
    page.goto(demo.url(HUB, "/desk/stories/add/"))
    page.clock.fast_forward(_FORM_SETTLES)
    page.locator("[name=headline]").fill(HARSH_HEADLINE)
    page.get_by_role("tab", name="أين تظهر").click()
    place(page)
    page.locator("input[name$=is_home]").first.check()
    page.locator("[data-side-panel-toggle=preview]").click()
    preview = page.locator("iframe[src*=preview]").first.content_frame
    expect(preview.locator("h1")).to_have_text(HARSH_HEADLINE)
    return preview


def place(page: Page) -> None:
    """Put the new story at home in a section of the Maghrib's site: by keyboard as by mouse, they are lists."""
    page.locator("[name=placements-0-edition]").select_option(label="مرآة المغرب")
    page.locator("[name=placements-0-section]").select_option(label="سياسة")


@pytest.mark.parametrize("user", ["copy", "network", "admin"])
def test_the_desk_is_arabic_and_mirrored(demo: Demo, readers: Readers, user: str) -> None:
    visit = enter(readers, demo, user)
    page = visit.page

    page.get_by_role("link", name="القصص").first.click()
    page.wait_for_url("**/desk/stories/")

    root = page.locator("html")
    expect(root).to_have_attribute("dir", "rtl")
    expect(root).to_have_attribute("lang", "ar")
    page.locator("main table a[href*='/stories/edit/']").first.click()
    page.wait_for_url("**/stories/edit/*/")
    expect(page.locator("[name=headline]")).not_to_have_value("")
    expect(page.get_by_role("button", name="حفظ المسودة")).to_be_visible()
    assert page.get_by_role("tab").all_inner_texts() == [
        "النص",
        "أين تظهر",
        "التوقيع والمصدر",
        "الصورة",
        "المواعيد",
    ]
    assert faults(visit) == []


def test_a_reporter_writes_a_draft_and_sees_it_as_readers_would(demo: Demo, readers: Readers) -> None:
    visit = enter(readers, demo, "reporter")
    page = visit.page

    preview = write(page, demo)
    expect(preview.locator("html")).to_have_attribute("lang", "ar-MA")
    assert preview.locator("html").evaluate("(root) => root.scrollWidth <= root.clientWidth")
    # Autosave makes the story as soon as the form is complete; the button then saves the same one.
    page.wait_for_url("**/stories/edit/*/")
    page.get_by_role("button", name="حفظ المسودة").click()
    expect(page.get_by_role("status").or_(page.locator(".messages")).first).to_contain_text("Sternen")

    story_id = int(urlsplit(page.url).path.split("/")[-2])
    assert demo.rows("SELECT live, headline FROM stories_story WHERE id = :id", id=story_id) == [
        (0, HARSH_HEADLINE)
    ]
    assert demo.fetch(demo.url(MAGHRIB, f"/politics/{story_id}")).status == 404
    assert faults(visit) == []


def test_a_preview_is_not_counted_as_a_read(demo: Demo, readers: Readers) -> None:
    visit = enter(readers, demo, "reporter")

    write(visit.page, demo)
    visit.page.clock.fast_forward(_BEACON_WAITS)
    visit.page.wait_for_load_state("networkidle")

    assert [url for url in visit.requests if url.endswith("/reads")] == []


def test_a_reporter_reads_what_readers_have_and_changes_none_of_it(demo: Demo, readers: Readers) -> None:
    visit = enter(readers, demo, "reporter")
    page = visit.page

    page.goto(demo.url(HUB, "/desk/stories/"))
    row = page.locator("main table a[href*='/stories/inspect/']").first
    address = str(row.get_attribute("href"))
    row.click()
    page.wait_for_url("**/stories/inspect/*/")

    assert page.locator("main a[href*='/stories/edit/']").count() == 0
    answer = page.goto(demo.url(HUB, address.replace("inspect", "edit")))
    assert answer is not None
    assert answer.status == 403
    expect(page.locator("h1")).to_have_text("غير مسموح")


def test_an_editors_change_waits_for_who_publishes(demo: Demo, readers: Readers) -> None:
    story = placed(demo, condition=f"placement.is_home AND placement.headline = '' AND {_ON_MAGHRIB}")[-1]
    url = placed_url(demo, story)
    visit = enter(readers, demo, "editor")
    page = visit.page

    page.goto(demo.url(HUB, f"/desk/stories/edit/{story.story_id}/"))
    page.locator("[name=headline]").fill("عنوان لم يره محرر بعد")
    page.get_by_role("button", name="حفظ المسودة").click()
    expect(page.locator(".messages")).to_contain_text("عنوان لم يره محرر بعد")

    expect(page.locator("button[name=action-submit]")).to_have_count(1)
    assert page.locator("button[name=action-publish]").count() == 0
    page.goto(url)
    expect(page.locator("h1")).to_have_text(story.headline)
    assert faults(visit) == []


def test_an_administrator_opens_a_section(demo: Demo, readers: Readers) -> None:
    visit = enter(readers, demo, "admin")
    page = visit.page

    page.goto(demo.url(HUB, "/desk/sections/"))
    page.locator("main table a[href*='/sections/edit/']").first.click()
    page.wait_for_url("**/sections/edit/*/")

    expect(page.locator("[name=name]")).not_to_have_value("")
    expect(page.locator("[name=slug]")).not_to_have_value("")
    expect(page.get_by_role("button", name="حفظ")).to_be_visible()
    assert faults(visit) == []
