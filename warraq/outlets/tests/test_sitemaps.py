"""Sitemap files, their index, the news sitemap and robots.txt."""

from __future__ import annotations

import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page

from conftest import DATA, Network, Reader, StoryMaker
from warraq.outlets import selectors
from warraq.outlets.selectors import (
    SITEMAP_RANGE,
    home_placements,
    news_files,
    news_placements,
    sitemap_numbers,
    sitemap_placements,
)
from warraq.outlets.sitemaps import Entry, NewsEntry, news_url_set, sitemap_index, url_set
from warraq.outlets.tests.conftest import parsed, texts
from warraq.stories.models import Placement, Story
from warraq.stories.services import story_publish, story_withdraw

GOLDEN = Path(__file__).parent / "golden"
SCHEMAS = DATA / "wire-formats" / "sitemaps"
NOON = datetime(2025, 6, 1, 12, 0, tzinfo=UTC)

ENTRIES = [
    Entry(address="https://maghrib.example.org/"),
    Entry(address="https://maghrib.example.org/sport/7-%D8%AE%D8%A8%D8%B1?a&b", changed_at=NOON),
]
NEWS = [NewsEntry(address="https://maghrib.example.org/sport/7", published_at=NOON, title="هدف <3 & فوز\x08")]
WRITTEN = {
    "urlset.xml": url_set(ENTRIES),
    "index.xml": sitemap_index(ENTRIES),
    "news.xml": news_url_set(NEWS, publication="مرآة المغرب"),
}


def home(story: Story) -> Placement:
    return Placement.objects.get(story=story, is_home=True)


@pytest.mark.parametrize("name", WRITTEN)
def test_a_sitemap_is_written_letter_for_letter(name: str) -> None:
    assert WRITTEN[name].decode() == (GOLDEN / name).read_text("utf-8")


@pytest.mark.parametrize(
    ("path", "schema"),
    [("/sitemap.xml", "siteindex.xsd"), ("/sitemaps/pages.xml", "sitemap.xsd"), ("story", "sitemap.xsd")],
)
def test_a_sitemap_obeys_the_schema_of_the_protocol(
    network: Network, make_story: StoryMaker, reader: Reader, tmp_path: Path, path: str, schema: str
) -> None:
    if not (SCHEMAS / schema).exists():
        pytest.skip(f"{schema} does not lie beside the checkout")
    if shutil.which("xmllint") is None:
        pytest.skip("xmllint is missing (Debian: libxml2-utils)")
    story = make_story("خبر له عنوان عربي")
    number = home(story).pk // SITEMAP_RANGE
    answer = reader.on(network.maghrib, f"/sitemaps/{number}.xml" if path == "story" else path)
    document = tmp_path / "document.xml"
    document.write_bytes(answer.content)

    checked = subprocess.run(
        ["xmllint", "--noout", "--nonet", "--schema", SCHEMAS / schema, document],
        capture_output=True,
        text=True,
        check=False,
    )

    assert checked.returncode == 0, checked.stderr


def test_a_sitemap_names_the_stories_that_are_at_home_here(
    network: Network, make_story: StoryMaker, reader: Reader
) -> None:
    story = make_story("خبر", at=NOON, also=[(network.misr, "sport")])
    number = home(story).pk // SITEMAP_RANGE

    here = parsed(reader.on(network.maghrib, f"/sitemaps/{number}.xml"))

    assert texts(here, "s:url/s:loc") == [
        f"http://maghrib.example.org/politics/{story.pk}-%D8%AE%D8%A8%D8%B1"
    ]
    assert texts(here, "s:url/s:lastmod") == ["2025-06-01T12:00:00+00:00"]
    assert reader.on(network.misr, f"/sitemaps/{number}.xml").status_code == 404
    assert texts(parsed(reader.on(network.misr, "/sitemap.xml")), "s:sitemap/s:loc") == [
        "http://misr.example.org/sitemaps/pages.xml"
    ]


def test_the_index_names_every_file_that_holds_a_story_and_no_other(
    network: Network, make_story: StoryMaker, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(selectors, "SITEMAP_RANGE", 3)
    stories = [make_story() for _ in range(10)]
    for story in stories[3:8]:
        story_withdraw(story, reason="اختبار", now=timezone.now())

    index = parsed(reader.on(network.maghrib, "/sitemap.xml"))

    shown = {home(story).pk // 3 for story in [*stories[:3], *stories[8:]]}
    assert texts(index, "s:sitemap/s:loc") == [
        f"http://maghrib.example.org/sitemaps/{name}.xml" for name in ["pages", *sorted(shown)]
    ]
    named = [
        address
        for number in shown
        for address in texts(parsed(reader.on(network.maghrib, f"/sitemaps/{number}.xml")), "s:url/s:loc")
    ]
    assert len(named) == len(set(named)) == 5


def test_the_ranges_part_all_placements_without_gap_or_overlap(
    network: Network, make_story: StoryMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(selectors, "SITEMAP_RANGE", 4)
    for _ in range(9):
        make_story()
    now = timezone.now()

    held = [
        placement.pk
        for number in sitemap_numbers(network.maghrib, now=now)
        for placement in selectors.sitemap_placements(network.maghrib, number=number, now=now)
    ]

    assert held == list(home_placements(network.maghrib, now=now).order_by("pk").values_list("pk", flat=True))


@pytest.mark.parametrize("name", ["01", "-1", "x", "999999999999", "1" * 30, "٣", "", "1.5"])
def test_there_is_no_sitemap_of_any_other_name(network: Network, reader: Reader, name: str) -> None:
    assert reader.on(network.maghrib, f"/sitemaps/{name}.xml").status_code == 404


def test_pages_that_are_not_stories_stand_in_one_file(network: Network, reader: Reader) -> None:
    pages = parsed(reader.on(network.maghrib, "/sitemaps/pages.xml"))

    assert texts(pages, "s:url/s:loc") == [
        f"http://maghrib.example.org/{path}" for path in ["", "politics/", "sport/", "arts/"]
    ]


def test_a_standing_page_stands_in_the_sitemap_of_its_edition_alone(
    network: Network, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = "http://maghrib.example.org/من-نحن/"
    monkeypatch.setattr(
        Page, "get_sitemap_urls", lambda page: [{"location": address, "lastmod": NOON}, {"location": None}]
    )

    here, there = (
        parsed(reader.on(edition, "/sitemaps/pages.xml")) for edition in (network.maghrib, network.misr)
    )

    encoded = "http://maghrib.example.org/%D9%85%D9%86-%D9%86%D8%AD%D9%86/"
    assert encoded in texts(here, "s:url/s:loc")
    assert encoded not in texts(there, "s:url/s:loc")


def test_the_news_sitemap_tells_of_two_days_at_home(
    network: Network, make_story: StoryMaker, reader: Reader
) -> None:
    now = timezone.now().replace(microsecond=0)
    make_story("خبر الأمس", at=now - timedelta(hours=30), also=[(network.misr, "sport")])
    make_story("خبر اليوم", at=now - timedelta(hours=1))
    make_story("خبر الأسبوع الماضي", at=now - timedelta(days=7))

    news = parsed(reader.on(network.maghrib, "/news-sitemap.xml"))

    one = "s:url/news:news"
    assert texts(news, f"{one}/news:title") == ["خبر اليوم", "خبر الأمس"]
    assert texts(news, f"{one}/news:publication_date")[0] == (now - timedelta(hours=1)).isoformat()
    assert texts(news, f"{one}/news:publication/news:name") == ["مرآة المغرب"] * 2
    assert texts(news, f"{one}/news:publication/news:language") == ["ar"] * 2
    assert texts(parsed(reader.on(network.misr, "/news-sitemap.xml")), "s:url/s:loc") == []


def test_news_is_forty_eight_hours_old_at_most(network: Network, make_story: StoryMaker) -> None:
    make_story(at=NOON)

    def told(now: datetime) -> int:
        return len(news_placements(network.maghrib, now=now))

    assert told(NOON + timedelta(hours=48) - timedelta(seconds=1)) == 1
    assert told(NOON + timedelta(hours=48)) == 0


def test_the_news_sitemap_holds_the_newest_when_there_are_too_many(
    network: Network, make_story: StoryMaker, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(selectors, "NEWS_LENGTH", 2)
    headlines = [make_story().headline for _ in range(3)]

    news = parsed(reader.on(network.maghrib, "/news-sitemap.xml"))

    assert texts(news, "s:url/news:news/news:title") == [headlines[2], headlines[1]]


def test_news_goes_on_in_further_files_that_the_index_names(
    network: Network, make_story: StoryMaker, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(selectors, "NEWS_LENGTH", 2)
    headlines = [make_story().headline for _ in range(5)]

    index = texts(parsed(reader.on(network.maghrib, "/sitemap.xml")), "s:sitemap/s:loc")
    files = [address for address in index if address and "news" in address]

    assert files == [f"http://maghrib.example.org/news-sitemap-{number}.xml" for number in (2, 3)]
    told = [
        title
        for path in ("/news-sitemap.xml", "/news-sitemap-2.xml", "/news-sitemap-3.xml")
        for title in texts(parsed(reader.on(network.maghrib, path)), "s:url/news:news/news:title")
    ]
    assert told == headlines[::-1]
    assert reader.on(network.maghrib, "/news-sitemap-4.xml").status_code == 404


def test_files_of_news_have_an_end(
    network: Network, make_story: StoryMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = timezone.now()
    assert news_files(network.maghrib, now=now) == 1
    monkeypatch.setattr(selectors, "NEWS_LENGTH", 1)
    monkeypatch.setattr(selectors, "MOST_NEWS_FILES", 3)
    for _ in range(5):
        make_story()

    assert news_files(network.maghrib, now=now) == 3


@pytest.mark.parametrize("name", ["-0", "-1", "-02", "-21", "-", "-x", "-٢", "-20.5"])
def test_there_is_no_file_of_news_of_any_other_name(network: Network, reader: Reader, name: str) -> None:
    assert reader.on(network.maghrib, f"/news-sitemap{name}.xml").status_code == 404


def test_each_file_is_one_range_of_an_index_however_large_the_archive_is(network: Network) -> None:
    """The databases are asked how they would go about it: along an index, and never through the whole table."""
    now, is_sqlite = timezone.now(), connection.vendor == "sqlite"
    asked = [
        sitemap_placements(network.maghrib, number=170, now=now),
        news_placements(network.maghrib, now=now, number=3),
    ]
    with CaptureQueriesContext(connection) as index:
        sitemap_numbers(network.maghrib, now=now)
    plans = [rows.explain() for rows in asked]
    with connection.cursor() as cursor:
        for query in index:
            cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}" if is_sqlite else f"EXPLAIN {query['sql']}")
            plans.append("\n".join(str(row) for row in cursor.fetchall()))
    assert len(plans) == 3
    for plan in plans:
        assert "placement" in plan
        if is_sqlite:
            assert "SCAN" not in plan, plan
            assert "TEMP B-TREE" not in plan, plan


def test_publishing_writes_nothing_for_sitemaps_and_feeds(
    network: Network, make_story: StoryMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A document is drawn when it is asked for: to publish costs the same beside one file of stories and many."""
    monkeypatch.setattr(selectors, "SITEMAP_RANGE", 2)

    def questions() -> int:
        draft = make_story(publish=False)
        with CaptureQueriesContext(connection) as asked:
            story_publish(draft)
        return len(asked)

    questions()  # the first one reads what is then kept
    few = questions()
    for _ in range(12):
        make_story()

    assert len(sitemap_numbers(network.maghrib, now=timezone.now())) > 5
    assert questions() == few


def test_the_index_asks_one_question_for_each_file(
    network: Network, make_story: StoryMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(selectors, "SITEMAP_RANGE", 3)
    for _ in range(10):
        make_story()

    with CaptureQueriesContext(connection) as asked:
        numbers = sitemap_numbers(network.maghrib, now=timezone.now())

    assert len(asked) == len(numbers) + 1


def test_robots_may_read_all_but_the_desk_and_learn_of_the_sitemaps(
    network: Network, reader: Reader, settings: Any
) -> None:
    settings.PUBLIC_SCHEME, settings.PUBLIC_PORT = "https", ""

    answer = reader.on(network.khalij, "/robots.txt")

    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.content.decode() == (
        "User-agent: *\n"
        "Disallow: /desk/\n"
        "\n"
        "Sitemap: https://khalij.example.org/sitemap.xml\n"
        "Sitemap: https://khalij.example.org/news-sitemap.xml\n"
    )
