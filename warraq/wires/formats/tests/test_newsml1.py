"""NewsML 1.2: our own items beside exactly what is read of them, and an agency's real wire."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from conftest import DATA
from warraq.inbox.parsed import (
    ParsedItem,
    Refused,
    WireKind,
    WirePicture,
    WireStatus,
    WireSubject,
    usable,
)
from warraq.markup.pieces import Kind, Piece
from warraq.wires.formats.registry import Origin, Unreadable, items_in

OWN = Path(__file__).parent / "data"
REAL = DATA / "wire-formats" / "afp-arabic"
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


def read(data: bytes) -> list[ParsedItem | Refused]:
    return list(items_in(data, origin=Origin(received_at=NOW)))


def one(path: Path) -> ParsedItem:
    (item,) = read(path.read_bytes())
    assert isinstance(item, ParsedItem)
    return item


def test_an_alert_has_its_sentence_for_a_headline():
    assert one(OWN / "newsml1_alert.xml") == ParsedItem(
        provider="agency.example",
        item_id="20261125T080000Z:AL-17",
        version=1,
        sent_at=datetime(2026, 11, 25, 8, tzinfo=UTC),
        kind=WireKind.ALERT,
        urgency=1,
        language="ar",
        slug="تنبيه",
        headline='إغلاق طريق "الأرز" بعد تساقط ثلوج كثيفة',
        dateline="إفران",
        credit="وكالة الجبال",
        subjects=(WireSubject("03015001"), WireSubject("03000000")),
        keywords=("ثلوج",),
    )


def test_a_story_has_its_lines_its_text_without_initials_and_its_largest_picture():
    assert one(OWN / "newsml1_story.xml") == ParsedItem(
        provider="agency.example",
        item_id="20261125:doc-9k2",
        version=3,
        sent_at=datetime(2026, 11, 25, 10, 15, tzinfo=UTC),
        urgency=4,
        language="ar",
        slug="المغرب-ثلوج-طرق",
        headline="فتح طريق الأرز بعد يومين من الثلوج",
        standfirst="القرى المجاورة تنتظر المؤن",
        dateline="إفران (المغرب)",
        byline="سلمى الراوي",
        credit="agency.example",
        pieces=(
            Piece(Kind.PARAGRAPH, html="بعدها نص."),
            Piece(Kind.PARAGRAPH, html="فُتح الطريق <i>صباحًا</i>."),
            Piece(Kind.HEADING, text="القرى"),
            Piece(Kind.PARAGRAPH, html="تنتظر القرى."),
        ),
        pictures=(
            WirePicture(
                href="large.jpg",
                caption="طريق الأرز تحت الثلج",
                credit="نور الهاشمي / وكالة الجبال",
                media_type="jpg",
                width=1200,
                height=800,
            ),
        ),
        embargo_until=datetime(2026, 11, 25, 17, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("Usable", WireStatus.USABLE),
        ("", WireStatus.USABLE),
        ("Canceled", WireStatus.CANCELED),
        ("Withheld", WireStatus.WITHHELD),
        ("Something new", WireStatus.WITHHELD),
    ],
)
def test_the_status_is_what_the_agency_allows_and_an_unknown_one_allows_nothing(said, status):
    data = (OWN / "newsml1_alert.xml").read_text().replace('"Usable"', f'"{said}"')
    (item,) = read(data.encode())
    assert item.status is status


def test_a_file_holds_several_and_one_without_a_time_is_refused_by_itself():
    data = (OWN / "newsml1_alert.xml").read_text()
    item = data[data.index("<NewsItem ") : data.index("</NewsML>")]
    timeless = item.replace("ThisRevisionCreated", "Nothing")
    whole = data.replace("20261125T080000Z</DateAndTime>", "</DateAndTime>").replace(
        "</NewsML>", timeless + item + "</NewsML>"
    )
    first, second, third = read(whole.encode())
    assert isinstance(first, ParsedItem)
    assert isinstance(second, Refused)
    assert str(second) == "The item has no time."
    assert third == first


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"<NewsML Version='1.2'><NewsItem>", "not well-formed"),
        (b"<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><NewsML>&b;</NewsML>", "defines entities"),
        (b"<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><NewsML>&a;</NewsML>", "defines entities"),
        (b"<NewsML>" + b"<a>" * 300 + b"</a>" * 300 + b"</NewsML>", "deep"),
        (b"\x00\xff\xfe", "no format"),
        (b"", "no format"),
    ],
)
def test_a_broken_or_hostile_file_is_named(data, reason):
    with pytest.raises(Unreadable, match=reason):
        read(data)


@pytest.mark.corpus
@pytest.mark.skipif(not REAL.is_dir(), reason="needs shared/data/wire-formats/afp-arabic")
class TestARealArabicWire:
    """What is known of the items without repeating their text."""

    def test_each_text_has_a_headline_a_place_and_no_initials(self):
        for path in sorted(REAL.glob("*.xml")):
            item = one(path)
            if path.name == "index.xml":  # a package: nothing of its own
                with pytest.raises(Refused, match="neither headline nor text"):
                    usable(item, now=NOW)
                continue
            item = usable(item, now=NOW)
            assert item.language == "ar"
            assert item.headline
            assert item.dateline
            assert not any(sign in item.dateline for sign in ("20", "ف ب", "-"))
            assert all(len(piece.html) > 40 for piece in item.pieces)

    def test_alerts_are_whole_in_their_headlines(self):
        alerts = [one(path) for path in sorted(REAL.glob("*-TX-PAR-EW[EF]*.xml"))]
        assert [item.kind for item in alerts] == [WireKind.ALERT] * 3
        assert all(item.pieces == () and 30 < len(item.headline) < 120 for item in alerts)

    def test_the_desks_memo_is_a_memo(self):
        memos = [path.name for path in sorted(REAL.glob("*.xml")) if one(path).kind is WireKind.MEMO]
        assert memos == ["afp.com-20231125T000001Z-TX-PAR-EWI57.xml"]

    def test_photos_that_are_not_there_are_referred_to_with_caption_and_credit(self):
        journals = [one(path) for path in sorted(REAL.glob("newsmlmmd*.xml"))]
        assert [len(item.pictures) for item in journals] == [1, 1, 1, 1]
        assert all(item.pictures[0].width == 768 and item.pictures[0].caption for item in journals)
        assert [item.version for item in journals] == [1, 1, 1, 3]
        assert all(item.byline == "" for item in journals)  # the pictures' are not the text's
