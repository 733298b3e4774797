"""Lists: the network's sites and sections, stories in order and by key, fronts and blocks, search."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote

import pytest
from django.utils import timezone

from warraq.fronts.layouts import Kind, Layout, Part, Pin
from warraq.fronts.models import Front, FrontVersion, Raising, Strip
from warraq.outlets.api.tests.conftest import MORNING, questions_of


def headlines(said) -> list[str]:
    return [each["headline"] for each in said["stories"]]


def walked(told, path: str, *, on=None) -> list[int]:
    """The numbers of all stories of a list, page by page."""
    numbers: list[int] = []
    while path:
        said = told(path, on=on)
        assert len(said["stories"]) <= 20
        numbers += [each["id"] for each in said["stories"]]
        path = said["next"].partition("/api/v1")[2] if said["next"] else ""
    return numbers


def compose(edition, layout: Layout, *, section=None) -> None:
    """Publish a front as an editor would."""
    front = Front.objects.create(edition=edition, section=section)
    now = timezone.now()
    front.published = FrontVersion.objects.create(
        front=front, layout=layout.facts, made_at=now, published_at=now
    )
    front.save()


def test_every_host_tells_which_sites_there_are(network, told):
    said = told("/editions")["editions"]

    assert [each["slug"] for each in said] == ["hub", "maghrib", "misr", "khalij"]
    assert said[1]["api"] == "http://maghrib.example.org/api/v1"
    assert said == told("/editions", on=network.hub)["editions"]


def test_a_site_tells_its_sections_and_the_hub_those_of_every_site(network, told):
    arts = network.section(network.maghrib, "arts")
    arts.parent = network.section(network.maghrib, "sport")
    arts.save()

    said = told("/sections")["sections"]

    assert [each["slug"] for each in said] == ["politics", "sport", "arts"]
    assert [each["parent"] for each in said] == [None, None, "sport"]
    everywhere = told("/sections", on=network.hub)["sections"]
    assert len(everywhere) == 9
    assert everywhere[3]["stories"] == "http://misr.example.org/api/v1/sections/politics/stories"


def test_a_list_is_walked_to_its_end_and_each_story_stands_in_it_once(network, told, make_story):
    made = [
        make_story(at=MORNING + timedelta(minutes=number // 2), topics=("موضوع",), authors=("كاتب",))
        for number in range(45)
    ]
    newest_first = [story.pk for story in reversed(made)]
    topic, author = made[0].topics[0], made[0].authors[0]
    lists = (
        "/stories",
        "/sections/politics/stories",
        f"/topics/{quote(topic.slug)}/stories",
        f"/authors/{quote(author.slug)}/stories",
    )

    for path in lists:
        assert walked(told, path) == newest_first, path
    for path in (lists[0], *lists[2:]):
        assert walked(told, path, on=network.hub) == newest_first, path


def test_the_hub_merges_its_sites_and_tells_each_story_at_its_home(network, told, make_story):
    first = make_story("الأول", home=network.misr, also=[(network.maghrib, "sport")], at=MORNING)
    last = make_story("الأخير", home=network.khalij, at=MORNING + timedelta(hours=1))

    said = told("/stories", on=network.hub)["stories"]

    assert [(each["id"], each["edition"]["slug"]) for each in said] == [
        (last.pk, "khalij"),
        (first.pk, "misr"),
    ]
    assert said[0]["api"] == f"http://khalij.example.org/api/v1/stories/{last.pk}"


def test_a_list_in_a_section_of_an_arabic_name_is_led_to_and_read(network, told, make_story):
    section = network.section(network.maghrib, "arts")
    section.slug = "فن-وموسيقى"
    section.save()
    story = make_story(section="فن-وموسيقى")

    told_of = next(each for each in told("/sections")["sections"] if each["slug"] == section.slug)

    assert told_of["stories"].isascii()
    assert walked(told, told_of["stories"].partition("/api/v1")[2]) == [story.pk]


@pytest.mark.parametrize(
    "path",
    [
        "/sections/none/stories",
        "/topics/none/stories",
        "/authors/none/stories",
        "/fronts/sections/none",
        "/stories/before/1-1",
        "/stories/before/99999999999999999-1",
        "/sections/politics/stories/before/1-1",
    ],
)
def test_what_is_not_there_is_said_so(ask, make_story, path):
    make_story()
    answer = ask(path)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize("path", ["/stories", "/sections/politics/stories", "/blocks", "/fronts/home"])
def test_a_list_asks_as_many_questions_of_twenty_stories_as_of_thirty(
    network, ask, make_story, make_picture, path
):
    def make(number: int) -> None:
        make_story(
            lead_picture=make_picture(width=64, height=36),
            authors=(f"كاتب {number}",),
            topics=(f"موضوع {number}",),
        )

    for number in range(20):
        make(number)
    few = questions_of(ask, path)
    for number in range(20, 30):
        make(number)

    assert questions_of(ask, path) == few <= 30


def test_the_home_is_told_as_its_page_shows_it_and_no_story_twice(network, told, make_story):
    for number in range(14):
        make_story(section=("politics", "sport", "arts")[number % 3], at=MORNING + timedelta(minutes=number))

    blocks = told("/fronts/home")["blocks"]

    numbers = [story["id"] for block in blocks for story in block["stories"]]
    assert len(numbers) == len(set(numbers))
    assert [block["kind"] for block in blocks[:2]] == ["top", "most_read"]
    assert len(blocks[0]["stories"]) == 9


def test_a_composed_home_is_told_in_the_editors_order_with_what_was_pinned(network, told, make_story):
    stories = [make_story(at=MORNING + timedelta(minutes=number)) for number in range(6)]
    sport = make_story("رياضة", section="sport", at=MORNING)
    section = network.section(network.maghrib, "sport")
    compose(
        network.maghrib,
        Layout(
            parts=(
                Part(number=0, kind=Kind.TOP, count=2, pins=(Pin(story=stories[0].pk, position=1),)),
                Part(number=1, kind=Kind.SECTION, count=3, of=section.pk),
                Part(number=2, kind=Kind.LATEST, count=2),
                Part(number=3, kind=Kind.MOST_READ, count=1),
            )
        ),
    )

    blocks = told("/fronts/home")["blocks"]

    assert [block["kind"] for block in blocks] == ["top", "section", "latest", "most_read"]
    assert [block["title"] for block in blocks] == ["أهم الأخبار", "رياضة", "آخر الأخبار", "الأكثر قراءة"]
    assert blocks[0]["stories"][0]["id"] == stories[0].pk
    assert blocks[1]["section"]["slug"] == "sport"
    assert [each["id"] for each in blocks[1]["stories"]] == [sport.pk]


def test_a_sections_front_is_told_composed_or_as_its_newest(network, told, make_story):
    old, new = make_story(at=MORNING), make_story(at=MORNING + timedelta(hours=1))
    section = network.section(network.maghrib, "politics")

    plain = told("/fronts/sections/politics")["blocks"]
    assert [[each["id"] for each in block["stories"]] for block in plain] == [[new.pk, old.pk]]

    top = Part(number=0, kind=Kind.TOP, count=1, pins=(Pin(story=old.pk, position=1),))
    compose(network.maghrib, Layout(parts=(top,)), section=section)
    composed = told("/fronts/sections/politics")["blocks"]
    assert [(block["kind"], [each["id"] for each in block["stories"]]) for block in composed] == [
        ("top", [old.pk]),
        ("more", [new.pk]),
    ]


def test_the_hubs_front_has_a_block_for_each_site_that_has_stories(network, told, make_story):
    make_story("مصري", home=network.misr)
    make_story("مغربي", home=network.maghrib)

    blocks = told("/fronts/home", on=network.hub)["blocks"]

    assert [(block["kind"], block["edition"]["slug"], headlines(block)) for block in blocks] == [
        ("site", "maghrib", ["مغربي"]),
        ("site", "misr", ["مصري"]),
    ]


def test_a_raised_strip_is_told_with_the_story_that_it_leads_to(network, told, make_story):
    elsewhere = make_story("خبر الشقيق", home=network.misr)
    now = timezone.now()
    strip = Strip.objects.create(text="عاجل الآن", story=elsewhere, raised_at=now)
    Raising.objects.create(strip=strip, edition=network.maghrib, ends_at=now + timedelta(hours=1))

    for path in ("/blocks", "/fronts/home"):
        first = told(path)["blocks"][0]
        assert (first["kind"], first["text"]) == ("breaking", "عاجل الآن")
        assert first["stories"][0]["address"].startswith("http://misr.example.org/politics/")


def test_blocks_are_the_newest_the_most_read_and_the_sections(network, told, make_story):
    for number in range(20):
        make_story(section=("politics", "sport")[number % 2], at=MORNING + timedelta(minutes=number))

    blocks = told("/blocks")["blocks"]

    kinds = [(block["kind"], block["section"] and block["section"]["slug"]) for block in blocks]
    assert kinds == [("latest", None), ("most_read", None), ("section", "politics"), ("section", "sport")]


def test_search_finds_marks_and_pages(network, told, make_story):
    made = [
        make_story(f"زلزال يضرب المدينة {number}", at=MORNING + timedelta(hours=number))
        for number in range(25)
    ]

    first = told(f"/search?q={quote('الزلزال')}&order=newest&section=politics")
    second = told(first["next"].partition("/api/v1")[2])

    found = [each["story"]["id"] for each in (*first["found"], *second["found"])]
    assert found == [story.pk for story in reversed(made)]
    assert second["next"] is None
    assert "<mark>زلزال</mark>" in first["found"][0]["headline_html"]


def test_search_keeps_to_its_filters(network, told, ask, make_story):
    make_story("زلزال سياسي", at=MORNING)
    sport = make_story("زلزال رياضي", section="sport", topics=("كرة",), authors=("مراسل",), at=MORNING)
    word = quote("زلزال")

    for filter_ in (
        "section=sport",
        f"topic={quote(sport.topics[0].slug)}",
        f"author={quote(sport.authors[0].slug)}",
    ):
        assert [each["story"]["id"] for each in told(f"/search?q={word}&{filter_}")["found"]] == [sport.pk]
    assert len(told(f"/search?q={word}&from=2026-03-04&to=2026-03-04")["found"]) == 2
    assert told(f"/search?q={word}&from=2026-03-05")["found"] == []
    assert told(f"/search?q={word}&site=misr", on=network.hub)["found"] == []
    assert ask(f"/search?q={word}&section=none").json()["detail"] == "There is no section with this slug."


def test_search_escapes_what_was_written(told, make_story):
    make_story("زلزال <script> & كسرة", paragraphs=("زلزال &lt;b&gt; في النص",))
    found = told(f"/search?q={quote('زلزال')}")["found"][0]
    assert found["headline_html"] == "<mark>زلزال</mark> &lt;script&gt; &amp; كسرة"
    assert "<b>" not in found["passage_html"]
