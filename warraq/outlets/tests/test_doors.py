"""One rule through every outlet: what the public may not see does not leak, and costs stay flat."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from conftest import Network, Reader, StoryMaker
from warraq.outlets.selectors import SITEMAP_RANGE
from warraq.stories.models import Picture, Placement, Story
from warraq.stories.services import story_withdraw

TWO_HOURS = timedelta(hours=2)
TOPIC, AUTHOR = "موضوع مشترك", "كاتب مشترك"
# Every list and every form; the walk of all doors (tests/test_doors.py) asks for each list in each form.
FEEDS = [
    "/feed.xml",
    "/feed.atom",
    "/feed.json",
    "/politics/feed.xml",
    "/topic/موضوع-مشترك/feed.atom",
    "/author/كاتب-مشترك/feed.json",
    "/search/feed.xml?q=خبر",
]
DOORS = [*FEEDS, "/sitemap.xml", "/sitemaps/N.xml", "/news-sitemap.xml"]
ALL_DOORS = [*DOORS, "/sitemaps/pages.xml", "/robots.txt"]


def door_of(path: str, *, story: Story) -> str:
    """The path of a door, with the number of the file that would hold the story."""
    number = Placement.objects.get(story=story, is_home=True).pk // SITEMAP_RANGE
    return path.replace("N", str(number))


@pytest.fixture
def told_story(make_story: StoryMaker) -> StoryMaker:
    """A maker of stories that stand in every list."""
    return partial(make_story, topics=(TOPIC,), authors=(AUTHOR,))


def draft(make: StoryMaker) -> Story:
    return make(publish=False)


def embargoed(make: StoryMaker) -> Story:
    return make(embargo_until=timezone.now() + TWO_HOURS)


def scheduled_placement(make: StoryMaker) -> Story:
    return make(starts_at=timezone.now() + TWO_HOURS)


def ended_placement(make: StoryMaker) -> Story:
    now = timezone.now()
    return make(starts_at=now - 2 * TWO_HOURS, ends_at=now - TWO_HOURS)


def withdrawn(make: StoryMaker) -> Story:
    story = make()
    story_withdraw(story, reason="اختبار", now=timezone.now())
    return story


@pytest.mark.parametrize(
    "hidden",
    [draft, embargoed, scheduled_placement, ended_placement, withdrawn],
    ids=lambda each: each.__name__,
)
def test_what_the_public_may_not_see_stands_in_no_outlet(
    network: Network,
    told_story: StoryMaker,
    reader: Reader,
    hidden: Callable[[StoryMaker], Story],
) -> None:
    secret = hidden(told_story)
    for path in DOORS:
        answer = reader.on(network.maghrib, door_of(path, story=secret))
        told = answer.content.decode()
        if path == "/sitemaps/N.xml":
            assert answer.status_code == 404
        elif path == "/sitemap.xml":
            assert told.count("<sitemap>") == 1
        else:
            assert answer.status_code == 200
            assert f"/{secret.pk}-" not in told
            assert secret.headline not in told


@pytest.mark.parametrize("path", DOORS)
def test_what_the_public_may_see_stands_in_every_outlet(
    network: Network, told_story: StoryMaker, reader: Reader, path: str
) -> None:
    story = told_story(at=timezone.now() - TWO_HOURS)

    told = reader.on(network.maghrib, door_of(path, story=story)).content.decode()

    assert (door_of("/sitemaps/N.xml", story=story) if path == "/sitemap.xml" else f"/{story.pk}-") in told


@pytest.mark.parametrize("path", DOORS)
def test_an_outlet_asks_as_many_questions_of_one_story_as_of_twelve(
    network: Network,
    make_story: StoryMaker,
    make_picture: Callable[..., Picture],
    reader: Reader,
    path: str,
) -> None:
    def add(number: int) -> Story:
        return make_story(
            authors=(f"كاتب {number}", AUTHOR),
            topics=(f"موضوع {number}", TOPIC),
            lead_picture=make_picture(),
            paragraphs=('<a linktype="page" id="1">رابط</a>',),
        )

    address = door_of(path, story=add(0))

    def questions() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert reader.on(network.maghrib, address).status_code == 200
        return len(asked)

    questions()  # the first request of a process may read what is then kept
    few = questions()
    for number in range(1, 12):
        add(number)

    # The table of hosts is read anew every now and then; a search that finds little asks what else was meant.
    many = min(questions(), questions())
    assert many <= few if path.startswith("/search") else many == few
    assert few <= (16 if path.startswith("/search") else 11)


@pytest.mark.parametrize("path", ALL_DOORS)
def test_a_reader_that_holds_the_same_bytes_is_told_so(
    network: Network, told_story: StoryMaker, reader: Reader, path: str
) -> None:
    address = door_of(path, story=told_story())
    first = reader.on(network.maghrib, address)

    again = reader.get(address, headers={"host": network.maghrib.host, "if-none-match": first["ETag"]})

    assert first["Cache-Control"] == "public, max-age=60"
    assert "Last-Modified" not in first
    assert "Cookie" not in first["Vary"]
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]


def test_a_reader_that_asks_by_date_is_not_left_with_a_withdrawn_story(
    network: Network, make_story: StoryMaker, reader: Reader
) -> None:
    make_story()
    gone = make_story()
    before = reader.on(network.maghrib, "/feed.xml")
    story_withdraw(gone, reason="اختبار", now=timezone.now())

    after = reader.get(
        "/feed.xml",
        headers={"host": network.maghrib.host, "if-modified-since": "Fri, 01 Jan 2100 00:00:00 GMT"},
    )

    assert after.status_code == 200
    assert after["ETag"] != before["ETag"]


def test_a_reader_on_a_poor_line_gets_a_small_feed(
    network: Network, make_story: StoryMaker, reader: Reader
) -> None:
    for _ in range(5):
        make_story()
    plain = reader.on(network.maghrib, "/feed.xml")

    def packed(**headers: str) -> Any:
        return reader.get(
            "/feed.xml", headers={"host": network.maghrib.host, "accept-encoding": "gzip", **headers}
        )

    small = packed()

    assert small["Content-Encoding"] == "gzip"
    assert small["Vary"] == "Accept-Encoding"
    assert len(small.content) < len(plain.content)
    assert gzip.decompress(small.content) == plain.content
    assert packed(**{"if-none-match": small["ETag"]}).status_code == 304


@pytest.mark.parametrize("path", ALL_DOORS)
def test_outlets_are_read_and_not_written(
    network: Network, told_story: StoryMaker, reader: Reader, path: str
) -> None:
    address = door_of(path, story=told_story())
    headers = {"host": network.maghrib.host}

    assert reader.head(address, headers=headers).status_code == 200
    assert reader.post(address, headers=headers).status_code == 405
