"""The copy desk beside a story's form in a browser: what it finds while a reporter writes, and how it is mended."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.demo import HUB, Demo
from tests.browser.readers import PHONE, SCHEMES, WIDTHS, Readers
from tests.browser.test_desk import enter, faults, place

pytestmark = pytest.mark.browser

HEADLINE = "الهلال \u202eيفوز على النصر , اعلن النادي"
STANDFIRST = "وصل الوفد إلى إلى المدينة"
PARAGRAPH = "حلف شمال الأطلسي.جاء ذلك في بيان إستخدام"

_BODY = """() => [...document.querySelectorAll("input")].find((field) => field.draftailEditor)
    .draftailEditor.getEditorState().getCurrentContent().getPlainText()"""
_BOLD = """() => [...document.querySelectorAll(".public-DraftEditor-content span")]
    .filter((span) => span.style.fontWeight === "bold").map((span) => span.textContent).join("")"""
_CHOSEN_IN_FIELD = """() => {
    const { value, selectionStart, selectionEnd } = document.activeElement;
    return value.slice(selectionStart, selectionEnd);
}"""
# The rest of the form is Wagtail's.
_AXE = """() => axe.run("[data-side-panel=copydesk]", {
    runOnly: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] },
    resultTypes: ["violations"],
})"""
_MARKED = """() => ["error", "warning", "suggestion"].flatMap(
    (severity) => [...(CSS.highlights.get(`copydesk-${severity}`) ?? [])].map(String))"""


def new_story(page: Page, demo: Demo) -> None:
    """Open an empty form with one paragraph and the copy desk beside it."""
    page.goto(demo.url(HUB, "/desk/stories/add/"))
    page.locator("[data-side-panel-toggle=copydesk]").click()
    expect(summary(page)).to_have_text("لا ملاحظات")
    page.locator("[data-contentpath=body] button[title='إدراج كتلة']").first.click()
    page.get_by_role("option", name="فقرة").first.click()
    # The new paragraph takes the focus when it is drawn: not from a field that is being filled by then.
    expect(editor(page)).to_be_focused()


def summary(page: Page) -> Locator:
    return page.locator("[data-copydesk-summary]")


def editor(page: Page) -> Locator:
    return page.locator(".public-DraftEditor-content").first


def write(page: Page, text: str) -> None:
    """Type at the end of the first paragraph."""
    editor(page).click()
    page.keyboard.press("Control+End")
    page.keyboard.insert_text(text)


def findings(page: Page, field: str) -> Locator:
    """Return what is found under a field's name."""
    named = page.get_by_role("heading", level=3, name=field, exact=True)
    return page.locator("[data-copydesk] section", has=named).locator("li")


def mend(finding: Locator) -> None:
    finding.get_by_role("button", name="صحّح", exact=True).click()


def body(page: Page) -> str:
    return str(page.evaluate(_BODY))


def test_findings_come_while_the_reporter_writes(demo: Demo, readers: Readers) -> None:
    visit = enter(readers, demo, "reporter")
    page = visit.page
    new_story(page, demo)

    page.locator("[name=headline]").fill(HEADLINE)
    write(page, PARAGRAPH)

    expect(findings(page, "العنوان")).to_have_count(4)
    expect(findings(page, "العنوان").first).to_contain_text("خطأ")
    expect(findings(page, "العنوان").first).to_contain_text("تقلب اتجاه")
    expect(findings(page, "العنوان").first).to_contain_text("[U+202E]")
    expect(findings(page, "النص")).to_have_count(2)
    expect(summary(page)).to_contain_text("أخطاء")
    counter = page.locator("[data-side-panel-toggle=copydesk] [data-side-panel-toggle-counter]")
    expect(counter).to_have_text("6")
    assert page.evaluate(_MARKED) == [".", "إستخدام"]

    page.locator("[name=headline]").fill("")
    expect(findings(page, "العنوان")).to_have_count(0)
    assert faults(visit) == []


def test_a_finding_leads_to_its_place(demo: Demo, readers: Readers) -> None:
    visit = enter(readers, demo, "reporter")
    page = visit.page
    new_story(page, demo)
    page.locator("[name=standfirst]").fill(STANDFIRST)
    write(page, PARAGRAPH)
    page.get_by_role("tab", name="الصورة").click()
    page.locator("[name=lead_caption]").fill("الوزير في إستقبال الوفد")

    findings(page, "تعليق الصورة").locator("[data-copydesk-show]").click()
    expect(page.locator("[name=lead_caption]")).to_be_focused()
    assert page.evaluate(_CHOSEN_IN_FIELD) == "إستقبال"

    findings(page, "النص").last.locator("[data-copydesk-show]").click()
    expect(editor(page)).to_be_focused()
    expect(editor(page)).to_be_in_viewport()
    assert page.evaluate("getSelection().toString()") == "إستخدام"

    findings(page, "المقدمة").locator("[data-copydesk-show]").click()
    expect(page.locator("[name=standfirst]")).to_be_focused()
    assert page.evaluate(_CHOSEN_IN_FIELD) == "إلى إلى"
    assert faults(visit) == []


def test_one_press_mends_one_place_and_the_editor_can_take_it_back(demo: Demo, readers: Readers) -> None:
    visit = enter(readers, demo, "reporter")
    page = visit.page
    new_story(page, demo)
    page.locator("[name=standfirst]").fill(STANDFIRST)
    write(page, PARAGRAPH)

    mend(findings(page, "النص").first)
    expect(findings(page, "النص")).to_have_count(1)
    assert body(page) == "حلف شمال الأطلسي. جاء ذلك في بيان إستخدام"
    mend(findings(page, "المقدمة").first)
    expect(page.locator("[name=standfirst]")).to_have_value("وصل الوفد إلى المدينة")
    expect(summary(page)).to_have_text("خطأ واحد")

    editor(page).click()
    page.keyboard.press("Control+z")
    expect(findings(page, "النص")).to_have_count(2)
    assert body(page) == PARAGRAPH
    assert faults(visit) == []


def test_all_errors_are_mended_at_once_and_nothing_else(demo: Demo, readers: Readers) -> None:
    visit = enter(readers, demo, "reporter")
    page = visit.page
    new_story(page, demo)
    page.locator("[name=headline]").fill(HEADLINE + ".")
    page.locator("[name=standfirst]").fill(STANDFIRST)
    write(page, PARAGRAPH)
    expect(findings(page, "النص")).to_have_count(2)

    page.get_by_role("button", name="صحّح كل الأخطاء").click()

    expect(summary(page)).to_have_text("تنبيه واحد")
    expect(page.locator("[name=headline]")).to_have_value("الهلال يفوز على النصر، أعلن النادي.")
    expect(page.locator("[name=standfirst]")).to_have_value("وصل الوفد إلى المدينة")
    assert body(page) == "حلف شمال الأطلسي. جاء ذلك في بيان استخدام"
    expect(page.get_by_role("button", name="صحّح كل الأخطاء")).to_be_hidden()
    # The keyboard stays in the list.
    expect(page.locator("[data-copydesk-show]").first).to_be_focused()
    assert faults(visit) == []


def test_what_is_bold_stays_bold(demo: Demo, readers: Readers) -> None:
    visit = enter(readers, demo, "reporter")
    page = visit.page
    new_story(page, demo)
    write(page, "في بيان ")
    page.keyboard.press("Control+b")
    page.keyboard.insert_text("إستخدام")

    mend(findings(page, "النص").first)

    expect(summary(page)).to_have_text("لا ملاحظات")
    assert body(page) == "في بيان استخدام"
    assert page.evaluate(_BOLD) == "استخدام"


def test_mended_text_is_what_is_saved(demo: Demo, readers: Readers) -> None:
    visit = enter(readers, demo, "reporter")
    page = visit.page
    new_story(page, demo)
    page.locator("[name=headline]").fill("بيان النادي عن إستخدام الملعب")
    write(page, PARAGRAPH)
    expect(findings(page, "النص")).to_have_count(2)
    page.get_by_role("button", name="صحّح كل الأخطاء").click()
    expect(summary(page)).to_have_text("لا ملاحظات")
    # The text's editor hands its words to the form a moment after they changed.
    page.wait_for_function(
        "() => [...document.querySelectorAll('[name^=body-]')].some((each) => each.value.includes('الأطلسي. جاء'))"
    )

    page.get_by_role("tab", name="أين تظهر").click()
    place(page)
    page.locator("input[name$=is_home]").first.check()
    page.get_by_role("button", name="حفظ المسودة").click()
    # Autosave may have made the story before: what counts is the answer to the button.
    expect(page.locator(".messages")).to_contain_text("بيان النادي")
    page.wait_for_url("**/stories/edit/*/")

    expect(page.locator("[name=headline]")).to_have_value("بيان النادي عن استخدام الملعب")
    page.wait_for_load_state("networkidle")
    rows = demo.rows(
        "SELECT body FROM stories_story WHERE headline = :headline", headline="بيان النادي عن استخدام الملعب"
    )
    ((blocks,),) = rows
    assert "حلف شمال الأطلسي. جاء ذلك في بيان استخدام" in json.loads(blocks)[0]["value"]


def test_the_rules_are_those_of_the_home_site(demo: Demo, readers: Readers) -> None:
    visit = enter(readers, demo, "admin")
    page = visit.page
    page.goto(demo.url(HUB, "/desk/editions/"))
    page.get_by_role("link", name="مرآة المغرب").click()
    page.wait_for_url("**/editions/edit/*/")
    page.get_by_label("أسماء أجنبية").fill("نتانياهو = نتنياهو")
    page.get_by_role("button", name="حفظ").first.click()
    page.wait_for_url("**/editions/")

    new_story(page, demo)
    page.locator("[name=headline]").fill("نتانياهو يزور المنطقة")
    page.get_by_role("tab", name="أين تظهر").click()
    page.locator("[name=placements-0-edition]").select_option(label="مرآة المغرب")
    page.locator("input[name$=is_home]").first.check()

    expect(findings(page, "العنوان")).to_have_count(1)
    expect(findings(page, "العنوان").first).to_contain_text("تنبيه")
    mend(findings(page, "العنوان").first)
    expect(page.locator("[name=headline]")).to_have_value("نتنياهو يزور المنطقة")


def test_without_a_network_the_desk_says_so_and_tries_again(demo: Demo, readers: Readers) -> None:
    page = enter(readers, demo, "reporter").page
    new_story(page, demo)
    page.route("**/desk/stories/check/", lambda route: route.abort())
    page.locator("[name=standfirst]").fill(STANDFIRST)
    expect(summary(page)).to_contain_text("تعذر الاتصال")

    page.unroute("**/desk/stories/check/")
    page.locator("[name=standfirst]").fill(STANDFIRST + ".")
    expect(summary(page)).to_have_text("خطأ واحد")


def test_on_a_phone_the_panel_makes_way_for_the_place(demo: Demo, readers: Readers) -> None:
    visit = enter(readers, demo, "reporter")
    page = visit.page
    page.set_viewport_size({"width": PHONE, "height": 800})
    page.goto(demo.url(HUB, "/desk/stories/add/"))
    page.locator("[name=standfirst]").fill(STANDFIRST)
    page.locator("[data-side-panel-toggle=copydesk]").click()

    findings(page, "المقدمة").locator("[data-copydesk-show]").click()

    expect(page.locator("[name=standfirst]")).to_be_focused()
    expect(page.locator("[data-side-panel=copydesk]")).to_be_hidden()
    expect(page.locator("[name=standfirst]")).to_be_in_viewport(ratio=1)


def test_axe_finds_no_violation(demo: Demo, readers: Readers, axe: str) -> None:
    page = enter(readers, demo, "reporter").page
    page.goto(demo.url(HUB, "/desk/stories/add/"))
    page.locator("[name=headline]").fill(HEADLINE + ".")
    page.locator("[name=standfirst]").fill(STANDFIRST + " عند شئون الناس")
    page.locator("[data-side-panel-toggle=copydesk]").click()
    expect(findings(page, "المقدمة")).to_have_count(2)
    page.evaluate(axe)

    found = []
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            # Colours that are still on their way are nobody's.
            page.evaluate("Promise.allSettled(document.getAnimations().map((each) => each.finished))")
            found += [
                (scheme, width, each["id"], node["html"][:160], node["failureSummary"])
                for each in page.evaluate(_AXE)["violations"]
                for node in each["nodes"]
            ]
    assert found == []
