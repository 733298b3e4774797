"""What is pasted into a story's text, beside exactly what is kept of it and what the reporter is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.demo import Demo
from tests.browser.readers import Readers
from tests.browser.test_copydesk import editor, new_story
from tests.browser.test_desk import enter, faults

pytestmark = pytest.mark.browser

PASTES = Path(__file__).parent / "pastes"
NAMES = sorted(path.stem for path in PASTES.glob("*.html"))

_PASTE = """(place, html) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/html", html);
    clipboardData.setData("text/plain", new DOMParser().parseFromString(html, "text/html").body.textContent);
    place.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}"""
# The text with its marks: **bold**, _italic_, [link](address).
_KEPT = """() => {
    const field = [...document.querySelectorAll("input")].find((field) => field.draftailEditor);
    const content = field.draftailEditor.getEditorState().getCurrentContent();
    return content.getBlocksAsArray().map((block) => {
        const told = [];
        block.findStyleRanges(() => true, (start, end) => {
            let at = start;
            while (at < end) {
                const entity = block.getEntityAt(at);
                let stop = at;
                while (stop < end && block.getEntityAt(stop) === entity) stop += 1;
                let text = block.getText().slice(at, stop);
                const style = block.getInlineStyleAt(at);
                if (style.has("BOLD")) text = `**${text}**`;
                if (style.has("ITALIC")) text = `_${text}_`;
                told.push(entity ? `[${text}](${content.getEntity(entity).getData().url})` : text);
                at = stop;
            }
        });
        return (block.getType() === "unstyled" ? "" : `${block.getType()}: `) + told.join("");
    });
}"""


def paste(page: Page, html: str) -> None:
    editor(page).click()
    editor(page).evaluate(_PASTE, html)


def pair(name: str) -> tuple[str, list[str], str]:
    """Return what is pasted, the paragraphs that are kept, and what is told to be lost."""
    kept, _, lost = (PASTES / f"{name}.txt").read_text(encoding="utf-8").partition("---\n")
    return (PASTES / f"{name}.html").read_text(encoding="utf-8"), kept.splitlines(), lost.strip()


@pytest.mark.parametrize("name", NAMES)
def test_of_a_paste_exactly_this_is_kept_and_the_rest_is_told(
    demo: Demo, readers: Readers, name: str
) -> None:
    html, kept, lost = pair(name)
    visit = enter(readers, demo, "reporter")
    page = visit.page
    new_story(page, demo)

    paste(page, html)

    assert page.evaluate(_KEPT) == kept
    notice = page.locator("[data-pasting-notice]")
    if lost:
        expect(notice).to_have_count(1)
        expect(notice.locator("[data-pasting-lost]")).to_have_text(lost)
        notice.get_by_role("button", name="فهمت").click()
    expect(notice).to_have_count(0)
    assert faults(visit) == []


def test_what_is_copied_within_the_editor_stays_as_it_is(demo: Demo, readers: Readers) -> None:
    page = enter(readers, demo, "reporter").page
    new_story(page, demo)
    paste(page, "<p>كلام <b>غليظ</b></p>")
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+c")
    page.keyboard.press("Control+End")
    page.keyboard.press("Control+v")
    assert "".join(page.evaluate(_KEPT)).count("**غليظ**") == 2
