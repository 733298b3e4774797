"""The presser on a real page store: what a change drops, chooses and presses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from warraq.pages.blocks.render import Draft, LiveBlocks
from warraq.pages.pressing import moments
from warraq.pages.pressing.backend import key_of
from warraq.pages.pressing.blocks import BlockRenderer
from warraq.pages.pressing.position import read_position, write_position
from warraq.pages.pressing.presser import Presser
from warraq.pages.pressing.purges import Purge
from warraq.press.engine import Press
from warraq.press.store import PageStore
from warraq.stories.alarms import concerns_now
from warraq.stories.freshness import beginners, listeners
from warraq.stories.models import Placement, Story
from warraq.stories.selectors import ledger_of
from warraq.stories.services import (
    correction_add,
    embargo_set,
    placement_end,
    story_follow_up,
    story_publish,
    story_withdraw,
)
from warraq.stories.tags import edition_tag, story_tag

HOUR = timedelta(hours=1)


class Backend:
    """Django, with a count of the shells that it drew."""

    def __init__(self) -> None:
        self._application = get_wsgi_application()
        self.asked: list[str] = []

    def __call__(self, environ, start_response):
        self.asked.append(environ["HTTP_HOST"] + environ["PATH_INFO"].encode("latin-1").decode())
        return self._application(environ, start_response)


class Told:
    """Caches in front that write down what they were told."""

    def __init__(self) -> None:
        self.changed: set[str] = set()
        self.gone: set[str] = set()
        self.urls: set[str] = set()

    def purge(self, purge: Purge) -> None:
        self.changed |= purge.changed
        self.gone |= purge.gone
        self.urls |= purge.urls

    def close(self) -> None:
        """Nothing to close."""


class Room:
    """A presser with its press, and a reader's eye on it."""

    def __init__(self, folder: Path) -> None:
        self.press = Press(store=PageStore(folder / "store.sqlite3"))
        self.press.register_block_renderer(BlockRenderer(self.press))
        self.backend = Backend()
        self.told = Told()
        self.presser = Presser(self.press, self.backend, position=folder / "position", purger=self.told)

    def read(self, placement: Placement) -> str:
        """Return a story's page as a reader gets it, pressed if it was not."""
        return self.read_path(placement.edition, placement.path)

    def read_path(self, edition, path: str) -> str:
        key = key_of(edition.host, path)
        if self.press.held(key) is None:
            self.presser._press_or_forget(key, host=edition.host, path=path)
        held = self.press.held(key)
        return self.press.composed(key, held).plain_body().decode() if held else ""

    def follow(self) -> list[str]:
        """Do what is waiting; return the shells that were drawn for it."""
        self.backend.asked.clear()
        while self.presser.look():
            pass
        return list(self.backend.asked)


@pytest.fixture
def room(network, tmp_path) -> Iterator[Room]:
    # The test's transaction lives on this connection; a request must not close it.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    room = Room(tmp_path)
    room.presser.begin(everything=True)
    yield room
    room.press.close()
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def placed(story: Story, edition) -> Placement:
    return Placement.objects.select_related("story", "section", "edition").get(story=story, edition=edition)


def stories_in_blocks(page: str) -> list[int]:
    blocks = re.findall(r'<section class="block .*?</section>', page, flags=re.DOTALL)
    return [int(n) for block in blocks for n in dict.fromkeys(re.findall(r'href="/[^/"]+/([0-9]+)', block))]


def test_publishing_draws_one_shell_a_placement_and_shows_on_old_pages_of_all_its_sites(
    network, make_story, room
):
    old = make_story("قصة قديمة", also=[(network.misr, "sport")], at=timezone.now() - 900 * HOUR)
    room.follow()
    pages = [placed(old, network.maghrib), placed(old, network.misr)]
    for page in pages:
        room.read(page)
    new = make_story("خبر وصل الآن", also=[(network.misr, "arts")], at=timezone.now())
    drawn = room.follow()
    assert sorted(drawn) == sorted(
        key_of(each.edition.host, each.path)
        for each in (placed(new, network.maghrib), placed(new, network.misr))
    )
    room.backend.asked.clear()
    for page in pages:
        assert "خبر وصل الآن" in room.read(page)
    assert room.backend.asked == []


def test_a_withdrawn_story_is_gone_everywhere_and_its_page_says_so(network, make_story, room):
    bystander = make_story("قصة تبقى", topics=("س",), at=timezone.now() - 900 * HOUR)
    story = make_story("قصة تُسحب", topics=("س",), authors=("ك",), also=[(network.misr, "arts")])
    room.follow()
    lists = ["/politics/", "/", f"/topic/{story.topics[0].slug}/", f"/author/{story.authors[0].slug}/"]
    assert all("قصة تُسحب" in room.read_path(network.maghrib, path) for path in lists)
    assert "قصة تُسحب" in room.read(placed(bystander, network.maghrib))
    story_withdraw(Story.objects.get(pk=story.pk), reason="خطأ", note="سُحبت لخطأ.", now=timezone.now())
    room.follow()
    for path in lists:
        assert "قصة تُسحب" not in room.read_path(network.maghrib, path), path
    assert "قصة تُسحب" not in room.read(placed(bystander, network.maghrib))
    for edition in (network.maghrib, network.misr):
        page = placed(story, edition)
        assert room.press.held(key_of(edition.host, page.path)).page.status == 410
        assert "سُحبت لخطأ." in room.read(page)


def test_the_ledger_says_when_each_surface_was_clean(network, make_story, room):
    story = make_story("قصة تُسحب", topics=("س",), also=[(network.misr, "arts")])
    room.follow()
    room.read_path(network.maghrib, "/politics/")
    story_withdraw(Story.objects.get(pk=story.pk), reason="خطأ", now=timezone.now())
    room.follow()
    rows = {row.surface: row for row in ledger_of(story.pk)}
    assert all(row.cleared_at is not None and row.cleared_at >= row.withdrawn_at for row in rows.values())
    host = network.maghrib.host
    for surface in (f"{host}/politics/", f"{host}/feed.xml", f"{host}/news-sitemap.xml", "live blocks"):
        assert surface in rows
    assert sum("(410)" in surface for surface in rows) == 2


def test_the_ledger_says_what_is_not_clean(network, make_story, room, monkeypatch):
    story = make_story("قصة تُسحب")
    room.follow()
    monkeypatch.setattr(
        "warraq.pages.pressing.clearing.ask_as_reader",
        lambda *_, **__: f"<loc>http://x/politics/{story.pk}-x</loc>",
    )
    story_withdraw(Story.objects.get(pk=story.pk), reason="خطأ", now=timezone.now())
    room.follow()
    dirty = [row.surface for row in ledger_of(story.pk) if row.cleared_at is None]
    assert f"{network.maghrib.host}/feed.xml" in dirty
    assert not any("(410)" in surface for surface in dirty)


def test_a_new_headline_is_on_every_page_that_prints_it(network, make_story, room):
    story = make_story("عنوان قبل التعديل")
    picker = make_story("قصة ترشّح غيرها", section="arts")
    picker.body = [{"type": "see_also", "value": [story.pk]}]
    picker.save()
    room.follow()
    former = placed(story, network.maghrib)
    paths = ["/politics/", "/", placed(picker, network.maghrib).path]
    assert all("عنوان قبل التعديل" in room.read_path(network.maghrib, path) for path in paths)
    story = Story.objects.get(pk=story.pk)
    story.headline = "عنوان بعد التعديل"
    story.save()
    room.follow()
    for path in paths:
        page = room.read_path(network.maghrib, path)
        assert "عنوان بعد التعديل" in page
        assert "عنوان قبل التعديل" not in page
    assert room.press.held(key_of(network.maghrib.host, former.path)) is None


def test_on_pressed_pages_too_no_story_stands_twice_and_none_names_itself(network, make_story, room):
    stories = [
        make_story(section=("politics", "sport", "arts")[number % 3], topics=(f"موضوع {number % 2}",))
        for number in range(24)
    ]
    room.follow()
    for story in stories:
        found = stories_in_blocks(room.read(placed(story, network.maghrib)))
        assert story.pk not in found
        assert len(found) == len(set(found))
    # Each newcomer moves the blocks: the pages that were read stay right.
    make_story("وافد جديد", section="sport", topics=("موضوع 1",), at=timezone.now())
    room.follow()
    for story in stories:
        found = stories_in_blocks(room.read(placed(story, network.maghrib)))
        assert story.pk not in found
        assert len(found) == len(set(found))


def test_a_new_section_shows_in_the_bar_of_old_pages(network, make_story, room):
    story = make_story(at=timezone.now() - 900 * HOUR)
    room.follow()
    room.read(placed(story, network.maghrib))
    section = network.section(network.maghrib, "arts")
    section.name = "فنون وثقافة"
    section.save()
    room.follow()
    assert "فنون وثقافة" in room.read(placed(story, network.maghrib))


def test_a_correction_is_on_the_pressed_story_and_the_pressed_corrections_page(network, make_story, room):
    now = timezone.now()
    story = make_story("قصة أُخطئ فيها", at=now - HOUR, also=[(network.misr, "sport")])
    room.follow()
    for edition in (network.maghrib, network.misr):
        room.read(placed(story, edition))
        assert "لم تُنشر تصحيحات" in room.read_path(edition, "/corrections/")
    correction_add(story, text="الصواب كذا.", at=now)
    room.follow()
    for edition in (network.maghrib, network.misr):
        assert "الصواب كذا." in room.read(placed(story, edition))
        assert "الصواب كذا." in room.read_path(edition, "/corrections/")
    story_withdraw(Story.objects.get(pk=story.pk), reason="خطأ", now=timezone.now())
    room.follow()
    assert "الصواب كذا." not in room.read_path(network.misr, "/corrections/")


def test_a_pressed_story_leads_to_what_follows_it_as_soon_as_that_is_published(network, make_story, room):
    story = make_story("قصة أولى", at=timezone.now() - 900 * HOUR)
    room.follow()
    room.read(placed(story, network.maghrib))
    draft = story_follow_up(story, at=timezone.now(), headline="تطور جديد")
    room.follow()
    assert 'class="follow-ups"' not in room.read(placed(story, network.maghrib))
    story_publish(draft)
    room.follow()
    assert 'class="follow-ups"' in room.read(placed(story, network.maghrib))
    story_withdraw(Story.objects.get(pk=draft.pk), reason="خطأ", now=timezone.now())
    room.follow()
    assert 'class="follow-ups"' not in room.read(placed(story, network.maghrib))


def test_a_story_that_left_one_site_is_gone_there_and_stays_on_the_other(network, make_story, room):
    now = timezone.now()
    story = make_story("قصة تغادر موقعًا", at=now - HOUR, also=[(network.misr, "sport")])
    room.follow()
    for edition in (network.maghrib, network.misr):
        room.read(placed(story, edition))
    placement_end(Placement.objects.get(story=story, edition=network.misr), at=now, now=now)
    room.follow()
    page = placed(story, network.misr)
    assert "قصة تغادر موقعًا" not in room.read_path(network.misr, "/sport/")
    assert room.press.held(key_of(network.misr.host, page.path)) is None
    assert "قصة تغادر موقعًا" in room.read(placed(story, network.maghrib))


def test_the_clock_alone_opens_an_embargo_and_ends_a_placement(network, make_story, room):
    now = timezone.now()
    bystander = make_story(at=now - 900 * HOUR)
    later = make_story("خبر محظور حتى حين", at=now - HOUR, embargo_until=now + timedelta(minutes=5))
    ending = make_story("خبر ينتهي بعد حين", at=now - HOUR, ends_at=now + timedelta(minutes=5))
    room.follow()
    page = placed(bystander, network.maghrib)
    assert "خبر محظور حتى حين" not in room.read(page)
    assert "خبر ينتهي بعد حين" in room.read(page)
    room.read(placed(ending, network.maghrib))
    # Ten minutes pass: the data are moved back instead of the clock forward.
    ten = timedelta(minutes=10)
    Placement.objects.update(shown_at=F("shown_at") - ten, ends_at=F("ends_at") - ten)
    Story.objects.update(embargo_until=F("embargo_until") - ten)
    room.presser.tick(timezone.now())
    room.presser._last_tick = timezone.now() - ten
    room.presser.tick(timezone.now())
    assert "خبر محظور حتى حين" in room.read(page)
    assert "خبر ينتهي بعد حين" not in room.read(page)
    assert "خبر ينتهي بعد حين" not in room.read(placed(ending, network.maghrib))
    assert "خبر محظور حتى حين" in room.read(placed(later, network.maghrib))


def test_the_clock_is_caught_up_after_a_presser_was_away(network, make_story, room, tmp_path):
    """Its server may be restarted in the very second in which a placement ends."""
    now = timezone.now()
    ending = make_story("خبر انتهى والمحرك غائب", at=now - HOUR, ends_at=now + timedelta(minutes=5))
    room.follow()
    page = placed(ending, network.maghrib)
    assert "خبر انتهى والمحرك غائب" in room.read(page)
    room.presser.tick(timezone.now() + timedelta(minutes=2))
    position = read_position(tmp_path / "position")
    ten = timedelta(minutes=10)
    Placement.objects.update(shown_at=F("shown_at") - ten, ends_at=F("ends_at") - ten)
    write_position(tmp_path / "position", replace(position, moment=position.moment - ten))
    again = Presser(room.press, room.backend, position=tmp_path / "position")
    again.begin()
    assert "خبر انتهى والمحرك غائب" in room.read(page)
    again.tick(timezone.now())
    assert "خبر انتهى والمحرك غائب" not in room.read(page)


def test_more_moments_than_one_look_takes_make_everything_anew(network, make_story, room, monkeypatch):
    now = timezone.now()
    monkeypatch.setattr(moments, "MOST", 2)
    ending = [make_story(f"خبر ينتهي {number}", at=now - HOUR, ends_at=now) for number in range(4)]
    room.follow()
    told = moments.moments_between(now - HOUR, now)
    assert edition_tag(network.maghrib.pk) in told.drop
    assert len(told.stories) == 3
    assert told.stories < {story.pk for story in ending}


def test_a_presser_that_begins_tells_so_once_when_every_page_is_right(network, make_story, room, monkeypatch):
    """What happened before it began stands on the pages by then."""
    told = []
    monkeypatch.setattr(beginners, "_owners", {"test": told.append})
    room.follow()
    again = Presser(room.press, room.backend, position=room.presser._position)
    again.begin()
    assert told == []
    now = timezone.now()
    again.tick(now)
    again.tick(now + HOUR)
    assert told == [now]


def test_a_presser_that_was_away_catches_up_and_one_without_a_position_begins_anew(
    network, make_story, room, tmp_path
):
    story = make_story("خبر قبل الغياب")
    room.follow()
    room.read_path(network.maghrib, "/politics/")
    make_story("خبر أثناء الغياب", at=timezone.now())
    again = Presser(room.press, room.backend, position=tmp_path / "position")
    again.begin()
    while again.look():
        pass
    assert "خبر أثناء الغياب" in room.read_path(network.maghrib, "/politics/")
    (tmp_path / "position").unlink()
    Story.objects.filter(pk=story.pk).update(headline="تغيير لم يُكتب عنه")
    anew = Presser(room.press, room.backend, position=tmp_path / "position")
    anew.begin()
    assert "تغيير لم يُكتب عنه" in room.read_path(network.maghrib, "/politics/")


def test_a_page_that_cannot_be_drawn_holds_nobody_up(network, make_story, room, monkeypatch):
    poisoned = make_story("قصة لا تُرسم")
    healthy = make_story("قصة سليمة", section="sport")

    def drawn(environ, start_response, *, real=room.backend._application):
        if f"/{poisoned.pk}-" in environ["PATH_INFO"]:
            raise RuntimeError("a template is broken")
        return real(environ, start_response)

    def failing(environ, start_response):
        try:
            return drawn(environ, start_response)
        except RuntimeError:
            start_response("500 Internal Server Error", [("Content-Type", "text/plain")])
            return [b""]

    monkeypatch.setattr(room.backend, "_application", failing)
    room.follow()
    assert room.press.held(key_of(network.maghrib.host, placed(poisoned, network.maghrib).path)) is None
    assert room.press.held(key_of(network.maghrib.host, placed(healthy, network.maghrib).path)) is not None


@pytest.fixture
def broken_latest(monkeypatch) -> Callable[[bool], None]:
    """Return a function that breaks the block of the latest stories, or mends it."""
    draw = LiveBlocks.draw
    faults: set[str] = set()

    def drawn(self: LiveBlocks, draft: Draft) -> str:
        if draft.key.rpartition("/")[2] in faults:
            raise RuntimeError("a template is broken")
        return draw(self, draft)

    monkeypatch.setattr(LiveBlocks, "draw", drawn)
    return lambda broken: faults.add("latest") if broken else faults.clear()


def test_a_block_that_cannot_be_drawn_stays_as_it_was_holds_up_no_other_and_the_desk_is_told(
    network, make_story, room, broken_latest
):
    old = make_story("خبر قديم")
    make_story("خبر آخر")
    room.follow()
    broken_latest(True)
    new = make_story("خبر جديد", also=[(network.misr, "arts")])
    room.follow()
    assert room.press.held(key_of(network.maghrib.host, placed(new, network.maghrib).path)) is not None
    page = room.read(placed(old, network.maghrib))
    latest = re.search(r'<section class="block block-latest.*?</section>', page, flags=re.DOTALL).group()
    assert "خبر جديد" not in latest
    told = [concern.sentence for concern in concerns_now(now=timezone.now())]
    assert any("لا تُرسم" in sentence and "latest" in sentence for sentence in told)
    broken_latest(False)
    room.presser.choose_all(rule="again")
    latest = re.search(
        r'<section class="block block-latest.*?</section>',
        room.read(placed(old, network.maghrib)),
        flags=re.DOTALL,
    ).group()
    assert "خبر جديد" in latest
    assert concerns_now(now=timezone.now()) == []


def test_a_block_that_cannot_be_drawn_keeps_no_withdrawn_story(network, make_story, room, broken_latest):
    old, wrong = make_story("خبر قديم", section="arts"), make_story("خبر خاطئ")
    room.follow()
    assert "خبر خاطئ" in room.read(placed(old, network.maghrib))
    broken_latest(True)
    story_withdraw(wrong, reason="خطأ", now=timezone.now())
    room.follow()
    _, naming = room.press.tagged([story_tag(wrong.pk)])
    assert naming == set()
    broken_latest(False)
    assert "خبر خاطئ" not in room.read(placed(old, network.maghrib))


@pytest.mark.parametrize(
    "path",
    [
        "/feed.xml",
        "/feed.json",
        "/politics/feed.atom",
        "/topic/وسم/feed.xml",
        "/author/سلمى/feed.json",
        "/news-sitemap.xml",
        "/sitemaps/0.xml",
    ],
)
def test_what_machines_read_is_pressed_and_right_after_each_change(network, make_story, room, path):
    told = {"topics": ("وسم",), "authors": ("سلمى",), "at": timezone.now()}
    old = make_story("خبر أول", **told)
    room.follow()
    assert f"/{old.pk}-" in room.read_path(network.maghrib, quote(path))
    assert room.press.held(key_of(network.maghrib.host, quote(path))) is not None
    new = make_story("خبر ثان", **told)
    room.follow()
    assert f"/{new.pk}-" in room.read_path(network.maghrib, quote(path))
    story_withdraw(old, reason="خطأ", now=timezone.now())
    room.follow()
    text = room.read_path(network.maghrib, quote(path))
    assert f"/{new.pk}-" in text
    assert f"/{old.pk}-" not in text


def test_listeners_hear_of_a_story_when_its_page_is_right_and_not_before(
    network, make_story, room, monkeypatch
):
    heard: list[tuple[int, bool]] = []

    def hear(story_ids, now):
        for number in story_ids:
            key = key_of(network.maghrib.host, placed(Story.objects.get(pk=number), network.maghrib).path)
            held = room.press.held(key)
            heard.append((number, held is not None and held.page.status == 200))

    monkeypatch.setattr(listeners, "_owners", {"failing": lambda *_: 1 / 0, "test": hear})
    story = make_story("خبر")
    room.follow()
    assert heard[-1] == (story.pk, True)
    embargoed = make_story("خبر محظور", publish=False)
    embargo_set(embargoed, until=timezone.now() + HOUR, now=timezone.now())
    story_publish(embargoed)
    room.follow()
    heard.clear()
    room.presser.tick(timezone.now() + 2 * HOUR)
    assert [number for number, _ in heard] == [embargoed.pk]


def test_choosing_again_without_news_draws_and_posts_nothing(network, make_story, room):
    make_story()
    room.follow()
    generation = room.press.board.generation
    with CaptureQueriesContext(connection) as queries:
        room.presser.choose_all(rule="readers moved the lists")
    assert room.press.board.generation == generation
    assert len(queries) < 200


def test_why_says_which_rule_pressed_each_slot(network, make_story, room):
    story = make_story()
    room.follow()
    page = placed(story, network.maghrib)
    room.read(page)
    report = room.press.why(key_of(page.edition.host, page.path))
    rules = {slot.key: slot.rule for slot in report.slots}
    assert rules["maghrib/page/latest"].startswith("change ")
    assert rules["maghrib/chrome/masthead"] == "the press began"


def test_caches_in_front_are_told_what_a_publication_changed(network, make_story, room):
    story = make_story("خبر تعرفه الذاكرات")
    room.follow()
    assert {f"story.{story.pk}", "block:maghrib/page/latest"} <= room.told.changed
    assert room.told.gone == set()
    page = placed(story, network.maghrib)
    assert f"http://{page.edition.host}{page.path}" in room.told.urls


def test_caches_in_front_are_told_what_is_gone_and_nothing_else_is_taken_from_them(network, make_story, room):
    story = make_story("خبر يسحب")
    room.follow()
    story_withdraw(Story.objects.get(pk=story.pk), reason="خطأ", now=timezone.now())
    other = make_story("خبر نُشر معه")
    room.follow()
    assert room.told.gone == {f"story.{story.pk}"}
    assert f"story.{other.pk}" in room.told.changed
