"""The list of what partners are told: nothing is lost, nothing comes twice without a change."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.utils import timezone

from conftest import Network, StoryMaker
from warraq.live.services import PostText, live_begin, post_add
from warraq.partners import following
from warraq.partners.models import Partner, Tape, Told
from warraq.partners.selectors import partner_of_key, placements_for, told_after, told_of
from warraq.partners.services import clock_follow, key_make, request_count
from warraq.stories.models import Story
from warraq.stories.services import (
    correction_add,
    placement_add,
    placement_end,
    placement_move,
    story_publish,
    story_restore,
    story_withdraw,
)


@pytest.fixture
def partner(network: Network) -> Partner:
    """A partner that gets the Moroccan site."""
    made = Partner.objects.create(name="جريدة الضفة")
    made.editions.set([network.maghrib])
    return made


def told(partner: Partner, after: int = 0) -> list[tuple[int, int]]:
    """Return number and version of each story on the page after a number."""
    return [(row.pk, row.version) for row in told_after(partner, after=after).rows]


def end_of(partner: Partner) -> int:
    """Return the number after which nothing is told yet."""
    return told_after(partner, after=None).following


def test_a_published_story_is_told_once_and_drafts_of_it_are_not(
    partner: Partner, make_story: StoryMaker
) -> None:
    story = make_story()
    assert told(partner) == [(story.pk, 1)]

    story.headline = "صياغة لم تُعتمد"
    story.save_revision()

    assert told(partner) == [(story.pk, 1)]


def test_a_draft_is_told_to_nobody(partner: Partner, make_story: StoryMaker) -> None:
    make_story(publish=False)

    assert told(partner) == []
    assert not Told.objects.exists()


def test_every_change_that_readers_see_comes_again_after_the_cursor(
    partner: Partner, network: Network, make_story: StoryMaker
) -> None:
    story, other = make_story(also=[(network.misr, "sport")]), make_story()
    version = 1
    for change in (
        lambda: story_publish(_with(story, headline="عنوان آخر")),
        lambda: correction_add(story, text="الصحيح أن العدد ثلاثة.", at=timezone.now()),
        lambda: placement_move(
            story.placements.get(edition=network.maghrib), section=network.section(network.maghrib, "arts")
        ),
        lambda: story_withdraw(story, reason="خطأ", now=timezone.now()),
        lambda: story_restore(Story.objects.get(pk=story.pk)),
        lambda: Story.objects.get(pk=story.pk).unpublish(),
        lambda: story_publish(Story.objects.get(pk=story.pk)),
        lambda: Story.objects.get(pk=story.pk).delete(),
    ):
        cursor = end_of(partner)
        change()
        version += 1
        assert told(partner, cursor) == [(story.pk, version)]
    assert told(partner) == [(other.pk, 1), (story.pk, version)]


def _with(story: Story, **fields: Any) -> Story:
    fresh = Story.objects.get(pk=story.pk)
    for name, value in fields.items():
        setattr(fresh, name, value)
    return fresh


def test_a_post_of_a_live_story_is_a_change(partner: Partner, make_story: StoryMaker) -> None:
    story = make_story()
    blog = live_begin(story, at=timezone.now())
    cursor = end_of(partner)

    post_add(blog, text=PostText(headline="مشاركة"), token="a", at=timezone.now())

    assert [number for number, _ in told(partner, cursor)] == [story.pk]


def test_an_embargo_that_ends_by_the_clock_tells_the_story(partner: Partner, make_story: StoryMaker) -> None:
    now = timezone.now()
    make_story()
    cursor = end_of(partner)
    story = make_story(embargo_until=now + timedelta(hours=2))
    clock_follow(now=now + timedelta(hours=1, minutes=59))
    assert told(partner, cursor) == []

    clock_follow(now=now + timedelta(hours=2, seconds=1))
    assert told(partner, cursor) == [(story.pk, 1)]

    clock_follow(now=now + timedelta(hours=5))
    assert told(partner, cursor) == [(story.pk, 1)]


def test_a_placement_that_ends_by_the_clock_tells_the_story(partner: Partner, make_story: StoryMaker) -> None:
    now = timezone.now()
    story = make_story(ends_at=now + timedelta(hours=2))
    cursor = end_of(partner)

    for hours in (1, 3, 4):
        clock_follow(now=now + timedelta(hours=hours))

    assert told(partner, cursor) == [(story.pk, 2)]
    assert placements_for(partner, story_ids=[story.pk], now=now + timedelta(hours=3)) == {}


def test_the_clock_takes_a_part_at_a_time_and_loses_nothing(
    partner: Partner, make_story: StoryMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("warraq.partners.services.BATCH", 2)
    now = timezone.now()
    stories = [make_story(embargo_until=now + timedelta(minutes=minutes)) for minutes in (1, 2, 2, 3, 4)]

    for _ in range(4):
        clock_follow(now=now + timedelta(hours=1))

    assert [number for number, _ in told(partner)] == [story.pk for story in stories]


def test_before_there_is_a_partner_nothing_is_numbered_and_the_first_gets_what_stood(
    network: Network, make_story: StoryMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However much there was: a turn takes a part, and the partner misses nothing of what comes in between."""
    monkeypatch.setattr("warraq.partners.services.BATCH", 2)
    monkeypatch.setattr(following, "MOST_AT_ONCE", 2)
    now = timezone.now()
    stories = [make_story(at=now - timedelta(days=day)) for day in range(9, 0, -1)]
    Tape.objects.update_or_create(pk=1, defaults={"clock_at": now})
    following.turn(now)
    assert not Told.objects.exists()

    partner = Partner.objects.create(name="أول شريك")
    partner.editions.set([network.maghrib])
    between = make_story(at=now)
    for _ in range(3):
        following.turn(timezone.now())

    assert [number for number, _ in told(partner)] == [between.pk, *(story.pk for story in stories)]


def test_a_second_partner_has_nothing_numbered_anew(partner: Partner, make_story: StoryMaker) -> None:
    make_story()
    clock_follow(now=timezone.now())
    before = Tape.objects.get().clock_at
    Partner.objects.create(name="شريك ثان")
    assert Tape.objects.get().clock_at == before


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("warraq.partners.selectors.PAGE", 2)


@pytest.mark.usefixtures("small_pages")
def test_pages_follow_each_other_until_the_end(partner: Partner, make_story: StoryMaker) -> None:
    stories = [make_story() for _ in range(3)]

    first = told_after(partner, after=0)
    second = told_after(partner, after=first.following)
    third = told_after(partner, after=second.following)

    assert [row.pk for row in (*first.rows, *second.rows)] == [story.pk for story in stories]
    assert (first.has_more, second.has_more, third.has_more) == (True, False, False)
    assert (third.rows, third.following) == ([], second.following)


@pytest.mark.usefixtures("small_pages")
def test_without_a_cursor_the_newest_are_told_and_the_next_page_is_what_comes_after(
    partner: Partner, make_story: StoryMaker
) -> None:
    stories = [make_story() for _ in range(3)]

    page = told_after(partner, after=None)
    new = make_story()

    assert [row.pk for row in page.rows] == [story.pk for story in stories[1:]]
    assert told(partner, page.following) == [(new.pk, 1)]


def test_a_partner_gets_its_editions_and_sections_alone(network: Network, make_story: StoryMaker) -> None:
    partner = Partner.objects.create(name="إذاعة الواحة")
    partner.sections.set([network.section(network.misr, "sport")])
    make_story()
    make_story(home=network.misr, section="arts")
    match = make_story(also=[(network.misr, "sport", "عنوان النيل")])

    assert told(partner) == [(match.pk, 1)]
    (placement,) = placements_for(partner, story_ids=[match.pk], now=timezone.now()).values()
    assert placement.shown_headline == "عنوان النيل"


def test_a_partner_without_editions_and_sections_gets_nothing(
    network: Network, make_story: StoryMaker
) -> None:
    story = make_story()

    assert told_of(Partner.objects.create(name="بلا نصيب"), story_id=story.pk) is None


def test_what_went_before_it_was_a_partner_is_not_told(network: Network, make_story: StoryMaker) -> None:
    story = make_story()
    story_withdraw(story, reason="خطأ", now=timezone.now())
    late = Partner.objects.create(name="شريك متأخر")
    late.editions.set([network.maghrib])

    assert told(late) == []
    assert told_of(late, story_id=story.pk) is None


def test_a_story_that_leaves_one_site_stays_for_who_gets_the_other(
    partner: Partner, network: Network, make_story: StoryMaker
) -> None:
    story = make_story()
    sister = placement_add(story, edition=network.misr, section=network.section(network.misr, "sport"))
    other = Partner.objects.create(name="إذاعة الواحة")
    other.editions.set([network.misr])
    now = timezone.now()
    placement_end(sister, at=now, now=now)

    later = now + timedelta(seconds=1)
    assert set(placements_for(partner, story_ids=[story.pk], now=later)) == {story.pk}
    assert placements_for(other, story_ids=[story.pk], now=later) == {}
    assert told_of(other, story_id=story.pk) is not None


def test_the_guid_stays_when_the_home_changes(
    partner: Partner, network: Network, make_story: StoryMaker
) -> None:
    story = make_story()
    before = Told.objects.get(pk=story.pk).guid
    network.maghrib.hosts.update(name="new.example.org")
    story_publish(_with(story, headline="عنوان آخر"))

    assert Told.objects.get(pk=story.pk).guid == before
    assert before.startswith("urn:newsml:maghrib.example.org:")


def test_of_a_key_only_a_digest_is_kept_and_a_new_key_ends_the_old(partner: Partner) -> None:
    old = key_make(partner, now=timezone.now())
    new = key_make(partner, now=timezone.now())

    assert partner_of_key(new) == partner
    assert partner_of_key(old) is None
    row = Partner.objects.values().get(pk=partner.pk)
    assert not any(key in str(value) for key in (old, new) for value in row.values())


def test_requests_are_counted_in_the_partners_row(partner: Partner) -> None:
    now = timezone.now()
    Partner.objects.filter(pk=partner.pk).update(per_minute=2)

    waits = [request_count(Partner.objects.get(pk=partner.pk), now=now) for _ in range(3)]

    assert waits == [timedelta(0), timedelta(0), timedelta(seconds=30)]
    assert Partner.objects.get(pk=partner.pk).seen_at == now
    assert request_count(partner, now=now + waits[2]) == timedelta(0)


def test_the_archive_is_numbered_as_it_stands(
    partner: Partner, network: Network, make_story: StoryMaker
) -> None:
    now = timezone.now()
    newer = make_story(at=now - timedelta(days=1))
    older = make_story(at=now - timedelta(days=2), also=[(network.misr, "sport")])
    gone = make_story(at=now - timedelta(days=3))
    story_withdraw(gone, reason="خطأ", now=now)
    make_story(embargo_until=now + timedelta(hours=1))
    make_story(publish=False)
    guids = dict(Told.objects.values_list("pk", "guid"))
    Told.objects.all().delete()
    Tape.objects.all().delete()

    import_module("warraq.partners.migrations.0002_archive").number_archive(apps, None)

    assert told(partner) == [(older.pk, 1), (newer.pk, 1)]
    assert dict(Told.objects.values_list("pk", "guid")) == {
        number: guids[number] for number in (older.pk, newer.pk)
    }
    assert Tape.objects.get().sequence == 2
    story_publish(_with(newer, headline="عنوان آخر"))
    assert told(partner, 2) == [(newer.pk, 2)]
