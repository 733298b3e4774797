"""IPTC 7901: lines as teleprinters had them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from conftest import DATA
from warraq.inbox.parsed import ParsedItem, Refused
from warraq.wires.formats.registry import Origin, items_in

REAL = DATA / "wire-formats" / "superdesk-core-fixtures"
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)

ITEM = (
    "\x01jbl0077 3 i 120  جبل 010\r\n\r\nالمغرب/ثلوج/\r\n"
    "\x02ثلوج على طريق الأرز =\r\n\r\n   إفران (و ج) - أُغلق الطريق\r\nصباح اليوم.\r\n\r\n"
    "   وقال شهود إن الثلوج كثيفة.\r\n\r\nس ر/نور/ك م\r\n\x03251030 GMT Nov 26\r\n\x04"
)


def read(data: bytes, name: str = "") -> list[ParsedItem | Refused]:
    return list(items_in(data, origin=Origin(received_at=NOW, name=name)))


@pytest.mark.parametrize("encoding", ["utf-8", "cp1256"])
def test_lines_are_joined_into_paragraphs_and_what_stands_around_the_text_is_read(encoding):
    (item,) = read(ITEM.replace("أُ", "أ").encode(encoding))
    assert isinstance(item, ParsedItem)
    assert (item.provider, item.item_id, item.version) == ("jbl", "20261125:jbl0077", None)
    assert item.sent_at == datetime(2026, 11, 25, 10, 30, tzinfo=UTC)
    assert (item.urgency, item.slug, item.headline) == (3, "المغرب/ثلوج", "ثلوج على طريق الأرز")
    assert item.dateline == "إفران"
    assert [piece.html for piece in item.pieces] == ["أغلق الطريق صباح اليوم.", "وقال شهود إن الثلوج كثيفة."]


def test_several_items_come_in_one_file_and_a_broken_one_is_refused_by_itself():
    first, second, third = read(
        (ITEM + "\x01لا ترويسة\x02نص\x03\x04" + ITEM.replace("0077", "0078")).encode()
    )
    assert isinstance(second, Refused)
    assert [first.item_id, third.item_id] == ["20261125:jbl0077", "20261125:jbl0078"]


def test_an_item_that_never_ends_is_refused():
    assert [type(item) for item in read(ITEM[: ITEM.index("\x03")].encode())] == [Refused]


@pytest.mark.corpus
@pytest.mark.skipif(not REAL.is_dir(), reason="needs shared/data/wire-formats")
@pytest.mark.parametrize(
    "name", ["IPTC7901.txt", "dpa_four_line.txt", "dpa_two_by_line.txt", "dpa_two_line.txt"]
)
def test_an_agencys_lines_are_read(name):
    (item,) = read((REAL / name).read_bytes(), name)
    assert item.headline
    assert item.dateline in ("Berlin", "Geneva", "San Diego", "Washington")
    assert len(item.pieces) > 5
    assert "(dpa)" not in item.pieces[0].html
