"""Stories near a story."""

from datetime import UTC, datetime, timedelta

import pytest

from warraq.related.selectors import related_stories
from warraq.stories.models import Placement

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def related_to(network):
    """Return a function that gives the numbers of the stories related to a story on the Moroccan site."""

    def ask(story, *, limit=5, without=()) -> list[int]:
        placement = Placement.objects.select_related("edition", "section").get(
            story=story, edition=network.maghrib
        )
        return [each.story_id for each in related_stories(placement, now=NOW, limit=limit, without=without)]

    return ask


def test_more_shared_topics_come_first_then_the_section_then_the_edition(make_story, related_to):
    subject = make_story(at=NOW - 10 * HOUR, topics=("أ", "ب"))
    elsewhere = make_story(at=NOW - 9 * HOUR, section="arts")
    beside = make_story(at=NOW - 20 * HOUR)
    one = make_story(at=NOW - 11 * HOUR, section="sport", topics=("أ",))
    two = make_story(at=NOW - 90 * HOUR, section="sport", topics=("أ", "ب"))
    assert related_to(subject) == [two.pk, one.pk, beside.pk, elsewhere.pk]


def test_neither_itself_nor_what_stands_on_the_page_already(make_story, related_to):
    subject = make_story(at=NOW - HOUR, topics=("أ",))
    first, second = (make_story(at=NOW - HOUR, topics=("أ",)) for _ in range(2))
    assert related_to(subject, without=[first.pk]) == [second.pk]


def test_only_what_the_edition_shows(network, make_story, related_to):
    subject = make_story(at=NOW - HOUR, topics=("أ",))
    make_story(at=NOW - HOUR, home=network.misr, topics=("أ",))
    shared = make_story(at=NOW - HOUR, home=network.misr, also=[(network.maghrib, "sport")], topics=("أ",))
    make_story(publish=False, topics=("أ",))
    assert related_to(subject) == [shared.pk]


def test_a_story_without_topics_has_neighbours_in_time(make_story, related_to):
    old = [make_story(at=NOW - hours * HOUR) for hours in (50, 40, 30, 20)]
    subject = make_story(at=NOW - 35 * HOUR)
    assert related_to(subject, limit=2) == [old[1].pk, old[0].pk]
    assert related_to(subject, limit=4) == [old[1].pk, old[0].pk, old[3].pk, old[2].pk]
