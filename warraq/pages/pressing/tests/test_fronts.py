"""Fronts and strips on a real page store: who sees what, when."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import unquote

import pytest
from django.utils import timezone

from warraq.fronts.editing import add_part, hold_until, put
from warraq.fronts.layouts import Kind, Layout, Part, automatic_layout
from warraq.fronts.models import PinEnd, Raising
from warraq.fronts.selectors import front_of
from warraq.fronts.services import (
    front_leave,
    front_publish,
    front_restore,
    front_undo,
    strip_change,
    strip_end,
    strip_raise,
)
from warraq.pages.pressing.tests.test_presser import (
    HOUR,
    placed,
    room,  # noqa: F401 - a fixture
)
from warraq.stories.models import Placement, Story
from warraq.stories.selectors import ledger_of
from warraq.stories.services import placement_end, story_publish, story_withdraw

MINUTE = timedelta(minutes=1)


def stories_on(page: str) -> list[int]:
    """Return the stories that a page leads to, each as often as it does (its picture apart)."""
    return [int(number) for number in re.findall(r'<a href="[^"]*?/([0-9]+)-[^"]*"', unquote(page))]


def home_of(network) -> Layout:
    sections = [network.section(network.maghrib, slug).pk for slug in ("politics", "sport", "arts")]
    return automatic_layout(sections=sections)


def publish(network, layout: Layout, *, section=None, opened=None, now=None):
    return front_publish(
        network.maghrib, section=section, layout=layout, opened=opened, now=now or timezone.now()
    )


@pytest.fixture
def news(network, make_story) -> list[Story]:
    """Thirty stories, oldest first, ten in each section."""
    return [make_story(section=("politics", "sport", "arts")[n % 3]) for n in range(30)]


def test_a_published_front_is_on_the_pressed_home_with_its_pins_and_nothing_twice(network, news, room):  # noqa: F811
    room.follow()
    before = room.read_path(network.maghrib, "/")
    old = news[0]
    layout = put(home_of(network), story=old.pk, part=0, position=2)
    publish(network, layout)
    drawn = room.follow()
    assert drawn == [f"{network.maghrib.host}/"]
    page = room.read_path(network.maghrib, "/")
    assert page != before
    shown = stories_on(page)
    assert shown[1] == old.pk
    assert len(shown) == len(set(shown))
    assert len(shown) == len(stories_on(before))


def test_a_pin_in_a_list_is_taken_by_no_part_above_it(network, news, room):  # noqa: F811
    newest = news[-1]
    layout = put(home_of(network), story=newest.pk, part=3, position=3)
    publish(network, layout)
    room.follow()
    shown = stories_on(room.read_path(network.maghrib, "/"))
    assert shown.count(newest.pk) == 1
    assert shown[0] != newest.pk


def test_lists_stand_in_the_editors_order_under_their_names(network, make_story, room):  # noqa: F811
    story = make_story("عن السد", topics=("السدود",))
    topic = story.topics[0]
    for _ in range(12):
        make_story()
    layout = add_part(automatic_layout(), kind=Kind.TOPIC, of=topic.pk, count=3)
    layout = add_part(layout, kind=Kind.LATEST, of=None, count=3)
    publish(network, layout)
    room.follow()
    page = room.read_path(network.maghrib, "/")
    assert page.index("السدود</a></h2>") < page.index(">آخر الأخبار</h2>")
    assert "الأكثر قراءة" not in page
    assert "عن السد" in page


def test_a_pinned_story_that_is_withdrawn_is_gone_at_once_and_the_next_takes_its_place(network, news, room):  # noqa: F811
    publish(network, put(home_of(network), story=news[0].pk, part=0, position=1))
    room.follow()
    before = stories_on(room.read_path(network.maghrib, "/"))
    assert before[0] == news[0].pk
    story_withdraw(Story.objects.get(pk=news[0].pk), reason="خطأ", now=timezone.now())
    room.follow()
    after = stories_on(room.read_path(network.maghrib, "/"))
    assert news[0].pk not in after
    assert len(after) == len(before)
    assert len(after) == len(set(after))


def test_a_pinned_story_whose_placement_ended_is_gone(network, news, room):  # noqa: F811
    publish(network, put(home_of(network), story=news[0].pk, part=0, position=1))
    room.follow()
    placement = Placement.objects.get(story=news[0], edition=network.maghrib)
    placement_end(placement, at=timezone.now(), now=timezone.now())
    room.follow()
    assert news[0].pk not in stories_on(room.read_path(network.maghrib, "/"))


def test_a_draft_of_a_story_is_pinned_ahead_and_stands_there_once_it_is_published(
    network,
    news,
    make_story,
    room,  # noqa: F811
):
    draft = make_story("ينتظر النشر", publish=False)
    publish(network, put(home_of(network), story=draft.pk, part=0, position=1))
    room.follow()
    assert "ينتظر النشر" not in room.read_path(network.maghrib, "/")
    story_publish(Story.objects.get(pk=draft.pk))
    room.follow()
    assert stories_on(room.read_path(network.maghrib, "/"))[0] == draft.pk


def test_a_pin_ends_on_its_minute(network, news, room):  # noqa: F811
    now = timezone.now()
    layout = put(home_of(network), story=news[0].pk, part=0, position=1)
    publish(network, hold_until(layout, story=news[0].pk, until=now + MINUTE))
    room.follow()
    assert stories_on(room.read_path(network.maghrib, "/"))[0] == news[0].pk
    # The clock of the blocks is the real one: the pin is moved into the past, as is its entry in the clock's list.
    version = front_of(network.maghrib, section=None).published
    ended = hold_until(version.arranged(), story=news[0].pk, until=now - MINUTE)
    type(version).objects.filter(pk=version.pk).update(layout=ended.facts)
    PinEnd.objects.update(at=room.presser._last_tick + timedelta(seconds=1))
    room.presser.tick(room.presser._last_tick)
    assert stories_on(room.read_path(network.maghrib, "/"))[0] == news[0].pk
    room.presser.tick(room.presser._last_tick + MINUTE)
    assert news[0].pk not in stories_on(room.read_path(network.maghrib, "/"))


def test_undo_brings_the_version_before_and_then_the_automatic_choice(network, news, room):  # noqa: F811
    room.follow()
    automatic = room.read_path(network.maghrib, "/")
    first = publish(network, put(home_of(network), story=news[0].pk, part=0, position=1))
    room.follow()
    of_first = room.read_path(network.maghrib, "/")
    publish(network, put(home_of(network), story=news[1].pk, part=0, position=1), opened=first.pk)
    room.follow()
    assert stories_on(room.read_path(network.maghrib, "/"))[0] == news[1].pk
    front_undo(front_of(network.maghrib, section=None), now=timezone.now())
    room.follow()
    assert stories_on(room.read_path(network.maghrib, "/")) == stories_on(of_first)
    front_undo(front_of(network.maghrib, section=None), now=timezone.now())
    room.follow()
    assert stories_on(room.read_path(network.maghrib, "/")) == stories_on(automatic)


def test_nothing_of_a_front_stays_in_blocks_when_it_is_left(network, news, room):  # noqa: F811
    """Blocks of a front that nobody sees name no story: the ledger of a withdrawal is clean."""
    publish(network, put(home_of(network), story=news[0].pk, part=3, position=1))
    room.follow()
    front_leave(front_of(network.maghrib, section=None), now=timezone.now())
    room.follow()
    story_withdraw(Story.objects.get(pk=news[0].pk), reason="خطأ", now=timezone.now())
    room.follow()
    rows = {row.surface: row for row in ledger_of(news[0].pk)}
    assert rows["live blocks"].cleared_at is not None


def test_an_older_version_is_put_back(network, news, room):  # noqa: F811
    first = publish(network, put(home_of(network), story=news[0].pk, part=0, position=1))
    publish(network, put(home_of(network), story=news[1].pk, part=0, position=1), opened=first.pk)
    front_restore(first, now=timezone.now())
    room.follow()
    assert stories_on(room.read_path(network.maghrib, "/"))[0] == news[0].pk


def test_a_sections_front_shows_its_lists_then_its_newest_and_leads_to_older_ones(network, make_story, room):  # noqa: F811
    sport = network.section(network.maghrib, "sport")
    stories = [make_story(section="sport") for _ in range(40)]
    elsewhere = make_story("من قسم آخر", section="arts")
    layout = put(
        Layout(parts=(Part(0, Kind.TOP, 4), Part(1, Kind.LATEST, 3)), seconds=3),
        story=elsewhere.pk,
        part=0,
        position=2,
    )
    room.follow()
    publish(network, layout, section=sport)
    assert room.follow() == [f"{network.maghrib.host}/sport/"]
    shown = stories_on(room.read_path(network.maghrib, "/sport/"))
    assert shown[1] == elsewhere.pk
    assert len(shown) == len(set(shown)) == 4 + 3 + 20
    newest = [story.pk for story in reversed(stories)]
    assert [number for number in shown if number != elsewhere.pk] == newest[:26]
    page = room.read_path(network.maghrib, "/sport/")
    older = re.search(r'rel="next" href="([^"]+)"', page)[1]
    assert stories_on(room.read_path(network.maghrib, older))[:14] == newest[26:]


def test_a_new_story_of_the_section_comes_to_its_front(network, make_story, room):  # noqa: F811
    for _ in range(5):
        make_story(section="sport")
    publish(network, automatic_layout(), section=network.section(network.maghrib, "sport"))
    room.follow()
    room.read_path(network.maghrib, "/sport/")
    make_story("هدف الآن", section="sport", at=timezone.now())
    room.follow()
    assert "هدف الآن" in room.read_path(network.maghrib, "/sport/")


def test_a_strip_is_on_every_page_of_its_editions_old_ones_too_and_no_shell_is_drawn(
    network,
    make_story,
    room,  # noqa: F811
):
    old = make_story("قصة قديمة", also=[(network.misr, "sport")], at=timezone.now() - 900 * HOUR)
    urgent = make_story("زلزال", section="arts")
    room.follow()
    here, there = placed(old, network.maghrib), placed(old, network.misr)
    paths = ["/", "/politics/", here.path, "/topic/none/"]
    for path in paths:
        room.read_path(network.maghrib, path)
    room.read(there)
    strip = strip_raise(
        "زلزال يضرب الساحل",
        editions=[network.maghrib, network.hub],
        story=urgent,
        until=timezone.now() + HOUR,
        now=timezone.now(),
    )
    assert room.follow() == []
    own = placed(urgent, network.maghrib)
    for path in paths[:3]:
        page = room.read_path(network.maghrib, path)
        assert "زلزال يضرب الساحل" in page, path
        assert stories_on(page).count(urgent.pk) == 1, path
    # On its own page it leads nowhere, and on the hub to its home.
    assert "<span>زلزال يضرب الساحل</span>" in room.read(own)
    assert f'<a href="{network.maghrib.origin}{own.path}">زلزال يضرب الساحل</a>' in room.read_path(
        network.hub, "/"
    )
    assert "زلزال يضرب الساحل" not in room.read(there)
    strip_change(
        strip, text="زلزال قوي يضرب الساحل", story=urgent, until=timezone.now() + HOUR, now=timezone.now()
    )
    room.follow()
    assert "زلزال قوي يضرب الساحل" in room.read(here)
    strip_end(strip, editions=[network.maghrib], now=timezone.now())
    room.follow()
    assert "زلزال قوي" not in room.read(here)
    assert "زلزال قوي" in room.read_path(network.hub, "/")


def test_a_strip_ends_by_itself(network, make_story, room):  # noqa: F811
    old = make_story("قصة قديمة")
    strip_raise("خبر عاجل", editions=[network.maghrib], until=timezone.now() + HOUR, now=timezone.now())
    room.follow()
    assert "خبر عاجل" in room.read(placed(old, network.maghrib))
    start = room.presser._last_tick
    Raising.objects.update(ends_at=timezone.now())
    room.presser.tick(start + MINUTE)
    assert "خبر عاجل" not in room.read(placed(old, network.maghrib))


def test_the_newest_strip_stands_alone_and_the_one_before_does_not_come_back(network, make_story, room):  # noqa: F811
    old = placed(make_story("قصة قديمة"), network.maghrib)
    now = timezone.now()
    strip_raise("الأول", editions=[network.maghrib], until=now + 5 * HOUR, now=now)
    second = strip_raise("الثاني", editions=[network.maghrib], until=now + HOUR, now=now)
    room.follow()
    assert "الثاني" in room.read(old)
    assert "الأول" not in room.read(old)
    strip_end(second, editions=[network.maghrib], now=timezone.now())
    room.follow()
    assert "الأول" not in room.read(old)
    assert 'class="breaking"' not in room.read(old)


def test_a_strip_whose_story_is_withdrawn_stays_and_leads_nowhere_even_where_the_story_never_stood(
    network,
    make_story,
    room,  # noqa: F811
):
    urgent = make_story("زلزال")
    bystander = placed(make_story("جارة", home=network.khalij), network.khalij)
    strip_raise(
        "زلزال يضرب", editions=[network.khalij], story=urgent, until=timezone.now() + HOUR, now=timezone.now()
    )
    room.follow()
    assert urgent.pk in stories_on(room.read(bystander))
    story_withdraw(Story.objects.get(pk=urgent.pk), reason="خطأ", now=timezone.now())
    room.follow()
    page = room.read(bystander)
    assert "زلزال يضرب" in page
    assert urgent.pk not in stories_on(page)


def test_where_the_strips_story_is_pinned_the_strip_is_told_without_its_link(network, news, room):  # noqa: F811
    lead = news[3]
    publish(network, put(home_of(network), story=lead.pk, part=0, position=1))
    strip_raise(
        "عاجل عنها", editions=[network.maghrib], story=lead, until=timezone.now() + HOUR, now=timezone.now()
    )
    room.follow()
    page = room.read_path(network.maghrib, "/")
    assert "<span>عاجل عنها</span>" in page
    assert stories_on(page)[0] == lead.pk
    assert stories_on(page).count(lead.pk) == 1
    # Elsewhere it leads to its story.
    assert stories_on(room.read(placed(news[0], network.maghrib)))[0] == lead.pk


def test_without_a_strip_the_newest_urgent_story_stands_in_its_place_for_six_hours(network, make_story, room):  # noqa: F811
    urgent = make_story("عاجل من المحررين", label="urgent", at=timezone.now())
    old = placed(make_story("قديمة"), network.maghrib)
    strip = strip_raise(
        "رفعه المكتب", editions=[network.maghrib], until=timezone.now() + HOUR, now=timezone.now()
    )
    room.follow()
    assert "رفعه المكتب" in room.read(old)
    strip_end(strip, editions=[network.maghrib], now=timezone.now())
    room.follow()
    strip_html = re.search(r'<section class="breaking".*?</section>', room.read(old), flags=re.DOTALL)[0]
    assert urgent.headline in strip_html


def test_a_reader_without_the_press_meets_the_same_front(network, news, reader):
    publish(network, put(home_of(network), story=news[0].pk, part=0, position=1))
    page = reader.on(network.maghrib, "/").content.decode()
    shown = stories_on(page)
    assert shown[0] == news[0].pk
    assert len(shown) == len(set(shown))
