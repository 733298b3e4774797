"""The list of stories: how each stands, what it is asked, and pages without a count."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from warraq.desk.roles.grants import Role
from warraq.desk.roles.services import role_give
from warraq.desk.stories import listing
from warraq.desk.stories.standing import Standing, standing_of
from warraq.desk.stories.viewset import StoryViewSet
from warraq.stories.models import Agency, Label, Story
from warraq.stories.services import embargo_set, story_publish, story_schedule, story_withdraw

_EDIT = re.compile(r'href="/desk/stories/edit/(\d+)/"')
_NEXT = re.compile(r'href="([^"]+)">التالي<')


@pytest.fixture
def person(network):
    user = get_user_model().objects.create_user("chief", first_name="كمال")
    role_give(user, Role.NETWORK)
    return user


@pytest.fixture
def desk(network, person) -> Client:
    client = Client(headers={"host": network.hub.host})
    client.force_login(person)
    return client


def numbers(page: str) -> list[int]:
    return list(dict.fromkeys(int(number) for number in _EDIT.findall(page)))


def listed(desk: Client, **asked: object) -> list[int]:
    answer = desk.get("/desk/stories/results/", asked)
    assert answer.status_code == 200
    return numbers(answer.content.decode())


def fresh(story: Story) -> Story:
    return Story.objects.get(pk=story.pk)


def every_standing(make_story, person) -> dict[Standing, Story]:
    """Make a story of each."""
    now = timezone.now()
    found = {standing: make_story(str(standing.label), publish=False) for standing in Standing}
    for standing in (Standing.LIVE, Standing.CHANGED, Standing.WITHDRAWN):
        story_publish(found[standing])
    changed = fresh(found[Standing.CHANGED])
    changed.headline = "تعديل"
    changed.save_revision()
    story_withdraw(fresh(found[Standing.WITHDRAWN]), reason="خطأ", now=now)
    embargo_set(found[Standing.EMBARGOED], until=now + timedelta(hours=1), now=now)
    story_schedule(found[Standing.SCHEDULED], at=now + timedelta(hours=1), now=now)
    waiting = found[Standing.WAITING]
    waiting.save_revision()
    fresh(waiting).get_workflow().start(fresh(waiting), person)
    return found


def test_each_story_is_found_as_it_stands_and_says_so(desk, person, make_story):
    stories = every_standing(make_story, person)
    for standing, story in stories.items():
        found = listed(desk, standing=standing.value)
        assert story.pk in found
        # Live ones may be changed as well; drafts may wait for much.
        if standing not in (Standing.LIVE, Standing.DRAFT):
            assert found == [story.pk]
    page = desk.get("/desk/stories/results/").content.decode()
    words = re.findall(r'class="w-status[^"]*"[^>]*>\s*(?:<[^>]*>[^<]*</[^>]*>\s*)*([^<]+?)\s*<', page)
    assert {standing.label for standing in Standing} <= {word.strip() for word in words}


@pytest.mark.parametrize(
    ("fields", "waiting", "scheduled", "standing"),
    [
        ({"live": True, "withdrawn_at": datetime(2026, 1, 1, tzinfo=UTC)}, {1}, {1}, Standing.WITHDRAWN),
        ({"embargo_until": datetime(2027, 1, 1, tzinfo=UTC)}, {1}, {1}, Standing.EMBARGOED),
        ({"embargo_until": datetime(2026, 1, 1, tzinfo=UTC), "live": False}, set(), set(), Standing.DRAFT),
        ({"live": True, "has_unpublished_changes": True}, {1}, {1}, Standing.SCHEDULED),
        ({"live": True, "has_unpublished_changes": True}, {1}, set(), Standing.WAITING),
        ({"live": True, "has_unpublished_changes": True}, set(), set(), Standing.CHANGED),
        ({"live": True}, {2}, {3}, Standing.LIVE),
        ({"live": False}, set(), set(), Standing.DRAFT),
    ],
)
def test_the_most_telling_word_is_said(fields, waiting, scheduled, standing):
    now = datetime(2026, 6, 1, tzinfo=UTC)
    assert standing_of(Story(pk=1, **fields), now=now, waiting=waiting, scheduled=scheduled) is standing


def test_the_list_is_asked_for_some(desk, person, make_story, network):
    agency = Agency.objects.create(name="وكالة الجبال")
    own = make_story(owner=person, authors=("سلمى الراوي",), label=Label.URGENT)
    other = make_story(
        home=network.misr, section="sport", agency=agency, at=timezone.now() - timedelta(days=30)
    )
    assert listed(desk, mine="on") == [own.pk]
    assert listed(desk, owner=person.pk) == [own.pk]
    assert listed(desk, author="الراوي") == [own.pk]
    assert listed(desk, label="urgent") == [own.pk]
    assert listed(desk, edition=network.misr.pk) == [other.pk]
    assert listed(desk, section=network.section(network.misr, "sport").pk) == [other.pk]
    assert listed(desk, agency=agency.pk) == [other.pk]
    day = (timezone.now() - timedelta(days=30)).date()
    assert listed(desk, published_from=day, published_to=day) == [other.pk]
    assert listed(desk, edition=network.misr.pk, mine="on") == []
    assert listed(desk, standing="قمامة", edition="x") == [other.pk, own.pk]


@pytest.mark.parametrize("asked", [{}, {"ordering": "first_published_at"}, {"published_from": "2020-01-01"}])
def test_pages_are_walked_to_the_end_without_a_count(desk, make_story, monkeypatch, asked):
    monkeypatch.setattr(StoryViewSet, "list_per_page", 2)
    monkeypatch.setattr(listing.StoryIndexView, "paginate_by", 2, raising=False)
    stories = [make_story(at=timezone.now() - timedelta(hours=9 - hour)).pk for hour in range(5)]
    seen: list[int] = []
    query: object = asked
    for _ in range(4):
        with CaptureQueriesContext(connection) as queries:
            page = desk.get("/desk/stories/results/", query).content.decode()
        assert not any("COUNT(" in each["sql"] for each in queries)
        seen += numbers(page)
        following = _NEXT.search(page)
        if following is None:
            break
        query = dict(pair.split("=") for pair in following[1].split("?")[1].replace("&amp;", "&").split("&"))
    assert sorted(seen) == stories
    assert len(seen) == 5


def test_a_page_asks_as_much_for_thirty_stories_as_for_three(desk, make_story, person):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            desk.get("/desk/stories/results/")
        return len(queries)

    for _ in range(3):
        make_story(owner=person)
    asked()
    few = asked()
    for _ in range(20):
        make_story(owner=person, also=[])
    # The table of hosts is read anew every now and then.
    assert min(asked(), asked()) == few


def test_odd_questions_are_the_first_page(desk, make_story):
    story = make_story()
    for query in (
        {"before": "قمامة"},
        {"before": "9" * 40},
        {"p": "-1"},
        {"ordering": "headline"},
        {"p": "0x1"},
    ):
        assert listed(desk, **query) == [story.pk]


def test_a_story_says_whose_and_where_it_is(desk, make_story, person, network):
    make_story(owner=person)
    page = desk.get("/desk/stories/results/").content.decode()
    assert "كمال" in page
    assert network.maghrib.name in page
