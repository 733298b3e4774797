"""The desk's search finds what no reader may meet."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from warraq.search.desk import stories_found, stories_holding
from warraq.search.vocabulary import vocabulary_grow
from warraq.stories.services import story_withdraw

MORNING = datetime(2026, 11, 20, 6, tzinfo=UTC)


def found(text: str) -> list[int]:
    return stories_found(text, now=timezone.now())


def test_drafts_and_stories_taken_back_are_found_beside_the_published(make_story):
    published = make_story("زلزال في الجبال")
    draft = make_story("الزلازل في الساحل", publish=False)
    withdrawn = make_story("زلزال لم يقع")
    story_withdraw(withdrawn, reason="خطأ", now=timezone.now())
    make_story("خبر آخر تمامًا")

    assert set(found("الزلزال")) == {published.pk, draft.pk, withdrawn.pk}
    assert set(stories_holding("الزلزال", limit=10)) == {published.pk, draft.pk, withdrawn.pk}


def test_a_published_story_is_found_by_its_unpublished_changes_and_once(make_story):
    story = make_story("زلزال في الجبال")
    story.headline = "زلزال في الجبال وفيضان"
    story.save_revision()

    assert found("فيضان") == [story.pk]
    assert found("زلزال") == [story.pk]
    assert stories_holding("زلزال", limit=10) == [story.pk]


def test_the_best_come_first_published_or_not(make_story):
    in_text = make_story("خبر أول", paragraphs=("تحدث عن الزلزال.",))
    draft = make_story("زلزال في الجبال", publish=False)

    assert found("زلزال") == [draft.pk, in_text.pk]


def test_a_draft_is_as_fresh_as_today(make_story):
    old = make_story("زلزال في الجبال", at=MORNING - timedelta(days=4_000))
    draft = make_story("زلزال في الجبال", publish=False)

    assert found("زلزال") == [draft.pk, old.pk]


def test_the_last_word_may_still_be_typed(make_story):
    story = make_story("الزلزال في الجبال")
    make_story("خبر آخر تمامًا")
    while vocabulary_grow():
        pass

    assert found("الجبال الزلز") == [story.pk]
    assert stories_holding("الزلز", limit=10) == [story.pk]
    assert found("الزلز ") == []


def test_exclusions_and_phrases_hold_at_the_desk_too(make_story):
    one = make_story("زلزال في الجبال", publish=False)
    make_story("الجبال في زلزال", publish=False)

    assert found("«زلزال في الجبال»") == [one.pk]
    assert one.pk not in found("زلزال -«في الجبال»")


def test_no_more_are_gathered_than_asked_for(make_story):
    stories = [make_story(f"زلزال {number}", at=MORNING + timedelta(hours=number)) for number in range(5)]
    drafts = [make_story(f"زلزال {number}", publish=False) for number in range(5)]

    held = set(stories_holding("زلزال", limit=3))
    assert len(held & {story.pk for story in drafts}) == 3
    assert held & {story.pk for story in stories} == {story.pk for story in stories[2:]}


@pytest.mark.parametrize(
    "text", ["", " ", "-", '"', "«»", "AND OR NOT", "و", "😀", "ا" * 10_000, "'; --", "\x00"]
)
def test_any_text_is_a_query(make_story, text):
    make_story("زلزال في الجبال")
    found(text)
    stories_holding(text, limit=5)
