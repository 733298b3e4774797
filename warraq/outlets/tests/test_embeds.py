"""oEmbed of our stories."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import unescape
from typing import Any
from urllib.parse import quote, urlencode
from xml.etree import ElementTree  # the documents are our own

import pytest
from django.utils import timezone

from conftest import Network, Reader, StoryMaker
from warraq.network.models import Edition
from warraq.outlets.embeds import LEAST_HEIGHT, LEAST_WIDTH, place_of
from warraq.outlets.tests.conftest import parsed
from warraq.stories.models import Picture, Placement, Story
from warraq.stories.services import story_withdraw


@pytest.fixture
def ask(network: Network, reader: Reader) -> Callable[..., Any]:
    """Return a function that asks the Moroccan site, or another, how to embed what is at an address."""

    def answer(address: str, *, at: Edition | None = None, **more: object) -> Any:
        return reader.on(at or network.maghrib, f"/oembed?{urlencode({'url': address, **more})}")

    return answer


def address_of(story: Story, *, edition: Edition) -> str:
    placement = Placement.objects.select_related("story", "section").get(story=story, edition=edition)
    return f"{edition.origin}{placement.path}"


def test_a_story_is_embedded_as_a_quotation_that_leads_to_it(
    network: Network, make_story: StoryMaker, make_picture: Callable[..., Picture], ask: Callable[..., Any]
) -> None:
    story = make_story(
        "ميناء <طنجة> & الرصيف",
        standfirst="وصلت السفينة «Atlas».",
        authors=("ليلى",),
        lead_picture=make_picture(),
    )
    address = address_of(story, edition=network.maghrib)

    answer = ask(address)

    assert answer["Content-Type"] == "application/json; charset=utf-8"
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert story.lead_picture is not None
    assert answer.json() == {
        "version": "1.0",
        "type": "rich",
        "title": "ميناء <طنجة> & الرصيف",
        "provider_name": "مرآة المغرب",
        "provider_url": "http://maghrib.example.org/",
        "cache_age": 3600,
        "author_name": "ليلى",
        "author_url": f"http://maghrib.example.org{quote('/author/ليلى/')}",
        "thumbnail_url": f"http://maghrib.example.org{story.lead_picture.file.url}",
        "thumbnail_width": 64,
        "thumbnail_height": 36,
        "html": (
            f'<blockquote dir="rtl" lang="ar-MA" cite="{address}">'
            f'<p><a href="{address}"><strong>ميناء &lt;طنجة&gt; &amp; الرصيف</strong></a></p>'
            "<p>وصلت السفينة «Atlas».</p><footer>مرآة المغرب</footer></blockquote>"
        ),
        "width": 600,
        "height": 240,
    }


def test_both_formats_tell_the_same(
    network: Network, make_story: StoryMaker, ask: Callable[..., Any]
) -> None:
    address = address_of(make_story("خبر <مهم> & عاجل", authors=("أ", "ب")), edition=network.maghrib)

    as_xml, as_json = ask(address, format="xml"), ask(address, format="json")

    assert as_xml["Content-Type"] == "text/xml; charset=utf-8"
    root = parsed(as_xml)
    assert root.tag == "oembed"
    assert {each.tag: each.text for each in root} == {
        name: str(value) for name, value in as_json.json().items()
    }
    assert as_json.json()["author_name"] == "أ، ب"
    assert "author_url" not in as_json.json()


@pytest.mark.parametrize("tail", ["", "/", "-عنوان-قديم", "?utm_source=x#post-3"])
def test_old_and_short_addresses_of_a_story_are_known(
    network: Network, make_story: StoryMaker, ask: Callable[..., Any], tail: str
) -> None:
    story = make_story("خبر")
    for host in ("maghrib.example.org", "MAGHRIB.example.org:443", "maghrib.example.org."):
        for section in ("politics", "story"):
            told = ask(f"https://{host}/{section}/{story.pk}{tail}").json()
            assert address_of(story, edition=network.maghrib) in told["html"]


def test_any_site_answers_for_any_and_each_tells_it_as_its_own_readers_see_it(
    network: Network, make_story: StoryMaker, ask: Callable[..., Any]
) -> None:
    story = make_story("عنوان البيت", also=[(network.misr, "sport", "عنوان النيل")])
    address = address_of(story, edition=network.misr)

    for edition in (network.maghrib, network.misr, network.hub):
        told = ask(address, at=edition).json()
        assert (told["title"], told["provider_name"]) == ("عنوان النيل", "ضفاف النيل")
        assert address in told["html"]


@pytest.mark.parametrize(
    "address",
    [
        "http://maghrib.example.org/",
        "http://maghrib.example.org/politics/",
        "http://maghrib.example.org/politics/999999-x",
        "http://maghrib.example.org/desk/stories/edit/1/",
        "http://khalij.example.org/politics/ID",
        "http://elsewhere.example/politics/ID",
        "ftp://maghrib.example.org/politics/ID",
        "javascript:alert(1)",
        "/politics/ID",
        "http://[/politics/ID",
        "http://maghrib.example.org:x:y/politics/%00",
        "نص",
        "\0" * 3000,
    ],
)
def test_an_address_without_a_story_of_ours_is_not_found(
    network: Network, make_story: StoryMaker, ask: Callable[..., Any], address: str
) -> None:
    answer = ask(address.replace("ID", str(make_story("خبر").pk)))

    assert answer.status_code in (400, 404)
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "خبر" not in answer.content.decode()


def test_without_an_address_the_asker_is_told_to_give_one(network: Network, reader: Reader) -> None:
    answer = reader.on(network.maghrib, "/oembed?format=json")

    assert (answer.status_code, answer.content) == (400, b"Give the address of a story as url.")


@pytest.mark.parametrize("form", ["yaml", "", "JSON", "xml/json"])
def test_another_format_is_not_implemented(
    network: Network, make_story: StoryMaker, ask: Callable[..., Any], form: str
) -> None:
    answer = ask(address_of(make_story(), edition=network.maghrib), format=form)

    assert (answer.status_code, answer.content) == (501, b"The formats are json and xml.")


def test_what_is_embedded_is_within_the_room_that_there_is(
    network: Network, make_story: StoryMaker, make_picture: Callable[..., Picture], ask: Callable[..., Any]
) -> None:
    picture = make_picture()
    small = picture.get_rendition("fill-32x18|format-webp")
    address = address_of(make_story(lead_picture=picture), edition=network.maghrib)

    roomy = ask(address, maxwidth=10**17, maxheight="-3").json()
    narrow = ask(address, maxwidth=300, maxheight=LEAST_HEIGHT).json()
    smaller = ask(address, maxwidth=LEAST_WIDTH - 1).json()
    tiny = ask(address, maxwidth=40).json()
    none = ask(address, maxwidth=4, maxheight=4).json()

    assert (roomy["type"], roomy["width"], roomy["height"]) == ("rich", 600, 240)
    assert (narrow["type"], narrow["width"], narrow["height"]) == ("rich", 300, LEAST_HEIGHT)
    assert smaller["type"] == tiny["type"] == none["type"] == "link"
    assert not {"html", "width", "height"} & smaller.keys()
    assert tiny["thumbnail_url"] == f"http://maghrib.example.org{small.file.url}"
    assert (tiny["thumbnail_width"], tiny["thumbnail_height"]) == (32, 18)
    assert not any(name.startswith("thumbnail") for name in none)


def test_a_withdrawn_story_is_embedded_no_more(
    network: Network, make_story: StoryMaker, ask: Callable[..., Any]
) -> None:
    story = make_story("خبر يُسحب")
    address = address_of(story, edition=network.maghrib)
    assert ask(address).status_code == 200
    story_withdraw(story, reason="خطأ", now=timezone.now())

    answer = ask(address)

    assert (answer.status_code, answer.content) == (404, b"No story is at this address.")


def test_a_page_says_where_to_ask_and_the_answer_is_there(
    network: Network, make_story: StoryMaker, reader: Reader
) -> None:
    story = make_story("خبر", also=[(network.misr, "sport")])
    for edition in (network.maghrib, network.misr):
        path = address_of(story, edition=edition).removeprefix(edition.origin)
        page = reader.on(edition, path).content.decode()
        links = re.findall(r'<link rel="alternate" type="([^"]+\+oembed)" title="[^"]+" href="([^"]+)"', page)
        assert [kind for kind, _ in links] == ["application/json+oembed", "text/xml+oembed"]
        told = [reader.on(edition, unescape(link).removeprefix(edition.origin)) for _, link in links]
        # A copy leads where the story is canonical.
        home = address_of(story, edition=network.maghrib)
        assert home in json.loads(told[0].content)["html"]
        html = ElementTree.fromstring(told[1].content).find("html")  # noqa: S314
        assert html is not None
        assert home in (html.text or "")
    assert "oembed" not in reader.on(network.maghrib, "/politics/").content.decode()


def test_an_address_is_read_as_pages_read_theirs() -> None:
    assert place_of("https://x.example/politics/7-%D8%AE") == place_of("http://x.example/a/7") is not None
    assert place_of("http://x.example/live/7/latest") is None
