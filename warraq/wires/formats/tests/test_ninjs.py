"""ninjs of three generations: the same item, read alike."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from conftest import DATA
from warraq.inbox.parsed import ParsedItem, Refused, WireKind, WirePicture, WireStatus, WireSubject
from warraq.markup.pieces import Kind, Piece
from warraq.wires.formats.registry import Origin, Unreadable, items_in

REAL = DATA / "wire-formats" / "ninjs" / "examples"
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)

FIRST = {
    "uri": "https://agency.example/items/77",
    "type": "text",
    "version": "4",
    "versioncreated": "2026-11-25T09:30:00+01:00",
    "embargoed": "2026-11-25T18:00:00Z",
    "pubstatus": "usable",
    "urgency": 3,
    "language": "ar",
    "headline": "ثلوج وطرق",
    "slugline": "المغرب-ثلوج",
    "description_text": "خلاصة الخبر.",
    "byline": "سلمى الراوي",
    "located": "إفران (المغرب)",
    "ednote": "تُحدَّث لاحقًا",
    "keywords": ["ثلوج"],
    "subject": [{"code": "medtop:20000420", "name": "طقس"}],
    "body_html": "<p>فقرة <b>أولى</b>.</p><p>س ر/نور</p>",
    "associations": {
        "main": {
            "type": "picture",
            "byline": "نور الهاشمي",
            "description_text": "طريق الأرز",
            "renditions": {
                "small": {"href": "https://a.example/s.jpg", "mimetype": "image/x", "width": 100, "height": 70},
                "large": {"href": "https://a.example/l.jpg", "mimetype": "image/x", "width": 900, "height": 600},
            },
        }
    },
}  # fmt: skip

THIRD = {
    "uri": "https://agency.example/items/77",
    "type": "text",
    "version": "4",
    "versionCreated": "2026-11-25T09:30:00+01:00",
    "embargoed": "2026-11-25T18:00:00Z",
    "pubStatus": "usable",
    "urgency": 3,
    "language": "ar",
    "headlines": [{"role": "short", "value": "ثلوج"}, {"role": "main", "value": "ثلوج وطرق"}],
    "slugline": "المغرب-ثلوج",
    "descriptions": [{"role": "summary", "contentType": "text/plain", "value": "خلاصة الخبر."}],
    "by": "سلمى الراوي",
    "located": "إفران (المغرب)",
    "edNote": "تُحدَّث لاحقًا",
    "keywords": ["ثلوج"],
    "subjects": [{"literal": "medtop:20000420", "name": "طقس"}],
    "bodies": [
        {"role": "text", "contentType": "text/plain", "value": "لا يُختار"},
        {"role": "main", "contentType": "text/html", "value": "<p>فقرة <b>أولى</b>.</p><p>س ر/نور</p>"},
    ],
    "associations": [
        {
            "type": "picture",
            "by": "نور الهاشمي",
            "descriptions": [{"role": "caption", "value": "طريق الأرز"}],
            "renditions": [
                {"name": "s", "href": "https://a.example/s.jpg", "contentType": "image/x", "width": 100, "height": 70},
                {"name": "l", "href": "https://a.example/l.jpg", "contentType": "image/x", "width": 900, "height": 600},
            ],
        },
        {"type": "video"},
        "ليس كائنًا",
    ],
}  # fmt: skip

ITEM = ParsedItem(
    provider="agency.example",
    item_id="https://agency.example/items/77",
    version=4,
    sent_at=datetime(2026, 11, 25, 8, 30, tzinfo=UTC),
    embargo_until=datetime(2026, 11, 25, 18, tzinfo=UTC),
    urgency=3,
    language="ar",
    slug="المغرب-ثلوج",
    headline="ثلوج وطرق",
    standfirst="خلاصة الخبر.",
    dateline="إفران (المغرب)",
    byline="سلمى الراوي",
    note="تُحدَّث لاحقًا",
    pieces=(Piece(Kind.PARAGRAPH, html="فقرة <b>أولى</b>."),),
    subjects=(WireSubject("medtop:20000420", "طقس"),),
    keywords=("ثلوج",),
    pictures=(
        WirePicture(
            "https://a.example/l.jpg",
            caption="طريق الأرز",
            credit="نور الهاشمي",
            media_type="image/x",
            width=900,
            height=600,
        ),
    ),
)


def read(value: object) -> list[ParsedItem | Refused]:
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return list(items_in(data, origin=Origin(received_at=NOW)))


@pytest.mark.parametrize("item", [FIRST, THIRD], ids=["1.x", "3.x"])
def test_an_item_is_read_alike_in_all_generations(item):
    assert read(item) == [ITEM]
    assert read([item]) == [ITEM]
    assert read({"items": [item]}) == [ITEM]


def test_a_picture_a_kill_and_an_alert_are_told_apart():
    (picture,) = read(
        {**FIRST["associations"]["main"], "uri": "urn:1", "versioncreated": "2026-11-25T00:00:00Z"}
    )
    assert (picture.kind, picture.pictures[0].href) == (WireKind.PICTURE, "https://a.example/l.jpg")
    (kill,) = read({**FIRST, "pubstatus": "canceled"})
    assert kill.status is WireStatus.CANCELED
    (alert,) = read({**FIRST, "profile": "Alert", "headline": "", "body_html": "<p>زلزال</p>"})
    assert (alert.kind, alert.headline, alert.pieces) == (WireKind.ALERT, "زلزال", ())


@pytest.mark.parametrize("value", [{"uri": "x", "type": "event"}, {"uri": "x"}, ["uri", {"uri": "x"}]])
def test_what_holds_no_news_is_refused_with_a_reason(value):
    assert all(isinstance(item, Refused) for item in read(value))


@pytest.mark.parametrize("data", [b'{"uri": ', b'{"uri": 1, "items": 5}', b'[{"uri":' * 50_000])
def test_a_broken_file_is_named(data):
    with pytest.raises(Unreadable):
        read(data)


@pytest.mark.corpus
@pytest.mark.skipif(not REAL.is_dir(), reason="needs shared/data/wire-formats/ninjs")
def test_the_standards_own_examples_are_read():
    found = [item for path in sorted(REAL.glob("*/*.json")) for item in read(path.read_bytes())]
    items = [item for item in found if isinstance(item, ParsedItem)]
    assert len(items) > 30
    assert all(item.item_id and item.headline for item in items)
    assert {str(item) for item in found if isinstance(item, Refused)} == {
        "The item has no time.",
        "The item is of the type “event”, which holds no text.",
    }
