"""The newsroom's verbs: what each does, what it refuses, and that who, when and why are kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.models import ModelLogEntry

from warraq.stories.changes import Standing, changes_after, newest_number
from warraq.stories.models import Correction, FollowUp, Placement, Story
from warraq.stories.selectors import (
    corrections_of,
    corrections_on,
    follow_up_ids,
    home_of,
    on_edition,
    schedules_due,
)
from warraq.stories.services import (
    NotAllowed,
    correction_add,
    embargo_lift,
    embargo_set,
    placement_add,
    placement_end,
    placement_move,
    story_follow_up,
    story_publish,
    story_schedule,
    story_unschedule,
    story_withdraw,
)

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def editor(db):
    return get_user_model().objects.create_user("editor", password="x")


@pytest.fixture
def last_change(network):
    """Return a function that gives the last row of the outbox."""
    return lambda: changes_after(newest_number() - 1)[0]


def logged(story: Story) -> ModelLogEntry:
    return ModelLogEntry.objects.filter(object_id=str(story.pk), action__startswith="warraq").latest(
        "timestamp", "pk"
    )


def seen(edition, *, now=NOW) -> set[int]:
    return set(on_edition(edition, now=now).values_list("story_id", flat=True))


def draft_of(story: Story) -> Story:
    """Return the story as its newest draft has it."""
    return Story.objects.get(pk=story.pk).latest_revision.as_object()


# Corrections


def test_a_correction_is_dated_signed_and_moves_the_last_change(make_story, editor, last_change):
    story = make_story(at=NOW - 5 * HOUR)
    correction_add(story, text="  ورد الاسم خطأً.\n", at=NOW, by=editor)
    (correction,) = corrections_of(story)
    assert (correction.text, correction.made_at, correction.made_by) == ("ورد الاسم خطأً.", NOW, editor)
    assert Story.objects.get(pk=story.pk).modified_at == NOW
    entry = logged(story)
    assert (entry.action, entry.user, entry.comment) == ("warraq.correct", editor, "ورد الاسم خطأً.")
    assert Standing.read(last_change().facts["after"]).corrections == 1


def test_what_readers_do_not_see_is_not_corrected(make_story):
    for story in (
        make_story(publish=False),
        make_story(at=NOW - HOUR, embargo_until=NOW + HOUR),
        make_story(at=NOW + HOUR),
    ):
        with pytest.raises(NotAllowed):
            correction_add(story, text="تصحيح", at=NOW)
    withdrawn = make_story(at=NOW - HOUR)
    story_withdraw(withdrawn, reason="خطأ", now=NOW)
    with pytest.raises(NotAllowed):
        correction_add(withdrawn, text="تصحيح", at=NOW)
    assert not Correction.objects.exists()


def test_an_empty_correction_is_refused(make_story):
    with pytest.raises(NotAllowed):
        correction_add(make_story(at=NOW - HOUR), text=" \n", at=NOW)


def test_an_older_draft_published_later_undoes_no_correction(make_story):
    story = make_story(at=NOW - HOUR)
    revision = story.save_revision()
    correction_add(story, text="تصحيح", at=NOW)
    revision.publish()
    assert len(corrections_of(story)) == 1


def test_corrections_of_an_edition_come_newest_first_by_pages_and_from_the_visible_set(network, make_story):
    stories = [make_story(at=NOW - 9 * HOUR, also=[(network.misr, "sport")]) for _ in range(3)]
    made = [
        correction_add(story, text=f"تصحيح {n}.{story.pk}", at=NOW + n * HOUR).pk
        for n in range(2)
        for story in stories
    ]
    withdrawn = make_story(at=NOW - 9 * HOUR)
    correction_add(withdrawn, text="تصحيح لقصة سُحبت", at=NOW + HOUR)
    story_withdraw(withdrawn, reason="خطأ", now=NOW + HOUR)
    later = NOW + 5 * HOUR
    walked, after = [], None
    for _ in range(3):
        page, after = corrections_on(network.misr, now=later, limit=2, after=after)
        walked += [correction.pk for correction, _ in page]
        assert all(placement.edition_id == network.misr.pk for _, placement in page)
    assert after is None
    assert walked == made[::-1]
    assert corrections_on(network.khalij, now=later, limit=2) == ([], None)


# Follow-ups


def test_a_follow_up_takes_section_and_topics_and_leads_back(network, make_story, editor, last_change):
    story = make_story(section="arts", topics=("موضوع", "آخر"), also=[(network.misr, "sport")], at=NOW - HOUR)
    draft = story_follow_up(story, at=NOW, by=editor)
    assert last_change().story_id == story.pk
    assert not draft.live
    home = draft.home_placement()
    assert (home.edition, home.section.slug) == (network.maghrib, "arts")
    assert draft.placements.count() == 1
    assert [topic.name for topic in draft.topics] == ["موضوع", "آخر"]
    assert draft.body.raw_data[0]["value"] == [story.pk]
    assert follow_up_ids(story) == [draft.pk]
    assert FollowUp.objects.get().made_by == editor
    assert logged(story).data == {"story": draft.pk}
    assert str(draft) == "قصة بلا عنوان"
    draft = draft_of(draft)
    draft.headline = "تطور جديد"
    published = story_publish(draft)
    assert published.pk in seen(network.maghrib, now=timezone.now())
    assert Standing.read(last_change().facts["after"]).follows == story.pk


def test_a_follow_up_may_have_its_headline_from_the_start(make_story):
    assert story_follow_up(make_story(at=NOW - HOUR), at=NOW, headline="تطور").headline == "تطور"


def test_only_published_stories_are_followed(make_story):
    withdrawn = make_story(at=NOW - HOUR)
    story_withdraw(withdrawn, reason="خطأ", now=NOW)
    for story in (make_story(publish=False), withdrawn):
        with pytest.raises(NotAllowed):
            story_follow_up(story, at=NOW)


# Placements


def test_a_moved_story_has_a_new_path_and_the_draft_knows(network, make_story, editor, last_change):
    story = make_story(at=NOW - HOUR)
    story.headline = "مسودة أحدث"
    story.save_revision()
    placement = Placement.objects.get(story=story)
    placement_move(
        placement, section=network.section(network.maghrib, "arts"), by=editor, reason="ليست سياسة"
    )
    facts = last_change().facts
    paths = [Standing.read(facts[when]).places[0].path.split("/")[1] for when in ("before", "after")]
    assert paths == ["politics", "arts"]
    assert draft_of(story).placements.get().section.slug == "arts"
    story_publish(draft_of(story))
    assert Placement.objects.get(story=story).section.slug == "arts"
    entry = logged(story)
    assert (entry.action, entry.user, entry.comment) == ("warraq.move", editor, "ليست سياسة")
    assert entry.data["from"] == network.section(network.maghrib, "politics").pk


def test_a_story_moves_within_its_edition_alone(network, make_story):
    placement = Placement.objects.get(story=make_story(at=NOW - HOUR))
    with pytest.raises(NotAllowed):
        placement_move(placement, section=placement.section)
    with pytest.raises(ValidationError):
        placement_move(placement, section=network.section(network.misr, "arts"))


def test_an_ended_placement_leaves_one_site_at_once_and_the_others_keep_the_story(
    network, make_story, editor, last_change
):
    story = make_story(at=NOW - HOUR, also=[(network.misr, "sport")])
    placement = Placement.objects.get(story=story, edition=network.misr)
    placement_end(placement, at=NOW, now=NOW, by=editor, reason="طلب الموقع")
    assert seen(network.misr) == set()
    assert seen(network.maghrib) == {story.pk}
    after = Standing.read(last_change().facts["after"])
    assert [place.edition for place in after.places] == [network.maghrib.pk]
    assert logged(story).comment == "طلب الموقع"
    story_publish(draft_of(story))
    assert seen(network.misr) == set()


def test_a_placement_may_end_later(network, make_story, last_change):
    story = make_story(at=NOW - HOUR)
    placement_end(Placement.objects.get(story=story), at=NOW + HOUR, now=NOW)
    assert len(Standing.read(last_change().facts["after"]).places) == 1
    assert seen(network.maghrib) == {story.pk}
    assert seen(network.maghrib, now=NOW + HOUR) == set()


def test_a_placement_ends_once_and_not_before_it_begins(network, make_story):
    ended = Placement.objects.get(story=make_story(at=NOW - HOUR, ends_at=NOW))
    begins = Placement.objects.get(story=make_story(at=NOW - HOUR, starts_at=NOW + HOUR))
    for placement in (ended, begins):
        with pytest.raises(NotAllowed):
            placement_end(placement, at=NOW, now=NOW)


def test_a_person_who_places_a_story_is_logged_and_the_scheduled_draft_knows(network, make_story, editor):
    now = timezone.now()
    story = story_schedule(make_story(publish=False), at=now + HOUR, now=now)
    story.save_revision()
    placement_add(story, edition=network.misr, section=network.section(network.misr, "arts"), by=editor)
    assert (logged(story).action, logged(story).user) == ("warraq.place", editor)
    scheduled = story.revisions.get(approved_go_live_at__isnull=False)
    assert {row["edition"] for row in scheduled.content["placements"]} == {
        network.maghrib.pk,
        network.misr.pk,
    }


# Schedules


def test_a_scheduled_story_waits_for_its_moment(network, make_story, editor):
    now = timezone.now()
    story = story_schedule(make_story(publish=False), at=now + HOUR, now=now, by=editor)
    assert (story.live, story.go_live_at, story.approved_schedule) == (False, now + HOUR, True)
    assert schedules_due(now=now) == []
    (due,) = schedules_due(now=now + HOUR)
    assert (due.key.object_id, due.due_at) == (str(story.pk), now + HOUR)
    entry = ModelLogEntry.objects.get(object_id=str(story.pk), action="wagtail.publish.schedule")
    assert entry.user == editor


def test_a_schedule_is_taken_back_and_the_text_stays_a_draft(network, make_story, editor):
    now = timezone.now()
    story = story_schedule(make_story("مجدولة", publish=False), at=now + HOUR, now=now)
    story_unschedule(story, by=editor)
    story = Story.objects.get(pk=story.pk)
    assert (story.approved_schedule, story.go_live_at) == (False, None)
    assert draft_of(story).go_live_at is None
    assert schedules_due(now=now + 2 * HOUR) == []
    entry = ModelLogEntry.objects.get(object_id=str(story.pk), action="wagtail.schedule.cancel")
    assert entry.user == editor
    with pytest.raises(NotAllowed):
        story_unschedule(story)


def test_what_cannot_be_published_then_is_not_scheduled(network, make_story):
    now = timezone.now()
    with pytest.raises(NotAllowed):
        story_schedule(make_story(publish=False), at=now, now=now)
    with pytest.raises(NotAllowed):
        story_schedule(make_story(publish=False, expire_at=now + HOUR), at=now + HOUR, now=now)
    withdrawn = make_story(at=NOW - HOUR)
    story_withdraw(withdrawn, reason="خطأ", now=now)
    with pytest.raises(NotAllowed):
        story_schedule(withdrawn, at=now + HOUR, now=now)
    with pytest.raises(NotAllowed):
        story_schedule(Story.objects.create(headline="بلا موقع", live=False), at=now + HOUR, now=now)


# Embargoes


def test_an_embargo_holds_whatever_draft_is_published(network, make_story, editor):
    story = make_story(publish=False)
    story.save_revision()
    embargo_set(story, until=NOW + HOUR, now=NOW, by=editor, reason="طلب المصدر")
    assert (logged(story).action, logged(story).comment) == ("warraq.embargo", "طلب المصدر")
    story_publish(draft_of(story), at=NOW)
    assert seen(network.maghrib) == set()
    assert seen(network.maghrib, now=NOW + HOUR) == {story.pk}


def test_a_lifted_embargo_makes_its_moment_the_publication(network, make_story, editor, last_change):
    story = make_story(at=NOW - 3 * HOUR, embargo_until=NOW + HOUR)
    embargo_lift(story, now=NOW, by=editor)
    assert seen(network.maghrib) == {story.pk}
    placement = Placement.objects.get(story=story)
    assert placement.shown_at == home_of(story, now=NOW).shown_at == NOW
    assert last_change().story_id == story.pk
    assert logged(story).data["until"] == (NOW + HOUR).isoformat()
    assert draft_of(story).embargo_until == NOW


def test_a_draft_whose_embargo_is_lifted_has_none(make_story):
    story = make_story(publish=False, embargo_until=NOW + HOUR)
    embargo_lift(story, now=NOW)
    assert Story.objects.get(pk=story.pk).embargo_until is None


def test_embargoes_that_make_no_sense_are_refused(make_story):
    with pytest.raises(NotAllowed):
        embargo_set(make_story(publish=False), until=NOW, now=NOW)
    with pytest.raises(NotAllowed):
        embargo_set(make_story(at=NOW - HOUR), until=NOW + HOUR, now=NOW)
    with pytest.raises(NotAllowed):
        embargo_lift(make_story(at=NOW - HOUR), now=NOW)
    with pytest.raises(NotAllowed):
        embargo_lift(make_story(at=NOW - 3 * HOUR, embargo_until=NOW - HOUR), now=NOW)
