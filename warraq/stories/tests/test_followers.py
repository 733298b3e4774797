"""Followers hear of every verb, within its transaction."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.utils import timezone

from warraq.stories.followers import followers
from warraq.stories.services import placement_add, story_restore, story_withdraw


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
