"""Policies and passkeys in a browser: nothing is blocked that should run, and a passkey lets its owner in."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.demo import HUB, Demo
from tests.browser.page_types import PAGE_TYPES
from tests.browser.readers import DESKTOP, Readers, Visit
from warraq.demo.network import PASSWORD

pytestmark = pytest.mark.browser

DESK = (
    "/desk/",
    "/desk/stories/",
    "/desk/stories/add/",
    "/desk/editions/",
    "/desk/sections/add/",
    "/desk/users/",
    "/desk/images/",
    "/desk/documents/",
    "/desk/account/",
    "/desk/reports/site-history/",
)
_AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def policy_trouble(visit: Visit) -> list[str]:
    """What a policy kept from running, by the browser's own account."""
    return [
        each for each in visit.trouble if "Content Security Policy" in each or "Permissions-Policy" in each
    ]


def log_in(page: Page, demo: Demo, user: str) -> None:
    page.goto(demo.url(HUB, "/desk/"))
    page.locator("input[name=username]").fill(user)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("form.login-form button[type=submit]").click()


@pytest.fixture
def window(readers: Readers) -> Visit:
    """A window whose machine has a place for passkeys."""
    visit = readers.visit(width=DESKTOP)
    session = visit.context.new_cdp_session(visit.page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": _AUTHENTICATOR})
    return visit


@pytest.mark.parametrize("kind", PAGE_TYPES)
def test_the_policy_of_each_page_type_blocks_nothing_of_it(
    readers: Readers, pages: dict[str, str], kind: str
) -> None:
    visit = readers.visit()
    visit.page.goto(pages[kind], wait_until="networkidle")
    assert policy_trouble(visit) == []


def test_a_readers_page_runs_no_script_that_found_its_way_in(readers: Readers, pages: dict[str, str]) -> None:
    visit = readers.visit()
    visit.page.goto(pages["home"])
    visit.page.evaluate(
        "() => { const script = document.createElement('script'); script.text = 'window.intruder = 1';"
        " document.body.append(script); document.body.insertAdjacentHTML('beforeend',"
        " '<img src=x onerror=\"window.intruder = 2\">'); }"
    )
    visit.page.wait_for_timeout(200)
    assert visit.page.evaluate("() => window.intruder") is None
    assert policy_trouble(visit)


def test_the_desks_policy_blocks_nothing_of_its_screens(demo: Demo, readers: Readers) -> None:
    visit = readers.visit(width=DESKTOP)
    log_in(visit.page, demo, "admin")
    for path in DESK:
        visit.page.goto(demo.url(HUB, path), wait_until="load")
        expect(visit.page.locator("main").first).to_be_visible()
    assert policy_trouble(visit) == []


def test_a_passkey_is_made_asked_for_and_taken_away(demo: Demo, window: Visit) -> None:
    page = window.page
    log_in(page, demo, "reporter")
    page.wait_for_url("**/desk/")
    page.goto(demo.url(HUB, "/desk/account/factors/"))
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="متابعة").click()
    page.get_by_label("اسم المفتاح").fill("حاسوب المكتب")
    page.get_by_role("button", name="أضف مفتاح مرور").click()
    expect(page.get_by_role("cell", name="حاسوب المكتب", exact=True)).to_be_visible()

    # Another day.
    window.context.clear_cookies()
    log_in(page, demo, "reporter")
    page.wait_for_url("**/desk/second-step/*")
    page.goto(demo.url(HUB, "/desk/stories/"))
    page.wait_for_url("**/desk/second-step/*")
    page.get_by_role("button", name="ادخل بمفتاح المرور").click()
    page.wait_for_url("**/desk/stories/")

    page.goto(demo.url(HUB, "/desk/account/factors/"))
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="متابعة").click()
    page.get_by_role("button", name="أزل حاسوب المكتب").click()
    expect(page.get_by_text("لا وسائل بعد.")).to_be_visible()
    assert window.trouble == []
