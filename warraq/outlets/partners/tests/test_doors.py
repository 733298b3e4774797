"""Who gets in at partners' doors, and how the feed is walked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree  # the documents are our own

import pytest
from django.test import Client
from django.utils import timezone

from conftest import Network, Reader, StoryMaker
from warraq.network.models import Section
from warraq.partners.models import Partner
from warraq.partners.services import clock_follow, key_make
from warraq.stories.models import Story
from warraq.stories.services import story_publish, story_withdraw

PATHS = (
    "/partners/stories/{}.ninjs.json",
    "/partners/stories/{}.xml",
    "/partners/feed.ninjs.json",
    "/partners/feed.xml",
)
NAR = "{http://iptc.org/std/nar/2006-10-01/}"


@pytest.fixture
def partner(network: Network) -> Partner:
    made = Partner.objects.create(name="جريدة الضفة", per_minute=600)
    made.editions.set([network.maghrib])
    return made


Ask = Callable[..., Any]


@pytest.fixture
def ask(network: Network, partner: Partner, reader: Reader) -> Ask:
    """Return a function that asks with the partner's key, or with another header."""
    key = key_make(partner, now=timezone.now())

    def asked(path: str, *, authorization: str = f"Bearer {key}") -> Any:
        return reader.on(network.maghrib, path, HTTP_AUTHORIZATION=authorization)

    return asked


@pytest.mark.parametrize("path", PATHS)
def test_the_doors_open_to_a_key(ask: Ask, make_story: StoryMaker, path: str) -> None:
    story = make_story("عنوان للشركاء")

    answer = ask(path.format(story.pk))

    assert answer.status_code == 200
    assert "عنوان للشركاء" in answer.content.decode()
    assert answer["Cache-Control"] == "private, no-store"
    assert "Authorization" in answer["Vary"]


@pytest.mark.parametrize("authorization", ["", "Bearer x", "Basic eDp5", "Bearer", f"Bearer {'a' * 4000}"])
@pytest.mark.parametrize("path", PATHS)
def test_without_a_key_that_is_known_nobody_gets_in(
    ask: Ask, make_story: StoryMaker, path: str, authorization: str
) -> None:
    story = make_story("عنوان للشركاء")

    answer = ask(path.format(story.pk), authorization=authorization)

    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, 'Bearer realm="partners"')
    assert answer.content.decode() == "Send a valid key as “Authorization: Bearer <key>”.\n"
    assert answer["Cache-Control"] == "private, no-store"


def test_a_key_in_the_address_opens_nothing(network: Network, partner: Partner, reader: Reader) -> None:
    key = key_make(partner, now=timezone.now())

    assert reader.on(network.maghrib, f"/partners/feed.xml?key={key}").status_code == 401


@pytest.mark.parametrize("path", PATHS)
def test_a_partner_that_is_switched_off_is_told_so(
    ask: Ask, partner: Partner, make_story: StoryMaker, path: str
) -> None:
    story = make_story("عنوان للشركاء")
    Partner.objects.update(is_active=False)

    answer = ask(path.format(story.pk))

    assert answer.status_code == 403
    assert answer.content == b"This key is switched off; ask the newsroom that gave it.\n"


@pytest.mark.parametrize(("field", "refused"), [("takes_ninjs", PATHS[::2]), ("takes_newsml", PATHS[1::2])])
def test_a_format_that_the_partner_does_not_take_is_closed(
    ask: Ask, make_story: StoryMaker, field: str, refused: tuple[str, ...]
) -> None:
    story = make_story()
    Partner.objects.update(**{field: False})

    answers = {path: ask(path.format(story.pk)).status_code for path in PATHS}

    assert answers == {path: 403 if path in refused else 200 for path in PATHS}


@pytest.mark.parametrize("path", PATHS[:2])
def test_a_story_of_another_site_is_none_for_this_key(
    ask: Ask, network: Network, make_story: StoryMaker, path: str
) -> None:
    story = make_story("خبر من مصر", home=network.misr)

    for number in (story.pk, story.pk + 1000, 999_999_999_999_999_999):
        answer = ask(path.format(number))
        assert answer.status_code == 404
        assert answer.content == b"There is no such story for this key.\n"


@pytest.mark.parametrize(
    "path", ["/partners/stories/0.xml", "/partners/stories/01.xml", "/partners/stories/1.json", "/partners/"]
)
def test_other_addresses_are_nothing(ask: Ask, path: str) -> None:
    assert ask(path).status_code == 404


def test_who_asks_too_often_waits_in_whatever_process(
    ask: Ask, network: Network, make_story: StoryMaker
) -> None:
    make_story()
    Partner.objects.update(per_minute=2)
    assert [ask("/partners/feed.ninjs.json").status_code for _ in range(2)] == [200, 200]

    answer = ask("/partners/feed.xml")

    assert answer.status_code == 429
    assert 1 <= int(answer["Retry-After"]) <= 30
    assert answer.content == b"At most 2 requests a minute; wait and ask again.\n"
    Partner.objects.update(free_at=timezone.now() - timedelta(seconds=1))
    assert ask("/partners/feed.xml").status_code == 200


def test_a_request_is_seen_at_the_desk(ask: Ask, partner: Partner) -> None:
    before = timezone.now()
    ask("/partners/feed.ninjs.json")

    partner.refresh_from_db()

    assert partner.seen_at is not None
    assert partner.seen_at >= before


@pytest.mark.parametrize("after", ["x", "-1", "", "1.5", "9" * 19, "١"])
def test_a_cursor_that_is_none_is_refused_in_a_sentence(ask: Ask, after: str) -> None:
    for path in PATHS[2:]:
        answer = ask(f"{path}?after={after}")
        assert answer.status_code == 400
        assert "begin anew" in answer.content.decode()


def test_a_version_that_we_do_not_write_is_refused_in_a_sentence(ask: Ask) -> None:
    answer = ask("/partners/feed.ninjs.json?version=1.4")

    assert (answer.status_code, answer.content) == (400, b"The version is one of 3.1, 2.2.\n")


@pytest.mark.parametrize("path", PATHS)
def test_nothing_can_be_sent_to_the_doors(network: Network, path: str) -> None:
    answer = Client().post(path.format(1), headers={"host": network.maghrib.host})

    assert answer.status_code == 405


def test_the_whole_feed_is_walked_along_its_next_addresses(
    ask: Ask, make_story: StoryMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("warraq.partners.selectors.PAGE", 2)
    stories = [make_story() for _ in range(5)]
    address, found = "/partners/feed.ninjs.json?after=0&version=2.2", []

    for _ in range(3):
        answer = ask(address)
        page = answer.json()
        found += [item["headlines"][0]["value"] for item in page["items"]]
        assert answer["Link"] == f'<{page["next"]}>; rel="next"'
        assert page["has_more"] is (len(found) < 5)
        address = page["next"]

    assert found == [story.headline for story in stories]
    assert ask(address).json() == {"items": [], "next": address, "has_more": False}


def test_a_message_of_changes_is_walked_until_there_is_no_content(ask: Ask, make_story: StoryMaker) -> None:
    story = make_story()

    first = ask("/partners/feed.xml?after=0")
    following = first["Link"].removeprefix("<").partition(">")[0]
    empty = ask(following)
    story_withdraw(story, reason="خطأ", now=timezone.now())
    again = ask(empty["Link"].removeprefix("<").partition(">")[0])

    assert (empty.status_code, empty.content) == (204, b"")
    assert [_statuses(answer.content) for answer in (first, again)] == [["stat:usable"], ["stat:canceled"]]


def _statuses(content: bytes) -> list[str | None]:
    root = ElementTree.fromstring(content)  # noqa: S314
    return [each.get("qcode") for each in root.iter(f"{NAR}pubStatus")]


def test_a_story_that_changes_comes_again_whole(ask: Ask, make_story: StoryMaker) -> None:
    story = make_story("عنوان فيه خطأ")
    following = ask("/partners/feed.ninjs.json").json()["next"]
    changed = Story.objects.get(pk=story.pk)
    changed.headline = "عنوان صحيح"
    story_publish(changed)

    (item,) = ask(following).json()["items"]

    assert (item["version"], item["headlines"][0]["value"]) == ("2", "عنوان صحيح")


def test_a_page_of_the_feed_takes_the_same_queries_however_long(
    ask: Ask, make_story: StoryMaker, django_assert_max_num_queries: Any
) -> None:
    for _ in range(6):
        make_story(authors=("ليلى الفاسي",), topics=("موانئ",))
    clock_follow(now=timezone.now())  # as `warraq serve` has done

    with django_assert_max_num_queries(24):
        assert len(ask("/partners/feed.ninjs.json").json()["items"]) == 6


def test_no_section_can_take_the_doors_name(network: Network) -> None:
    section = Section(edition=network.maghrib, slug="partners", name="شركاء")

    with pytest.raises(Exception, match="محجوز"):
        section.full_clean()
