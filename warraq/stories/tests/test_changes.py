"""The outbox is written with the change, or not at all."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from warraq.stories.changes import NOWHERE, Standing, changes_after, forget_old, newest_number
from warraq.stories.models import Change, Story
from warraq.stories.services import placement_add, story_withdraw


@pytest.fixture
def new_changes(network):
    """Return a function that gives the rows written since it was last called."""
    seen = [newest_number()]

    def since() -> list[Change]:
        rows = changes_after(seen[0])
        seen[0] = newest_number()
        return rows

    return since


def test_a_draft_and_its_autosaves_leave_no_word(make_story, new_changes):
    story = make_story(publish=False)
    story.save_revision()
    assert new_changes() == []


def test_a_publication_says_where_the_story_stands_now(network, make_story, new_changes):
    story = make_story(also=[(network.misr, "sport")], topics=("س",), authors=("ك",))
    row = new_changes()[-1]
    after = Standing.read(row.facts["after"])
    assert row.story_id == story.pk
    assert {(place.edition, place.path) for place in after.places} == {
        (placement.edition_id, placement.path) for placement in story.placements.all()
    }
    assert after.is_published
    assert len(after.topics) == len(after.authors) == 1


def test_a_new_headline_says_the_old_path_too(make_story, new_changes):
    story = make_story("عنوان قديم")
    new_changes()
    story.headline = "عنوان جديد"
    story.save()
    (row,) = new_changes()
    before, after = (Standing.read(row.facts[when]) for when in ("before", "after"))
    assert before.places[0].path != after.places[0].path


def test_withdrawing_placing_and_deleting_leave_word(network, make_story, new_changes):
    story = make_story()
    new_changes()
    placement_add(story, edition=network.misr, section=network.section(network.misr, "arts"))
    assert len(Standing.read(new_changes()[-1].facts["after"]).places) == 2
    story = Story.objects.get(pk=story.pk)
    story_withdraw(story, reason="خطأ", now=timezone.now())
    assert Standing.read(new_changes()[-1].facts["after"]).is_withdrawn
    story.delete()
    assert Standing.read(new_changes()[-1].facts["after"]) == NOWHERE


def test_a_change_that_is_rolled_back_leaves_no_word(make_story, new_changes):
    story = make_story()
    new_changes()
    story.headline = "لن يبقى"
    with transaction.atomic():
        story.save()
        transaction.set_rollback(True)
    assert new_changes() == []


def test_sections_and_editions_leave_word(network, new_changes):
    network.section(network.maghrib, "arts").save()
    network.misr.save()
    assert [row.facts for row in new_changes()] == [
        {"editions": [network.maghrib.pk]},
        {"editions": [network.misr.pk]},
    ]


def test_old_rows_are_forgotten(make_story):
    make_story()
    forget_old(now=timezone.now() + timedelta(days=1))
    assert Change.objects.exists()
    forget_old(now=timezone.now() + timedelta(days=3))
    assert not Change.objects.exists()
