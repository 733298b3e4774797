"""The service worker in the browser: pages that stay readable without a connection, notices, and the bell."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.demo import HUB, MAGHRIB, Demo, served
from tests.browser.page_types import placed, placed_url
from tests.browser.readers import PHONE, Readers, Visit
from tests.browser.test_desk import enter
from warraq.outlets.push.keys import new_private_key
from warraq.outlets.push.tests.service import Phone, PushService, push_service

pytestmark = pytest.mark.browser

_READY = "await navigator.serviceWorker.ready && navigator.serviceWorker.controller"
_KEPT = """async () => {
    const names = (await caches.keys()).filter((name) => name.startsWith("pages-"));
    const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
    return requests.flat().map((request) => new URL(request.url).pathname);
}"""


def opened(readers: Readers, url: str) -> Visit:
    """A reader's page with its worker at work."""
    visit = readers.visit(width=PHONE, worker=True)
    read(visit.page, url)
    until(visit.page, _READY)
    return visit


def until(page: Page, condition: str) -> None:
    """Wait for a condition that asks something itself (of a cache, of the server): `await` stands in it."""
    page.evaluate(f"""async () => {{
        for (let look = 0; look < 300; look += 1) {{
            if ({condition}) return;
            await new Promise((done) => setTimeout(done, 100));
        }}
        throw new Error("It never came to be.");
    }}""")


def read(page: Page, url: str) -> None:
    """Read a page; a machine with much to do says first that it has no time to draw it."""
    for _ in range(10):
        answer = page.goto(url)
        assert answer is not None
        if answer.status != 503:
            break
    assert answer.status == 200


def kept(page: Page) -> list[str]:
    paths: list[str] = page.evaluate(_KEPT)
    return paths


def test_a_page_that_was_read_is_read_again_without_a_connection(demo: Demo, readers: Readers) -> None:
    first, second = (
        placed_url(demo, each) for each in placed(demo, condition=f"host.name = '{MAGHRIB}'")[:2]
    )
    visit = opened(readers, demo.url(MAGHRIB, "/"))
    page = visit.page
    read(page, first)
    headline = page.locator("h1").inner_text()
    until(page, f"(await ({_KEPT})()).length === 1")
    visit.context.set_offline(True)

    page.reload()
    expect(page.locator("h1")).to_have_text(headline)
    assert page.locator("body").evaluate("(body) => getComputedStyle(body).fontFamily").startswith('"Warraq')

    page.goto(second)
    expect(page.locator("h1")).to_have_text("لا اتصال بالإنترنت")
    page.get_by_role("link", name=headline).click()
    expect(page.locator("h1")).to_have_text(headline)


def test_no_more_than_thirty_pages_are_kept_and_never_the_desk(demo: Demo, readers: Readers) -> None:
    stories = placed(demo, condition=f"host.name = '{MAGHRIB}'")[:32]
    assert len(stories) == 32
    visit = opened(readers, demo.url(MAGHRIB, "/"))
    page = visit.page
    page.goto(demo.url(MAGHRIB, "/desk/login/"))
    page.goto(demo.url(MAGHRIB, "/search?q=خبر"))
    for story in stories:
        read(page, placed_url(demo, story))
        until(page, f"(await ({_KEPT})()).includes(location.pathname)")

    paths = kept(page)

    assert len(paths) == 30
    assert paths[-1] == urlsplit(placed_url(demo, stories[-1])).path
    assert not [path for path in paths if path.startswith(("/desk", "/search"))]


def test_a_page_with_a_connection_is_never_an_old_one(demo: Demo, readers: Readers) -> None:
    visit = opened(readers, demo.url(MAGHRIB, "/"))
    page = visit.page
    read(page, demo.url(MAGHRIB, "/politics/"))
    until(page, f"(await ({_KEPT})()).length === 1")
    page.evaluate("""async () => {
        const name = (await caches.keys()).find((each) => each.startsWith("pages-"));
        const old = new Response("<h1>قديم</h1>", { headers: { "Content-Type": "text/html; charset=utf-8" } });
        await (await caches.open(name)).put(location.href, old);
    }""")

    page.reload()

    assert page.locator("h1").inner_text() != "قديم"


_HEARD = """() => {
    self.heard = [];
    const show = registration.showNotification.bind(registration);
    registration.showNotification = async (title, options) => {
        await show(title, options);
        heard.push([title, options.body, options.tag, options.dir, options.data.url]);
    };
}"""

_FIRST_HEARD = """async () => {
    for (let look = 0; look < 100 && !heard.length; look += 1) {
        await new Promise((done) => setTimeout(done, 100));
    }
    return heard[0] || null;
}"""


def test_a_notice_is_shown_as_it_was_told(demo: Demo, readers: Readers) -> None:
    """The browser takes the notice; whether the machine has a screen to show it on is not asked."""
    visit = readers.visit(worker=True)
    visit.context.grant_permissions(["notifications"], origin=demo.url(MAGHRIB, ""))
    session = visit.context.new_cdp_session(visit.page)
    registrations: list[dict[str, Any]] = []
    session.on(
        "ServiceWorker.workerRegistrationUpdated", lambda told: registrations.extend(told["registrations"])
    )
    session.send("ServiceWorker.enable")
    read(visit.page, demo.url(MAGHRIB, "/"))
    until(visit.page, _READY)
    (worker,) = visit.context.service_workers
    worker.evaluate(_HEARD)
    told = {"title": "خبر مهم", "body": "تفصيله", "url": "/politics/", "tag": "story-7"}

    delivery = {
        "origin": demo.url(MAGHRIB, ""),
        "registrationId": registrations[-1]["registrationId"],
        "data": json.dumps(told),
    }

    # A busy machine's browser may drop a delivery by hand; a push service sends again then, as here.
    for _ in range(3):
        session.send("ServiceWorker.deliverPushMessage", delivery)
        shown = worker.evaluate(_FIRST_HEARD)
        if shown:
            break

    assert shown == ["خبر مهم", "تفصيله", "story-7", "rtl", "/politics/"]


@pytest.fixture
def service() -> Iterator[PushService]:
    with push_service() as running:
        yield running


@pytest.fixture
def pushing(demo: Demo, tmp_path: Path) -> Iterator[Demo]:
    """A copy of the demo that has keys, and knows the push service of this machine."""
    home = tmp_path / "pushing"
    shutil.copytree(demo.home, home)
    with served(
        home=home,
        WARRAQ_VAPID_PRIVATE_KEY=new_private_key(),
        WARRAQ_VAPID_SUBJECT="mailto:web@example.org",
        WARRAQ_PUSH_TRUSTED_HOSTS="127.0.0.1",
    ) as running:
        yield running


def with_a_push_service(visit: Visit, phone: Phone) -> None:
    """Give the browser a subscription at our service: it cannot have one of its maker's here."""
    visit.context.add_init_script(f"""
        const told = {json.dumps(phone.subscription)};
        const subscription = {{ ...told, toJSON: () => told, unsubscribe: async () => true }};
        PushManager.prototype.subscribe = async () => subscription;
        PushManager.prototype.getSubscription = async () => subscription;
    """)


def subscriptions(demo: Demo) -> list[tuple[Any, ...]]:
    return demo.rows("SELECT endpoint, wants_all FROM outlets_subscription")


def test_a_reader_presses_the_bell_and_is_told_of_what_an_editor_pushes(
    pushing: Demo, readers: Readers, service: PushService
) -> None:
    phone = service.phone("reader")
    visit = readers.visit(width=PHONE, worker=True)
    visit.context.grant_permissions(["notifications"], origin=pushing.url(MAGHRIB, ""))
    with_a_push_service(visit, phone)
    read(visit.page, pushing.url(MAGHRIB, "/"))
    # The copy's pages were pressed without a key; the presser drops them as it begins.
    until(visit.page, "(await (await fetch(location.href)).text()).includes('data-key')")
    read(visit.page, pushing.url(MAGHRIB, "/"))
    bell = visit.page.get_by_role("button", name="نبّهني بأهم الأخبار")
    assert subscriptions(pushing) == []
    bell.click()
    expect(visit.page.get_by_text("ستصلك التنبيهات")).to_be_visible()
    expect(bell).to_have_attribute("aria-pressed", "true")
    assert subscriptions(pushing) == [(phone.endpoint, 1)]

    # One that readers have had for long: of what came before this server began nobody announced that its page is right.
    old = "placement.shown_at < datetime('now', '-2 hours')"
    story = placed(pushing, condition=f"host.name = '{MAGHRIB}' AND placement.is_home AND {old}")[0]
    desk = enter(readers, pushing, "chief")
    desk.page.goto(pushing.url(HUB, f"/desk/stories/{story.story_id}/do/notify/"))
    desk.page.get_by_label("نص التنبيه").fill("اقرؤوا هذا الآن")
    desk.page.get_by_role("button", name="نبّه القراء").click()
    expect(desk.page.get_by_text("مرآة المغرب").first).to_be_visible()
    until(desk.page, "(await (await fetch(location.href)).text()).includes('وصل إلى قارئ')")
    (sent,) = service.sent
    told = phone.read(sent.body)
    assert told["title"] == "اقرؤوا هذا الآن"
    assert told["url"] == placed_url(pushing, story)
    assert sent.claims["aud"] == service.origin

    visit.page.reload()
    expect(bell).to_have_attribute("aria-pressed", "true")
    bell.click()
    expect(bell).to_have_attribute("aria-pressed", "false")
    assert subscriptions(pushing) == []
    assert visit.trouble == []
