"""Schedules fire, once, in one transaction; one that fails holds up nothing and is told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.utils import timezone
from wagtail.models import ModelLogEntry, Revision

from warraq.stories import firing
from warraq.stories.firing import fire_due, run
from warraq.stories.followers import followers
from warraq.stories.models import Attempt, Change, Story
from warraq.stories.selectors import alarms, on_edition, schedules_due
from warraq.stories.services import story_publish, story_schedule, story_withdraw

SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)


def come_due(story: Story, *, ago: timedelta = SECOND) -> None:
    """Let the story's schedule have come a moment ago."""
    moment = timezone.now() - ago
    revision = story.revisions.get(approved_go_live_at__isnull=False)
    revision.content["go_live_at"] = moment.isoformat()
    revision.approved_go_live_at = moment
    Revision.objects.bulk_update([revision], ["content", "approved_go_live_at"])


@pytest.fixture
def scheduled(make_story):
    """Return a function that makes a story whose scheduled moment has come."""

    def make(headline: str, *, ago: timedelta = SECOND) -> Story:
        now = timezone.now()
        story = story_schedule(make_story(headline, publish=False), at=now + HOUR, now=now)
        come_due(story, ago=ago)
        return story

    return make


def seen(network) -> set[int]:
    return set(on_edition(network.maghrib, now=timezone.now()).values_list("story_id", flat=True))


def fired(story: Story) -> int:
    return ModelLogEntry.objects.filter(
        object_id=str(story.pk), action__in=("wagtail.publish.scheduled", "wagtail.unpublish.scheduled")
    ).count()


@pytest.fixture
def poison():
    """Let every save of the stories with these numbers fail, as a broken row would."""
    poisoned: set[int] = set()

    def refuse(story_ids):
        if poisoned & set(story_ids):
            raise ValueError("فاسدة\0")

    followers.register("poison", refuse)
    yield poisoned
    followers._owners.pop("poison")


def test_a_schedule_fires_when_its_moment_has_come_and_once(network, make_story, scheduled):
    now = timezone.now()
    waiting = story_schedule(make_story("تنتظر", publish=False), at=now + HOUR, now=now)
    story = scheduled("خبر مجدول")
    assert fire_due(now=timezone.now()) == 1
    assert fire_due(now=timezone.now()) == 0
    assert seen(network) == {story.pk}
    assert (fired(story), fired(waiting)) == (1, 0)
    assert not Attempt.objects.exists()
    assert not Story.objects.get(pk=story.pk).has_unpublished_changes


def test_an_update_waits_while_readers_see_the_text_of_before(network, make_story):
    now = timezone.now()
    story = make_story("عنوان قديم")
    story.headline = "عنوان جديد"
    story = story_schedule(story, at=now + HOUR, now=now)
    assert (story.headline, story.live) == ("عنوان قديم", True)
    come_due(story)
    fire_due(now=timezone.now())
    assert Story.objects.get(pk=story.pk).headline == "عنوان جديد"


def test_a_loaded_story_stays_on_the_site_while_its_update_waits(network, make_story):
    """Loaders bring stories without revisions; Wagtail alone would take this one off."""
    now = timezone.now()
    story = make_story("عنوان قديم")
    Story.objects.filter(pk=story.pk).update(live_revision=None, latest_revision=None)
    Revision.objects.all().delete()
    story = Story.objects.get(pk=story.pk)
    story.headline = "عنوان جديد"
    story = story_schedule(story, at=now + HOUR, now=now)
    assert (story.live, story.headline) == (True, "عنوان قديم")
    assert story.live_revision.content["headline"] == "عنوان قديم"
    assert seen(network) == {story.pk}


def test_an_expiry_fires_too(network, make_story):
    story = make_story("تنتهي", expire_at=timezone.now() - SECOND)
    assert fire_due(now=timezone.now()) == 1
    assert fire_due(now=timezone.now()) == 0
    story.refresh_from_db()
    assert (story.live, story.expired, fired(story)) == (False, True, 1)
    assert seen(network) == set()


def test_a_standing_page_is_scheduled_like_a_story(network):
    from wagtail.models import Page

    page = Page.get_first_root_node().add_child(instance=Page(title="عن الموقع", slug="about", live=False))
    page.go_live_at = timezone.now() + HOUR
    revision = page.save_revision()
    revision.publish()
    come_due(page)
    assert fire_due(now=timezone.now()) == 1
    page.refresh_from_db()
    assert page.live
    Page.objects.filter(pk=page.pk).update(expire_at=timezone.now() - SECOND)
    assert fire_due(now=timezone.now()) == 1
    page.refresh_from_db()
    assert not page.live


def test_one_poisoned_story_stops_no_other_and_is_tried_again_after_growing_pauses(
    network, scheduled, poison, caplog
):
    first, bad, last = (scheduled("أولى", ago=3 * SECOND), scheduled("فاسدة"), scheduled("أخيرة"))
    poison.add(bad.pk)
    now = timezone.now()
    assert fire_due(now=now) == 2
    assert seen(network) == {first.pk, last.pk}
    assert "failed" in caplog.text
    # Nothing of the failed try remains.
    bad.refresh_from_db()
    assert not bad.live
    assert fire_due(now=now + SECOND / 2) == 0
    assert Attempt.objects.get().tries == 1
    fire_due(now=now + SECOND)
    fire_due(now=now + 2 * SECOND)  # within its second pause
    assert Attempt.objects.get().tries == 2
    poison.clear()
    assert fire_due(now=now + 9 * SECOND) == 1
    assert seen(network) == {first.pk, bad.pk, last.pk}
    assert not Attempt.objects.exists()


def test_what_failed_and_what_is_late_is_an_alarm_until_it_fires(scheduled, poison):
    bad, late = scheduled("فاسدة"), scheduled("متأخرة", ago=HOUR)
    now = timezone.now()
    assert [alarm.due.key.object_id for alarm in alarms(now=now)] == [str(late.pk)]
    poison.add(bad.pk)
    fire_due(now=now)
    (alarm,) = alarms(now=now)
    assert (alarm.due.key.object_id, alarm.tries) == (str(bad.pk), 1)
    assert alarm.problem == "ValueError: فاسدة"
    poison.clear()
    fire_due(now=now + 9 * SECOND)
    assert alarms(now=now + HOUR) == []


def test_a_process_killed_in_the_middle_leaves_the_schedule_for_the_next_try(network, scheduled, monkeypatch):
    story = scheduled("خبر مجدول")

    def killed(due):
        raise KeyboardInterrupt  # like a kill, it is caught by nobody

    with monkeypatch.context() as patch:
        patch.setattr(firing, "_act", killed)
        with pytest.raises(KeyboardInterrupt):
            fire_due(now=timezone.now())
    assert seen(network) == set()
    now = timezone.now()
    assert fire_due(now=now) == 0  # its pause
    assert fire_due(now=now + 2 * SECOND) == 1
    assert (seen(network), fired(story)) == ({story.pk}, 1)


def test_who_comes_second_finds_the_schedule_gone(scheduled):
    story = scheduled("خبر مجدول")
    now = timezone.now()
    (due,) = schedules_due(now=now)
    assert fire_due(now=now) == 1
    assert not firing._fire(due, now=now)
    assert fired(story) == 1
    assert not Attempt.objects.exists()


def test_what_was_tried_for_a_schedule_that_was_taken_back_is_forgotten(scheduled, poison):
    bad = scheduled("فاسدة")
    poison.add(bad.pk)
    now = timezone.now()
    fire_due(now=now)
    bad.revisions.update(approved_go_live_at=None)
    scheduled("أخرى")
    fire_due(now=now + 9 * SECOND)
    assert not Attempt.objects.exists()


def test_a_withdrawn_story_stays_withdrawn_when_its_schedule_fires(network, make_story):
    now = timezone.now()
    story = story_schedule(make_story(), at=now + HOUR, now=now)
    story_withdraw(story, reason="خطأ", now=now)
    come_due(story)
    fire_due(now=timezone.now())
    assert seen(network) == set()


def test_a_publication_undoes_no_withdrawal_that_it_did_not_know(network, make_story):
    """The publisher read the story before it was withdrawn: its old copy must not be written back."""
    story = make_story()
    revision = story.save_revision()
    assert revision.content_object.withdrawn_at is None
    story_withdraw(Story.objects.get(pk=story.pk), reason="خطأ", now=timezone.now())
    revision.publish()
    assert seen(network) == set()
    assert Story.objects.get(pk=story.pk).withdrawal_reason == "خطأ"


def test_firing_writes_to_the_outbox_like_any_publication(scheduled):
    story = scheduled("خبر مجدول")
    assert not Change.objects.filter(story_id=story.pk).exists()
    fire_due(now=timezone.now())
    assert Change.objects.filter(story_id=story.pk).exists()


def test_the_runner_waits_for_a_database_that_is_away(monkeypatch):
    looks: list[str] = []

    def look(*, now):
        looks.append("look")
        if len(looks) == 1:
            raise DatabaseError("away")
        if len(looks) == 2:
            raise RuntimeError("unforeseen")
        return 0

    monkeypatch.setattr(firing, "fire_due", look)
    monkeypatch.setattr(firing.connection, "close", lambda: looks.append("close"))
    run(go_on=lambda: len(looks) < 4, wait=lambda seconds: None)
    assert looks == ["look", "close", "look", "look"]


def test_a_look_without_anything_due_asks_for_schedules_alone(
    network, make_story, django_assert_max_num_queries
):
    make_story()
    fire_due(now=timezone.now())
    with django_assert_max_num_queries(3):  # revisions, stories, pages
        fire_due(now=timezone.now())


def test_publishing_by_hand_takes_the_schedule_with_it(scheduled, network):
    story = scheduled("خبر مجدول")
    draft = story.get_latest_revision_as_object()
    draft.go_live_at = None
    story_publish(draft)
    assert fire_due(now=timezone.now()) == 0
    assert seen(network) == {story.pk}
