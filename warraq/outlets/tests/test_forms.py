"""Atom and JSON Feed: the same items as RSS, in forms that other programs read."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import feedparser
import pytest
from django.db import DatabaseError
from django.utils import timezone

from conftest import Network, Reader, StoryMaker
from warraq.outlets import views
from warraq.outlets.feeds import WRITERS
from warraq.outlets.tests.conftest import parsed, texts
from warraq.search import seats as search_seats
from warraq.stories.addresses import FEED_FORMS
from warraq.stories.models import Agency, Picture, Story
from warraq.stories.services import story_withdraw

GOLDEN = Path(__file__).parent / "golden"
ENDINGS = [form.ending for form in FEED_FORMS]


@pytest.fixture
def harbour(make_story: StoryMaker, make_picture: Callable[..., Picture]) -> Story:
    """A story with all that a feed can tell of one."""
    return make_story(
        "ميناء طنجة يستقبل «Atlas 2» & يفرغ 45% من حمولته",
        id=1201,
        standfirst="وصلت السفينة فجرًا إلى الرصيف الثالث: النسبة <5.",
        authors=("حسن عمارة",),
        topics=("موانئ",),
        paragraphs=("قال المدير: <b>لا تأخير</b>.",),
        lead_picture=make_picture("harbour.png", caption="رصيف الميناء", credit="رسم: ورّاق"),
        agency=Agency.objects.create(name="وكالة الأطلس"),
        at=datetime(2024, 3, 5, 23, 30, tzinfo=UTC),
    )


def test_every_form_that_pages_name_has_a_writer() -> None:
    assert list(WRITERS) == ENDINGS


@pytest.mark.parametrize(("ending", "media_type"), [(form.ending, form.media_type) for form in FEED_FORMS])
def test_a_feed_says_its_media_type(
    network: Network, harbour: Story, reader: Reader, ending: str, media_type: str
) -> None:
    answer = reader.on(network.maghrib, f"/feed.{ending}")

    assert answer["Content-Type"] == f"{media_type}; charset=utf-8"


def test_an_atom_feed_is_written_letter_for_letter(network: Network, harbour: Story, reader: Reader) -> None:
    answer = reader.on(network.maghrib, "/feed.atom")

    written = answer.content.decode().replace("><", ">\n<") + "\n"
    assert harbour.lead_picture is not None
    address = harbour.lead_picture.file.url
    assert written.replace(address, "/media/harbour.png") == (GOLDEN / "feed.atom").read_text("utf-8")


def test_a_json_feed_is_written_letter_for_letter(network: Network, harbour: Story, reader: Reader) -> None:
    answer = reader.on(network.maghrib, "/feed.json")

    written = json.dumps(answer.json(), ensure_ascii=False, indent=2) + "\n"
    assert harbour.lead_picture is not None
    address = harbour.lead_picture.file.url
    assert written.replace(address, "/media/harbour.png") == (GOLDEN / "feed.json").read_text("utf-8")


@pytest.mark.parametrize("ending", ["xml", "atom"])
def test_programs_that_read_feeds_find_the_same_in_both(
    network: Network, harbour: Story, reader: Reader, ending: str
) -> None:
    read = feedparser.parse(reader.on(network.maghrib, f"/feed.{ending}").content)

    assert not read.bozo
    assert (read.feed.title, read.feed.link) == ("مرآة المغرب", "http://maghrib.example.org/")
    assert read.feed.language == "ar-MA"
    (entry,) = read.entries
    assert entry.id == "http://maghrib.example.org/story/1201"
    assert entry.link.startswith("http://maghrib.example.org/politics/1201-")
    assert unescape(entry.title) == harbour.headline
    assert entry.summary == "وصلت السفينة فجرًا إلى الرصيف الثالث: النسبة &lt;5."
    assert entry.content[0].value == "<p>قال المدير: <b>لا تأخير</b>.</p>"
    assert entry.published_parsed[:5] == (2024, 3, 5, 23, 30)
    assert [tag.term for tag in entry.tags] == ["سياسة", "موانئ"]
    assert [each.name for each in entry.authors] == ["حسن عمارة", "وكالة الأطلس"]
    (media,) = entry.media_content
    assert (media["type"], media["width"], media["height"]) == ("image/png", "64", "36")


def test_a_json_feed_has_what_its_form_requires(
    network: Network, make_story: StoryMaker, reader: Reader
) -> None:
    make_story("قصة لها نص")
    make_story("قصة بلا نص", paragraphs=())
    make_story("قصة لها مقدمة وحدها", paragraphs=(), standfirst="مقدمة.")

    feed = reader.on(network.maghrib, "/feed.json").json()

    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"] == "مرآة المغرب"
    assert feed["feed_url"] == "http://maghrib.example.org/feed.json"
    assert all(isinstance(item["id"], str) for item in feed["items"])
    assert len({item["id"] for item in feed["items"]}) == 3
    for item in feed["items"]:
        assert ("content_html" in item) != ("content_text" in item)
        for moment in (item["date_published"], item["date_modified"]):
            assert datetime.fromisoformat(moment).utcoffset() is not None
    told = {item["title"]: item for item in feed["items"]}
    assert told["قصة بلا نص"]["content_text"] == "قصة بلا نص"
    assert told["قصة لها مقدمة وحدها"]["content_text"] == "مقدمة."
    assert told["قصة لها نص"]["content_html"] == "<p>فقرة أولى من نص القصة.</p>"


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_feed_without_stories_is_the_same_whenever_it_is_asked_for(
    network: Network, reader: Reader, ending: str
) -> None:
    first, second = (reader.on(network.maghrib, f"/feed.{ending}") for _ in range(2))

    assert first.status_code == 200
    assert first["ETag"] == second["ETag"]


def test_an_atom_feed_without_stories_has_a_moment_and_an_author(network: Network, reader: Reader) -> None:
    feed = parsed(reader.on(network.maghrib, "/feed.atom"))

    assert texts(feed, "atom:updated") == ["1970-01-01T00:00:00+00:00"]
    assert texts(feed, "atom:author/atom:name") == ["مرآة المغرب"]
    assert texts(feed, "atom:id") == ["http://maghrib.example.org/feed.atom"]


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_headline_with_control_characters_breaks_no_form(
    network: Network, make_story: StoryMaker, reader: Reader, ending: str
) -> None:
    make_story("عنوان\x08 من \u202eوكالة\u202c\x0bقديمة")

    answer = reader.on(network.maghrib, f"/feed.{ending}")

    assert answer.status_code == 200
    assert "عنوان من وكالة قديمة" in answer.content.decode()


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_correction_moves_the_moment_of_change_and_not_of_publication(
    network: Network, harbour: Story, reader: Reader, ending: str
) -> None:
    before = reader.on(network.maghrib, f"/feed.{ending}")["ETag"]
    Story.objects.filter(pk=harbour.pk).update(last_published_at=datetime(2024, 3, 7, 8, tzinfo=UTC))

    answer = reader.on(network.maghrib, f"/feed.{ending}")

    assert answer["ETag"] != before
    told = answer.content.decode()
    assert "2024-03-06T00:30:00+01:00" in told or "Wed, 06 Mar 2024 00:30:00 +0100" in told
    assert "2024-03-07T09:00:00+01:00" in told or "Thu, 07 Mar 2024 09:00:00 +0100" in told


def headlines(answer: Any) -> list[str]:
    """The titles of a JSON feed."""
    assert answer.status_code == 200
    return [item["title"] for item in answer.json()["items"]]


def test_a_topic_and_an_author_have_feeds_on_each_edition(
    network: Network, make_story: StoryMaker, reader: Reader
) -> None:
    make_story("خبر الميناء", topics=("موانئ",), authors=("ليلى",), also=[(network.misr, "sport", "ميناؤنا")])
    make_story("خبر آخر", topics=("طقس",), authors=("حسن",))

    for path in ("/topic/موانئ/", "/author/ليلى/"):
        assert headlines(reader.on(network.maghrib, f"{path}feed.json")) == ["خبر الميناء"]
        assert headlines(reader.on(network.misr, f"{path}feed.json")) == ["ميناؤنا"]
        assert headlines(reader.on(network.khalij, f"{path}feed.json")) == []
    feed = reader.on(network.maghrib, "/topic/موانئ/feed.json").json()
    assert feed["title"] == "موانئ | مرآة المغرب"
    assert feed["home_page_url"] == f"http://maghrib.example.org{quote('/topic/موانئ/')}"


@pytest.mark.parametrize(
    "path",
    ["/topic/none/feed.xml", "/author/none/feed.json", "/topic/feed.xml", "/feed.rss", "/politics/feed.xmls"],
)
def test_there_is_no_feed_of_what_there_is_not(network: Network, reader: Reader, path: str) -> None:
    assert reader.on(network.maghrib, path).status_code == 404


def test_the_newest_thirty_of_a_topic_stand_in_its_feed(
    network: Network, make_story: StoryMaker, reader: Reader
) -> None:
    stories = [
        make_story(topics=("موانئ",), at=timezone.now() - timedelta(hours=hours)) for hours in range(1, 33)
    ]

    told = headlines(reader.on(network.maghrib, "/topic/موانئ/feed.json"))

    assert told == [story.headline for story in stories[:30]]


def test_a_search_feed_tells_the_newest_of_what_is_found(
    network: Network, make_story: StoryMaker, reader: Reader
) -> None:
    make_story("الوزراء في زلزال وزلزال", at=timezone.now() - timedelta(hours=3))
    make_story("زلزال اليوم", at=timezone.now() - timedelta(hours=1))
    make_story("زلزال الرياضة", section="sport", at=timezone.now() - timedelta(hours=2))
    make_story("مطر")

    asked = urlencode({"q": "زلزال", "section": "politics", "after": "5", "x": "y"})
    answer = reader.on(network.maghrib, f"/search/feed.json?{asked}")

    assert headlines(answer) == ["زلزال اليوم", "الوزراء في زلزال وزلزال"]
    kept = urlencode({"q": "زلزال", "section": "politics"})
    assert answer.json()["title"] == "نتائج البحث عن «زلزال» | مرآة المغرب"
    assert answer.json()["home_page_url"] == f"http://maghrib.example.org/search?{kept}"
    assert answer.json()["feed_url"] == f"http://maghrib.example.org/search/feed.json?{kept}"


def test_the_hubs_search_feed_leads_to_each_storys_site(
    network: Network, make_story: StoryMaker, reader: Reader
) -> None:
    story = make_story("زلزال في الجبال", home=network.misr, section="sport")

    (item,) = reader.on(network.hub, "/search/feed.json?q=زلزال").json()["items"]

    assert item["url"].startswith(f"http://misr.example.org/sport/{story.pk}-")
    assert item["id"] == f"http://misr.example.org/story/{story.pk}"


@pytest.mark.parametrize("typed", ["", "-", "\0", "؟" * 3000, "<x> & \u202e'"])
@pytest.mark.parametrize("ending", ENDINGS)
def test_every_search_has_a_feed(
    network: Network, make_story: StoryMaker, reader: Reader, typed: str, ending: str
) -> None:
    make_story("خبر")
    answer = reader.on(network.maghrib, f"/search/feed.{ending}?{urlencode({'q': typed})}")

    assert answer.status_code == 200
    if ending == "json":
        assert answer.json()["items"] == []
    else:
        assert texts(parsed(answer), "channel/item") == texts(parsed(answer), "atom:entry") == []


def test_without_a_database_or_a_seat_the_search_feed_asks_for_patience(
    network: Network, make_story: StoryMaker, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*args: Any, **kwargs: Any) -> None:
        raise DatabaseError

    with monkeypatch.context() as patch:
        patch.setattr(views, "search", gone)
        away = reader.on(network.maghrib, "/search/feed.xml?q=خبر")
    with monkeypatch.context() as patch:
        patch.setattr(search_seats, "WAIT_SECONDS", 0.0)
        seats = [search_seats._seats.acquire(blocking=False) for _ in range(search_seats.AT_ONCE)]
        full = reader.on(network.maghrib, "/search/feed.xml?q=خبر")
        for _ in seats:
            search_seats._seats.release()

    for answer in (away, full):
        assert answer.status_code == 503
        assert answer["Retry-After"] == "5"
        assert answer["Cache-Control"] == "no-store"


def test_feeds_name_the_hubs_that_are_told_of_them(
    network: Network, make_story: StoryMaker, reader: Reader, settings: Any
) -> None:
    settings.WEBSUB_HUBS = ("https://hub.example.net/",)
    make_story("خبر", topics=("موانئ",))
    address = "https://hub.example.net/"

    def named(path: str) -> bool:
        return address in reader.on(network.maghrib, path).content.decode()

    for ending in ENDINGS:
        assert named(f"/feed.{ending}")
        assert named(f"/topic/موانئ/feed.{ending}")
        assert not named(f"/search/feed.{ending}?q=خبر")
    read = feedparser.parse(reader.on(network.maghrib, "/feed.atom").content)
    assert [link.href for link in read.feed.links if link.rel == "hub"] == [address]
    read = feedparser.parse(reader.on(network.maghrib, "/feed.xml").content)
    assert [link.href for link in read.feed.links if link.rel == "hub"] == [address]
    assert reader.on(network.maghrib, "/feed.json").json()["hubs"] == [{"type": "WebSub", "url": address}]


def test_pages_name_their_feeds_in_every_form(
    network: Network, make_story: StoryMaker, reader: Reader
) -> None:
    story = make_story("خبر", topics=("موانئ",), authors=("ليلى",))
    topic, author = quote("/topic/موانئ/"), quote("/author/ليلى/")
    pages = {
        "/": ("/", ""),
        "/politics/": ("/politics/", ""),
        f"/politics/{story.pk}-خبر": ("/politics/", ""),
        topic: (topic, ""),
        author: (author, ""),
        f"/search?{urlencode({'q': 'خبر', 'after': '3'})}": ("/search/", f"?{urlencode({'q': 'خبر'})}"),
    }
    for page, (path, query) in pages.items():
        html = reader.on(network.maghrib, page).content.decode()
        for form in FEED_FORMS:
            address = f"http://maghrib.example.org{path}feed.{form.ending}{query}"
            assert f'type="{form.media_type}"' in html, page
            assert f'href="{address}"' in html, page
            assert reader.on(network.maghrib, f"{path}feed.{form.ending}{query}").status_code == 200
    assert "/search/feed." not in reader.on(network.maghrib, "/search").content.decode()


def test_a_withdrawn_story_leaves_the_feeds_of_its_topic_and_author(
    network: Network, make_story: StoryMaker, reader: Reader
) -> None:
    story = make_story("خبر يُسحب", topics=("موانئ",), authors=("ليلى",))
    story_withdraw(story, reason="خطأ", now=timezone.now())

    for path in ("/topic/موانئ/feed.json", "/author/ليلى/feed.json", "/search/feed.json?q=يسحب"):
        assert headlines(reader.on(network.maghrib, path)) == []
