"""RSS feeds of editions and sections."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from conftest import Network, Reader, StoryMaker
from warraq.network.models import Section
from warraq.outlets.tests.conftest import NAMES, parsed, texts
from warraq.stories.models import Agency, Picture, Story
from warraq.stories.services import placement_add, story_publish

GOLDEN = Path(__file__).parent / "golden"


def test_a_feed_is_written_letter_for_letter(
    network: Network, make_story: StoryMaker, make_picture: Callable[..., Picture], reader: Reader
) -> None:
    picture = make_picture("harbour.png", caption="رصيف الميناء", credit="رسم: ورّاق")
    make_story(
        "ميناء طنجة يستقبل «Atlas 2» & يفرغ 45% من حمولته",
        id=1201,
        standfirst="وصلت السفينة فجرًا إلى الرصيف الثالث.",
        authors=("حسن عمارة", "ليلى الفاسي"),
        topics=("موانئ",),
        paragraphs=("قال المدير: <b>لا تأخير</b>.", 'اقرأ <a href="/sport/7">هذا</a>.'),
        lead_picture=picture,
        lead_caption="السفينة عند الرصيف",
        agency=Agency.objects.create(name="وكالة الأطلس"),
        at=datetime(2024, 3, 5, 23, 30, tzinfo=UTC),
    )
    make_story(
        "خبر قديم بلا مقدمة",
        id=1100,
        section="arts",
        paragraphs=("هكذا يبدأ النص.", "وهكذا ينتهي."),
        at=datetime(2021, 7, 1, 8, 0, tzinfo=UTC),
    )

    answer = reader.on(network.maghrib, "/feed.xml")

    assert answer["Content-Type"] == "application/rss+xml; charset=utf-8"
    written = answer.content.decode().replace("><", ">\n<") + "\n"
    assert written.replace(picture.file.url, "/media/harbour.png") == (GOLDEN / "feed.xml").read_text("utf-8")


def test_the_newest_thirty_stand_in_a_feed_newest_first(
    network: Network, make_story: StoryMaker, reader: Reader
) -> None:
    stories = [make_story(at=timezone.now() - timedelta(hours=number)) for number in range(1, 33)]

    feed = parsed(reader.on(network.maghrib, "/feed.xml"))

    assert texts(feed, "channel/item/title") == [story.headline for story in stories[:30]]


def test_a_section_has_its_own_feed(network: Network, make_story: StoryMaker, reader: Reader) -> None:
    make_story("خبر سياسي", section="politics")
    make_story("خبر رياضي", section="sport")

    feed = parsed(reader.on(network.maghrib, "/sport/feed.xml"))

    assert texts(feed, "channel/item/title") == ["خبر رياضي"]
    assert texts(feed, "channel/title") == ["رياضة | مرآة المغرب"]
    assert texts(feed, "channel/link") == ["http://maghrib.example.org/sport/"]


def test_a_section_with_an_arabic_address_has_a_feed_at_it(network: Network, reader: Reader) -> None:
    Section.objects.create(edition=network.misr, slug="طقس", name="الطقس")

    feed = parsed(reader.on(network.misr, "/طقس/feed.xml"))

    link = feed.find("channel/atom:link", NAMES)
    assert link is not None
    assert link.attrib == {
        "href": "http://misr.example.org/%D8%B7%D9%82%D8%B3/feed.xml",
        "rel": "self",
        "type": "application/rss+xml",
    }


@pytest.mark.parametrize("path", ["/weather/feed.xml", "/x\x00/feed.xml", "/politics/x/feed.xml"])
def test_there_is_no_feed_of_an_unknown_section(network: Network, reader: Reader, path: str) -> None:
    assert reader.on(network.maghrib, path).status_code == 404


def test_a_section_of_a_sister_site_has_no_feed_here(network: Network, reader: Reader) -> None:
    Section.objects.create(edition=network.misr, slug="weather", name="الطقس")

    assert reader.on(network.maghrib, "/weather/feed.xml").status_code == 404


def test_a_sister_site_tells_a_story_in_its_own_way(
    network: Network, make_story: StoryMaker, reader: Reader
) -> None:
    story = make_story("عنوان البيت", also=[(network.misr, "sport", "عنوان النيل")])

    feed = parsed(reader.on(network.misr, "/feed.xml"))

    assert texts(feed, "channel/item/title") == ["عنوان النيل"]
    assert texts(feed, "channel/item/category") == ["رياضة"]
    (link,) = texts(feed, "channel/item/link")
    assert link is not None
    assert link.startswith(f"http://misr.example.org/sport/{story.pk}-")


def test_a_corrected_headline_keeps_the_guid_and_the_guid_leads_to_the_story(
    network: Network, make_story: StoryMaker, reader: Reader
) -> None:
    story = make_story("عنوان فيه خطأ")
    before = parsed(reader.on(network.maghrib, "/feed.xml"))
    story.headline = "عنوان صحيح"
    story_publish(story)

    after = parsed(reader.on(network.maghrib, "/feed.xml"))

    guids = after.findall("channel/item/guid")
    assert [guid.attrib for guid in guids] == [{"isPermaLink": "true"}]
    assert texts(after, "channel/item/guid") == texts(before, "channel/item/guid")
    assert texts(after, "channel/item/link") != texts(before, "channel/item/link")
    moved = reader.on(network.maghrib, (guids[0].text or "").removeprefix("http://maghrib.example.org"))
    assert moved.status_code == 301
    assert f"http://maghrib.example.org{moved['Location']}" == texts(after, "channel/item/link")[0]


def test_an_embargoed_story_is_dated_by_the_end_of_its_embargo(
    network: Network, make_story: StoryMaker, reader: Reader
) -> None:
    lifted = datetime(2025, 2, 1, 6, 0, tzinfo=UTC)
    make_story(at=lifted - timedelta(days=3), embargo_until=lifted)

    feed = parsed(reader.on(network.maghrib, "/feed.xml"))

    assert texts(feed, "channel/item/pubDate") == ["Sat, 01 Feb 2025 07:00:00 +0100"]


def test_the_build_date_is_that_of_the_latest_change(
    network: Network, make_story: StoryMaker, reader: Reader
) -> None:
    make_story("الأحدث نشرًا", at=datetime(2025, 2, 2, 6, 0, tzinfo=UTC))
    corrected = make_story("المصحح", at=datetime(2025, 2, 1, 6, 0, tzinfo=UTC))
    changed_at = datetime(2025, 2, 3, 6, 0, tzinfo=UTC)
    Story.objects.filter(pk=corrected.pk).update(last_published_at=changed_at)

    feed = parsed(reader.on(network.maghrib, "/feed.xml"))

    (built,) = texts(feed, "channel/lastBuildDate")
    assert parsedate_to_datetime(built or "") == changed_at


def test_a_feed_without_stories_is_a_feed_and_does_not_change_by_itself(
    network: Network, reader: Reader
) -> None:
    first, second = (reader.on(network.hub, "/feed.xml") for _ in range(2))

    assert texts(parsed(first), "channel/title") == ["البوابة"]
    assert texts(parsed(first), "channel/lastBuildDate") == []
    assert first["ETag"] == second["ETag"]


def test_a_headline_with_control_characters_does_not_break_the_feed(
    network: Network, make_story: StoryMaker, reader: Reader
) -> None:
    make_story("عنوان\x08 من \u202eوكالة\u202c\x0bقديمة", standfirst="\x01مقدمة", paragraphs=("نص\x02.",))

    feed = parsed(reader.on(network.maghrib, "/feed.xml"))

    assert texts(feed, "channel/item/title") == ["عنوان من وكالة قديمة"]
    assert texts(feed, "channel/item/description") == ["مقدمة"]
    assert texts(feed, "channel/item/content:encoded") == ["<p>نص.</p>"]


def test_signs_in_a_description_are_not_taken_for_html(
    network: Network, make_story: StoryMaker, reader: Reader
) -> None:
    make_story(standfirst="النسبة <5 و>3 في «ألف & باء»")

    feed = parsed(reader.on(network.maghrib, "/feed.xml"))

    assert texts(feed, "channel/item/description") == ["النسبة &lt;5 و&gt;3 في «ألف &amp; باء»"]


def test_the_widest_drawn_picture_that_readers_know_is_shown(
    network: Network, make_story: StoryMaker, make_picture: Callable[..., Picture], reader: Reader
) -> None:
    picture = make_picture()
    wide = picture.get_rendition("fill-32x18|format-webp")
    picture.get_rendition("fill-16x9|format-webp")
    picture.get_rendition("fill-48x27|format-avif")
    make_story(lead_picture=picture)

    feed = parsed(reader.on(network.maghrib, "/feed.xml"))

    media = feed.find("channel/item/media:content", NAMES)
    assert media is not None
    assert media.attrib == {
        "url": f"http://maghrib.example.org{wide.file.url}",
        "type": "image/webp",
        "medium": "image",
        "width": "32",
        "height": "18",
    }


def test_a_picture_kept_on_another_host_keeps_its_address(
    network: Network,
    make_story: StoryMaker,
    make_picture: Callable[..., Picture],
    reader: Reader,
    settings: Any,
) -> None:
    settings.MEDIA_URL = "https://pictures.example.net/"
    make_story(lead_picture=make_picture())

    feed = parsed(reader.on(network.maghrib, "/feed.xml"))

    media = feed.find("channel/item/media:content", NAMES)
    assert media is not None
    assert media.attrib["url"].startswith("https://pictures.example.net/original_images/picture")


def test_a_story_comes_to_a_sister_site_on_the_sister_sites_day(
    network: Network, make_story: StoryMaker, reader: Reader
) -> None:
    story = make_story(at=datetime(2025, 2, 1, 6, 0, tzinfo=UTC))
    placement_add(
        story,
        edition=network.khalij,
        section=network.section(network.khalij, "politics"),
        starts_at=datetime(2025, 2, 4, 9, 0, tzinfo=UTC),
    )

    feed = parsed(reader.on(network.khalij, "/feed.xml"))

    assert texts(feed, "channel/item/pubDate") == ["Tue, 04 Feb 2025 12:00:00 +0300"]
