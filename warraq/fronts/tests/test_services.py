"""The verbs of fronts and strips: what they keep, what they tell the press, what they refuse."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.models import ModelLogEntry

from warraq.fronts.editing import hold_until, put
from warraq.fronts.layouts import automatic_layout
from warraq.fronts.models import FrontVersion, PinEnd
from warraq.fronts.selectors import (
    editions_leading_to,
    editions_of_ends,
    front_of,
    newest_version,
    shown_front,
    shown_fronts,
    strip_link,
    strip_on,
)
from warraq.fronts.services import (
    NotRaised,
    Overtaken,
    front_leave,
    front_publish,
    front_restore,
    front_save,
    front_undo,
    strip_change,
    strip_end,
    strip_raise,
)
from warraq.stories.models import Change, Story
from warraq.stories.services import story_withdraw

HOUR = timedelta(hours=1)


def pinned(story: int, **fields):
    return put(automatic_layout(), story=story, part=0, position=1)


def keep(network, story: int, *, opened=None, verb=front_publish, section=None, now=None):
    return verb(
        network.maghrib, section=section, layout=pinned(story), opened=opened, now=now or timezone.now()
    )


def told() -> list[dict]:
    return [change.facts for change in Change.objects.filter(kind="edition", facts__within__isnull=False)]


def test_a_draft_is_kept_and_the_press_is_told_nothing(network):
    version = keep(network, 1, verb=front_save)
    assert shown_front(network.maghrib) is None
    assert newest_version(version.front) == version
    assert told() == []


def test_a_published_front_is_shown_and_the_press_is_told_of_its_page(network):
    sport = network.section(network.maghrib, "sport")
    keep(network, 1)
    keep(network, 2, section=sport)
    assert {front.section_id for front in shown_fronts(network.maghrib)} == {None, sport.pk}
    assert shown_front(network.maghrib, section=sport).layout.stories == {2}
    assert shown_fronts(network.misr) == ()
    assert [facts["within"]["fronts"] for facts in told()] == [["/"], ["/sport/"]]


def test_a_draft_that_is_published_unchanged_is_the_same_version(network):
    draft = keep(network, 1, verb=front_save)
    assert keep(network, 1, opened=draft.pk).pk == draft.pk
    assert FrontVersion.objects.count() == 1


def test_whoever_opened_an_older_version_is_told_and_nothing_is_written(network):
    first = keep(network, 1, verb=front_save)
    second = keep(network, 2, opened=first.pk, verb=front_save)
    for verb in (front_save, front_publish):
        for opened in (None, first.pk):
            with pytest.raises(Overtaken) as told:
                keep(network, 3, opened=opened, verb=verb)
            assert told.value.newest == second
    assert FrontVersion.objects.count() == 2


def test_steps_back_lead_further_each_time_and_end_at_the_automatic_choice(network):
    opened = None
    for story in (1, 2, 3):
        opened = keep(network, story, opened=opened).pk
    front, shown = front_of(network.maghrib, section=None), []
    for _ in range(4):
        front_undo(front, now=timezone.now())
        current = shown_front(network.maghrib)
        shown.append(current and set(current.layout.stories))
    assert shown == [{2}, {1}, None, {1}]
    assert FrontVersion.objects.count() == 7


def test_a_version_that_is_put_back_is_the_newest_and_says_which_it_was(network):
    first = keep(network, 1)
    keep(network, 2, opened=first.pk)
    again = front_restore(first, now=timezone.now())
    assert again.restores == first
    assert front_restore(again, now=timezone.now()).restores == first
    assert shown_front(network.maghrib).layout.stories == {1}


def test_a_front_that_is_left_is_chosen_automatically_and_every_act_is_in_the_log(network):
    keep(network, 1)
    front = front_of(network.maghrib, section=None)
    front_leave(front, now=timezone.now())
    assert shown_front(network.maghrib) is None
    actions = ModelLogEntry.objects.filter(object_id=str(front.pk)).order_by("pk")
    assert list(actions.values_list("action", flat=True)) == ["warraq.front_publish", "warraq.front_leave"]


def test_ends_of_pins_are_the_clocks_to_tell_and_those_of_an_earlier_version_are_not(network):
    now = timezone.now()
    layout = hold_until(pinned(1), story=1, until=now + HOUR)
    first = front_publish(network.maghrib, section=None, layout=layout, opened=None, now=now)
    assert editions_of_ends(now, now + HOUR) == {network.maghrib.pk}
    assert editions_of_ends(now + HOUR, now + 2 * HOUR) == frozenset()
    keep(network, 2, opened=first.pk)
    assert not PinEnd.objects.exists()


def test_pins_that_have_ended_are_left_out_when_a_front_is_published(network):
    now = timezone.now()
    layout = hold_until(pinned(1), story=1, until=now - HOUR)
    version = front_publish(network.maghrib, section=None, layout=layout, opened=None, now=now)
    assert version.arranged().stories == frozenset()


def test_a_section_of_another_edition_has_no_front_here(network):
    with pytest.raises(ValidationError):
        keep(network, 1, section=network.section(network.misr, "sport"))


def raised(network, *editions, **fields):
    now = timezone.now()
    asked = {"until": now + HOUR, "now": now, **fields}
    return strip_raise("خبر  عاجل ", editions=editions or [network.maghrib], **asked)


def test_a_strip_stands_until_its_moment_and_the_press_is_told(network):
    now = timezone.now()
    strip = raised(network, network.maghrib, network.misr)
    assert strip.text == "خبر عاجل"
    assert strip_on(network.maghrib, now=now) == strip
    assert strip_on(network.khalij, now=now) is None
    assert strip_on(network.maghrib, now=now + 2 * HOUR) is None
    assert editions_of_ends(now, now + 2 * HOUR) == {network.maghrib.pk, network.misr.pk}
    assert told()[-1]["editions"] == sorted([network.maghrib.pk, network.misr.pk])


def test_a_newer_strip_takes_the_place_on_its_editions_alone(network):
    now = timezone.now()
    first = raised(network, network.maghrib, network.misr)
    second = raised(network, network.misr)
    assert strip_on(network.maghrib, now=timezone.now()) == first
    assert strip_on(network.misr, now=timezone.now()) == second
    strip_end(second, editions=[network.misr], now=timezone.now())
    assert strip_on(network.misr, now=timezone.now()) is None
    assert strip_on(network.misr, now=now + HOUR / 2) is None


@pytest.mark.parametrize("hours", [-1, 0, 13])
def test_a_strip_ends_in_the_next_hours(network, hours):
    now = timezone.now()
    with pytest.raises(NotRaised):
        raised(network, until=now + hours * HOUR, now=now)


def test_a_strip_says_something_somewhere(network):
    now = timezone.now()
    for text, editions in (("  ", [network.maghrib]), ("ن" * 121, [network.maghrib]), ("نص", [])):
        with pytest.raises(NotRaised):
            strip_raise(text, editions=editions, until=now + HOUR, now=now)


def test_what_came_down_is_neither_changed_nor_ended_again(network):
    strip = raised(network)
    strip_end(strip, editions=[network.maghrib], now=timezone.now())
    with pytest.raises(NotRaised):
        strip_end(strip, editions=[network.maghrib], now=timezone.now())
    with pytest.raises(NotRaised):
        strip_change(strip, text="آخر", until=timezone.now() + HOUR, now=timezone.now())


def test_a_strip_leads_to_its_story_here_or_at_its_home_or_nowhere(network, make_story):
    story = make_story(home=network.misr, also=[(network.maghrib, "sport")])
    strip = raised(network, story=story)
    now = timezone.now()
    assert strip_link(strip, edition=network.maghrib, now=now).edition == network.maghrib
    assert strip_link(strip, edition=network.khalij, now=now).edition == network.misr
    assert editions_leading_to([story.pk], now=now) == {network.maghrib.pk}
    story_withdraw(Story.objects.get(pk=story.pk), reason="خطأ", now=now)
    assert strip_link(strip, edition=network.khalij, now=now) is None
    assert strip_link(raised(network), edition=network.maghrib, now=now) is None
