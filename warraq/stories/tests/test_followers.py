"""Followers hear of every verb, within its transaction."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.utils import timezone
from wagtail.models import ReferenceIndex

from warraq.stories.followers import followers, tell_followers, told_once
from warraq.stories.models import Agency, Story
from warraq.stories.services import placement_add, story_publish, story_restore, story_withdraw


@pytest.fixture
def heard() -> Iterator[list[int]]:
    numbers: list[int] = []

    def listen(story_ids) -> None:
        assert transaction.get_connection().in_atomic_block
        numbers.extend(story_ids)

    followers.register("test", listen)
    yield numbers
    del followers._owners["test"]


def test_a_follower_hears_of_a_draft_a_publication_a_withdrawal_and_a_restoration(heard, make_story):
    story = make_story("عنوان", publish=False)
    assert set(heard) == {story.pk}
    for verb in (
        lambda: story.save_revision(),
        lambda: story.save_revision().publish(),
        lambda: story_withdraw(story, reason="خطأ", now=timezone.now()),
        lambda: story_restore(story),
    ):
        heard.clear()
        story.refresh_from_db()
        verb()
        assert set(heard) == {story.pk}, verb


def test_a_follower_hears_of_a_new_placement_and_of_a_deletion(heard, network, make_story):
    story = make_story("عنوان")
    heard.clear()
    placement_add(story, edition=network.misr, section=network.misr.sections.first())
    assert heard == [story.pk]
    number = story.pk
    story.delete()
    assert heard[-1] == number


def test_locking_a_story_tells_nobody(heard, make_story):
    story = make_story("عنوان")
    heard.clear()
    story.locked = True
    story.save(update_fields=["locked"])
    assert heard == []


@pytest.fixture
def alone(heard, db) -> Iterator[list[int]]:
    """What is told of numbers that no story has, which other followers would look for in vain."""
    others = {name: followers._owners.pop(name) for name in list(followers) if name != "test"}
    yield heard
    followers._owners.update(others)


def test_publishing_is_told_once_when_the_story_is_what_it_becomes(heard, make_story):
    story = make_story("عنوان", publish=False)
    heard.clear()
    story_publish(story)
    assert heard == [story.pk]
    assert Story.objects.get(pk=story.pk).live


def test_a_verb_within_a_verb_is_told_at_the_end_of_the_outer_one(alone):
    with transaction.atomic():
        with told_once():
            tell_followers([1])
            with told_once():
                tell_followers([2, 1])
            assert alone == []
        assert alone == [1, 2]
        tell_followers([3])
        assert alone == [1, 2, 3]


def test_a_verb_that_fails_tells_nobody(alone):

    def fail() -> None:
        with told_once():
            tell_followers([1])
            raise ValueError("no")

    with transaction.atomic():
        with pytest.raises(ValueError, match="no"):
            fail()
        assert alone == []
        tell_followers([2])
        assert alone == [2]


def test_what_a_story_refers_to_is_known_after_a_save(make_story):
    """Wagtail's index is updated once for the story, and not for each row that is saved with it."""
    story = make_story("عنوان")
    story.agency = Agency.objects.create(name="وكالة")
    story.save()
    references = ReferenceIndex.get_references_for_object(story)
    assert str(story.agency.pk) in [row.to_object_id for row in references if row.model_path == "agency"]
