"""One day of a newsroom, with five people at their browsers and readers who watch each step on three sites."""

from __future__ import annotations

import re
from pathlib import Path
from time import monotonic, sleep
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.demo import HUB, KHALIJ, MAGHRIB, MISR, Demo
from tests.browser.readers import Readers, Visit
from tests.browser.test_desk import enter

pytestmark = pytest.mark.browser

WIRE = Path(__file__).parent / "data" / "wire.xml"
SITES = (MAGHRIB, MISR, KHALIJ)
# What readers get within a second follows a busy machine a little later.
FOLLOWS_WITHIN = 20.0
HEADLINE = "الثلوج تغلق طريق الأرز وتعزل ثلاث قرى"


class Day:
    """The people, the story, and what readers see of it."""

    def __init__(self, demo: Demo, readers: Readers) -> None:
        self.demo = demo
        self.people: dict[str, Visit] = {
            name: enter(readers, demo, name) for name in ("reporter", "editor", "copy", "chief", "network")
        }
        self.story = 0
        self.addresses: dict[str, str] = {}

    def page(self, name: str) -> Page:
        return self.people[name].page

    def at(self, name: str, path: str) -> Page:
        """A person's page at an address of the desk."""
        page = self.page(name)
        page.goto(self.demo.url(HUB, path))
        return page

    def form(self, name: str) -> Page:
        return self.at(name, f"/desk/stories/edit/{self.story}/")

    def verb(self, name: str, verb: str) -> Page:
        return self.at(name, f"/desk/stories/{self.story}/do/{verb}/")

    def press(self, page: Page, button: str) -> None:
        """Press a button of the story's footer, which most of them hide in."""
        page.get_by_role("button", name="إجراءات أخرى").click()
        page.get_by_role("button", name=button, exact=True).click()
        page.wait_for_url("**/desk/stories/")

    def place(self, site: str) -> str:
        """The number of the section of politics on a site."""
        ((number,),) = self.demo.rows(
            """
            SELECT section.id FROM network_section AS section
            JOIN network_editionhost AS host ON host.edition_id = section.edition_id AND host.is_primary
            WHERE host.name = :site AND section.slug = 'politics'
            """,
            site=site,
        )
        return str(number)

    def wait(self, site: str, *, words: str, there: bool = True, status: int = 200) -> None:
        """Return when readers of a site have the words at the story's address, or no longer."""
        end = monotonic() + FOLLOWS_WITHIN
        while True:
            answer = self.demo.fetch(self.addresses[site])
            if answer.status == status and (words in answer.text) is there:
                return
            assert monotonic() < end, (site, answer.status, words)
            sleep(0.1)


def said(page: Page, words: str) -> None:
    expect(page.locator(".messages")).to_contain_text(words)


@pytest.fixture(scope="module")
def source(demo: Demo) -> str:
    """An agency whose items come in by hand: the demo asks no server outside."""
    name = "وكالة الجبال"
    make = f"from warraq.inbox.models import Source; Source.objects.create(name='{name}', is_active=False)"
    demo.command("manage", "shell", "-c", make)
    return name


def test_a_newsroom_day(demo: Demo, readers: Readers, source: str) -> None:
    day = Day(demo, readers)

    # A wire comes in, and the reporter writes a story of it.
    assert "1 new" in demo.command("wires", "receive", str(WIRE), "--source", source)
    page = day.at("reporter", "/desk/wires/")
    page.get_by_role("link", name="ثلوج كثيفة تغلق طريق الأرز").click()
    page.locator("[name=section]").select_option(day.place(MAGHRIB))
    page.get_by_role("button", name="اجعلها مسودة").click()
    page.wait_for_url("**/stories/edit/*/")
    said(page, "أصبحت البرقية مسودة")
    day.story = int(urlsplit(page.url).path.split("/")[-2])
    page.locator("[name=headline]").fill(HEADLINE)
    day.press(page, "تقديم إلى المراجعة")
    assert demo.rows("SELECT live FROM stories_story WHERE id = :id", id=day.story) == [(0,)]

    # The desk passes it on; the copy editor mends what the check finds.
    day.press(day.form("editor"), "موافقة")
    page = day.form("copy")
    page.locator("[data-side-panel-toggle=copydesk]").click()
    expect(page.locator("[data-copydesk-findings]")).to_contain_text("إلى", timeout=20_000)
    page.get_by_role("button", name="صحّح كل الأخطاء").click()
    # The text's editor hands its words to the form a moment after they changed.
    page.wait_for_function(
        "() => [...document.querySelectorAll('[name^=body-]')].some((each) => each.value.includes('إلى إشعار'))"
    )
    page.get_by_role("button", name="حفظ المسودة").click()
    said(page, HEADLINE)
    day.press(day.form("copy"), "موافقة")

    # The network's editor shows it on two more sites, the chief publishes on all three.
    for site in (MISR, KHALIJ):
        page = day.verb("network", "place")
        page.locator("[name=section]").select_option(day.place(site))
        page.get_by_role("button", name="أظهرها").click()
        said(page, "تظهر القصة على الموقع")
    day.press(day.form("chief"), "موافقة ونشر")
    for site in SITES:
        end = monotonic() + FOLLOWS_WITHIN
        while demo.fetch(demo.url(site, f"/politics/{day.story}")).status != 301:
            assert monotonic() < end, site
            sleep(0.1)
        day.addresses[site] = demo.story_url(site, "politics", day.story)
        day.wait(site, words=HEADLINE)
        day.wait(site, words="إلى إشعار آخر")
    assert re.search(r'rel="canonical" href="http://maghrib', demo.fetch(day.addresses[MISR]).text)

    # A reader has the page open; the chief corrects, the editor breaks.
    reader = readers.visit()
    page = day.verb("editor", "correct")
    page.locator("[name=text]").fill("ذكرنا أن القرى ثلاث، وهي أربع.")
    page.get_by_role("button", name="انشر التصحيح").click()
    said(page, "نُشر التصحيح")
    for site in SITES:
        day.wait(site, words="ذكرنا أن القرى ثلاث، وهي أربع.")

    page = day.at("network", f"/desk/breaking/?story={day.story}")
    page.locator("[name=text]").fill("عاجل: فتح طريق الأرز")
    page.get_by_role("button", name="ارفع الشريط الآن").click()
    said(page, "رُفع الشريط")
    for site in SITES:
        day.wait(site, words="عاجل: فتح طريق الأرز")
    page.get_by_role("button", name="أنزله الآن").first.click()
    said(page, "أُنزل الشريط")
    for site in SITES:
        day.wait(site, words="عاجل: فتح طريق الأرز", there=False)

    # A live blog is run at the story.
    page = day.form("editor")
    page.get_by_role("button", name="إجراءات أخرى").click()
    page.get_by_role("link", name="تغطية مباشرة").click()
    page.wait_for_url(f"**/desk/live/{day.story}/")
    page.get_by_role("button", name=re.compile("ابدأ")).first.click()
    page.get_by_label("النص", exact=True).fill("وصلت أول كاسحة ثلج إلى القرية.")
    page.keyboard.press("Control+Enter")
    for site in SITES:
        day.wait(site, words="وصلت أول كاسحة ثلج إلى القرية.")
    reader.page.goto(day.addresses[MISR])
    expect(reader.page.get_by_text("وصلت أول كاسحة ثلج إلى القرية.").first).to_be_visible()

    # It is taken back: gone from every site, with proof.
    page = day.verb("chief", "withdraw")
    for site in SITES:
        expect(page.locator("main")).to_contain_text(site)
    page.locator("[name=reason]").fill("تبين أن المصدر غير موثوق")
    page.locator("[name=note]").fill("سُحب هذا الخبر لخطأ في مصدره.")
    page.get_by_role("button", name="اسحب القصة").click()
    page.wait_for_url("**/ledger/")
    expect(page.get_by_text("كل المواضع نظيفة.")).to_be_visible(timeout=30_000)
    for site in SITES:
        day.wait(site, words="سُحب هذا الخبر لخطأ في مصدره.", status=410)
        assert HEADLINE not in demo.fetch(demo.url(site, "/")).text
        assert HEADLINE not in demo.fetch(demo.url(site, "/feed.xml")).text
    trouble = [each for visit in (*day.people.values(), reader) for each in visit.trouble]
    assert trouble == [], "\n".join(trouble)
