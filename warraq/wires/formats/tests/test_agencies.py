"""Real items of many agencies: each is read, or refused with a reason; nothing else comes out."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from conftest import DATA
from warraq.inbox.parsed import ParsedItem, Refused, WireKind, WireStatus, usable
from warraq.wires.formats.registry import Origin, Unreadable, format_name_of, items_in

REAL = DATA / "wire-formats"
AGENCIES = REAL / "superdesk-core-fixtures"
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not AGENCIES.is_dir(), reason="needs shared/data/wire-formats"),
]


def read(name: str) -> list[ParsedItem | Refused]:
    path = AGENCIES / name
    return list(items_in(path.read_bytes(), origin=Origin(received_at=NOW, name=name, provider="test")))


@pytest.mark.parametrize("folder", ["superdesk-core-fixtures", "newsml-g2/examples"])
def test_every_file_is_read_or_named(folder):
    files = [path for path in sorted((REAL / folder).rglob("*")) if path.is_file()]
    items = 0
    for path in files:
        try:
            for item in items_in(path.read_bytes(), origin=Origin(received_at=NOW, name=path.name)):
                items += isinstance(item, ParsedItem)
        except Unreadable as problem:
            assert str(problem)  # noqa: PT017
    assert items > 10


@pytest.mark.parametrize(
    ("name", "format_name"),
    [
        ("afp.xml", "newsml1"),
        ("ap-nitf.xml", "nitf"),
        ("pa1.xml", "nitf"),
        ("text.xml", "newsml-g2"),
        ("ap.xml", "feed"),
    ],
)
def test_a_file_is_recognised(name, format_name):
    if name == "ap.xml":
        assert format_name_of((AGENCIES / name).read_bytes()) in ("feed", "newsml-g2")
    else:
        assert format_name_of((AGENCIES / name).read_bytes()) == format_name


def test_a_kill_and_the_story_that_it_kills_have_one_identity():
    (kill,) = read("tag_reuters.com_2016_newsml_L1N14N0FF_version_1542761538")
    (story,) = read("tag_reuters.com_2016_newsml_L1N14N0FF_version_978556838")
    assert (kill.provider, kill.item_id) == (story.provider, story.item_id)
    assert (kill.status, story.status) == (WireStatus.CANCELED, WireStatus.USABLE)
    assert kill.version > story.version


def test_a_picture_of_g2_is_a_picture_with_its_caption():
    (picture,) = read("picture.xml")
    assert picture.kind is WireKind.PICTURE
    assert picture.pictures[0].width > 1000
    assert usable(picture, now=NOW).headline


def test_an_article_of_nitf_has_its_byline_without_by():
    (item,) = read("ap-nitf.xml")
    assert (item.byline, item.dateline, item.item_id) == ("BERNARD CONDON", "NEW YORK", "ap-nitf.xml")
    assert len(item.pieces) > 10
