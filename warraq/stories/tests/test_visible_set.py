"""The one visible set, and lists paged by key."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from warraq.stories.models import Placement, Story
from warraq.stories.selectors import (
    Key,
    in_section,
    listed,
    newest,
    of_author,
    of_topic,
    on_edition,
    placement_key,
    story_on,
    visible_placements,
    withdrawn_story,
)
from warraq.stories.services import NotAllowed, placement_add, story_publish, story_restore, story_withdraw

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def seen(edition, *, now=NOW) -> set[int]:
    return set(on_edition(edition, now=now).values_list("story_id", flat=True))


def test_a_published_story_is_seen_where_it_is_placed_and_nowhere_else(network, make_story):
    story = make_story(also=[(network.misr, "politics")], at=NOW - HOUR)
    assert seen(network.maghrib) == {story.pk}
    assert seen(network.misr) == {story.pk}
    assert seen(network.khalij) == set()


def test_a_draft_is_not_seen(network, make_story):
    make_story(publish=False)
    assert seen(network.maghrib) == set()


def test_an_unpublished_story_is_not_seen(network, make_story):
    story = make_story(at=NOW - HOUR)
    story.unpublish()
    assert seen(network.maghrib) == set()


def test_an_embargo_ends_at_its_minute(network, make_story):
    story = make_story(at=NOW - HOUR, embargo_until=NOW)
    assert seen(network.maghrib, now=NOW - timedelta(seconds=1)) == set()
    assert seen(network.maghrib, now=NOW) == {story.pk}
    assert Placement.objects.get(story=story).shown_at == NOW


def test_a_placement_is_seen_within_its_own_time(network, make_story):
    story = make_story(at=NOW - 5 * HOUR, starts_at=NOW - HOUR, ends_at=NOW + HOUR)
    assert seen(network.maghrib, now=NOW - 2 * HOUR) == set()
    assert seen(network.maghrib) == {story.pk}
    assert seen(network.maghrib, now=NOW + HOUR) == set()


def test_a_story_dated_in_the_future_is_not_seen(network, make_story):
    make_story(at=NOW + HOUR)
    assert seen(network.maghrib) == set()


def test_withdrawn_is_gone_and_restored_is_back(network, make_story):
    story = make_story(at=NOW - HOUR)
    story_withdraw(story, reason="خطأ", note="سُحبت لخطأ في الأسماء.", now=NOW)
    assert seen(network.maghrib) == set()
    assert withdrawn_story(network.maghrib, story_id=story.pk) == story
    assert withdrawn_story(network.misr, story_id=story.pk) is None
    story_restore(story)
    assert seen(network.maghrib) == {story.pk}


def test_publishing_an_older_draft_does_not_undo_a_withdrawal(network, make_story):
    story = make_story(at=NOW - HOUR)
    draft = story.save_revision()
    story_withdraw(story, reason="خطأ", now=NOW)
    draft.publish(skip_permission_checks=True)
    assert Story.objects.get(pk=story.pk).is_withdrawn
    assert seen(network.maghrib) == set()


@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_withdrawing_what_cannot_be_withdrawn_is_refused_in_words(make_story, state):
    story = make_story(publish=state != "draft")
    if state == "withdrawn":
        story_withdraw(story, reason="مرة", now=NOW)
    with pytest.raises(NotAllowed, match=r"^The story .*\.$"):
        story_withdraw(story, reason="مرة أخرى", now=NOW)


def test_restoring_what_stands_is_refused(make_story):
    with pytest.raises(NotAllowed):
        story_restore(make_story())


def test_a_story_without_a_home_is_not_published(network, make_story):
    story = make_story(publish=False)
    story.placements.all().delete()
    with pytest.raises(NotAllowed, match="home"):
        story_publish(Story.objects.get(pk=story.pk))


def test_a_placement_added_to_a_drafted_story_survives_the_publication_of_the_draft(network, make_story):
    story = make_story(at=NOW - HOUR)
    story.headline = "عنوان جديد في المسودة"
    story.save_revision()
    placement_add(story, edition=network.misr, section=network.section(network.misr, "sport"))
    story.refresh_from_db()
    story.latest_revision.publish(skip_permission_checks=True)
    assert seen(network.misr) == {story.pk}
    assert seen(network.maghrib) == {story.pk}
    assert Placement.objects.filter(story=story).count() == 2


def test_list_by_key_walks_every_story_once_even_within_one_second(network, make_story):
    stories = [make_story(at=NOW - HOUR) for _ in range(7)] + [
        make_story(at=NOW - 2 * HOUR) for _ in range(4)
    ]
    found, after = [], None
    section = network.section(network.maghrib, "politics")
    while rows := list(newest(listed(in_section(section, now=NOW)), after=after)[:3]):
        found += [row.story_id for row in rows]
        after = placement_key(rows[-1])
        assert Key.parse(str(after)) == after
    assert sorted(found) == sorted(story.pk for story in stories)
    assert len(found) == len(set(found))


@pytest.mark.parametrize(
    "text", ["", "x", "1", "1-", "-1", "1-2-3", "99999999999999999999-1", "١-٢", "1-2\n"]
)
def test_a_bad_key_is_no_key(text):
    assert Key.parse(text) is None


def test_topic_and_author_pages_walk_their_own_index(network, make_story):
    for number in range(7):
        make_story(at=NOW - number * HOUR - HOUR, topics=("المياه",), authors=("سلمى التازي",))
    make_story(home=network.misr, topics=("المياه",), authors=("سلمى التازي",), at=NOW - HOUR)
    story = Story.objects.filter(placements__edition=network.maghrib).first()
    for walk, subject in ((of_topic, story.topics[0]), (of_author, story.authors[0])):
        found, after = [], None
        while True:
            rows, after = walk(subject, edition=network.maghrib, now=NOW, limit=3, after=after)
            found += [row.shown_at for row in rows]
            if after is None:
                break
        assert len(found) == 7
        assert found == sorted(found, reverse=True)


def test_lists_read_no_bodies(network, make_story):
    make_story(at=NOW - HOUR, paragraphs=("نص لا تقرؤه القوائم",))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        list(newest(listed(on_edition(network.maghrib, now=NOW)))[:5])
    assert all('"body"' not in query["sql"] for query in queries)


def test_a_section_list_walks_its_index(network, make_story):
    make_story(at=NOW - HOUR)
    section = network.section(network.maghrib, "politics")
    plan = newest(in_section(section, now=NOW))[:20].explain()
    if connection.vendor == "sqlite":
        assert "placement_by_section" in plan
        assert "TEMP B-TREE" not in plan


def test_story_on_brings_all_that_its_page_prints_in_a_bounded_number_of_queries(
    network, make_story, django_assert_max_num_queries
):
    story = make_story(at=NOW - HOUR, authors=("أ", "ب", "ج"), topics=("س", "ص"))
    with django_assert_max_num_queries(5):
        placement = story_on(network.maghrib, story_id=story.pk, now=NOW)
        assert [author.name for author in placement.story.authors] == ["أ", "ب", "ج"]
        assert [topic.name for topic in placement.story.topics] == ["س", "ص"]


def test_every_visible_placement_has_its_order_key(network, make_story):
    make_story(at=NOW - HOUR, also=[(network.misr, "arts"), (network.khalij, "sport")])
    now = timezone.now() + timedelta(days=400)
    assert visible_placements(now=now).count() == Placement.objects.exclude(shown_at=None).count() == 3
