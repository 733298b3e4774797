"""RSS, Atom and JSON Feed: our own beside exactly what is read of them, hostile ones, and real Arabic feeds."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from conftest import DATA
from warraq.inbox.parsed import ParsedItem, Refused, WirePicture, usable
from warraq.markup.pieces import Kind, Piece
from warraq.wires.formats.registry import Origin, Unreadable, items_in

OWN = Path(__file__).parent / "data"
REAL = DATA / "wire-formats" / "feeds"
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


def read(data: bytes, **more: str) -> list[ParsedItem | Refused]:
    return list(items_in(data, origin=Origin(received_at=NOW, **more)))


def test_an_entry_of_rss_has_text_names_and_pictures():
    first, second, third = read((OWN / "feed_rss.xml").read_bytes())
    assert first == ParsedItem(
        provider="agency.example",
        item_id="urn:agency:77",
        sent_at=datetime(2026, 11, 25, 8, 30, tzinfo=UTC),
        language="ar",
        headline="ثلوج & طرق",
        standfirst="خلاصة الخبر.",
        byline="سلمى الراوي",
        pieces=(
            Piece(Kind.PARAGRAPH, html="فقرة <b>أولى</b>."),
            Piece(Kind.PARAGRAPH, html="فقرة ثانية."),
        ),
        keywords=("طقس",),
        pictures=(
            WirePicture("https://agency.example/a.jpg", media_type="image/jpeg", width=1200, height=800),
            WirePicture("https://agency.example/b.jpg", caption="طريق"),
        ),
        source_url="https://agency.example/77",
    )
    # Without an id its title names it; a time in words is none.
    assert isinstance(second, ParsedItem)
    assert (second.item_id, second.sent_at) == ("خبر بلا معرّف ولا رابط", NOW)
    assert [piece.html for piece in second.pieces] == ["كل النص هنا.", "وفي سطر ثانٍ."]
    assert isinstance(third, Refused)


def test_a_json_feed_is_read_and_what_is_no_item_is_refused_by_itself():
    first, second, third = read((OWN / "feed_json.json").read_bytes())
    assert first == ParsedItem(
        provider="agency.example",
        item_id="77",
        sent_at=datetime(2026, 11, 25, 8, 30, tzinfo=UTC),
        language="ar",
        headline="ثلوج وطرق",
        standfirst="خلاصة الخبر.",
        byline="سلمى الراوي",
        pieces=(Piece(Kind.PARAGRAPH, html="فقرة أولى."),),
        keywords=("طقس",),
        pictures=(WirePicture("https://agency.example/a.jpg"),),
        source_url="https://agency.example/77",
    )
    assert isinstance(second, Refused)
    assert isinstance(third, Refused)


LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + level, b"&%c;" % (97 + level) * 10) for level in range(10))
    + b"]><rss version='2.0'><channel><item><title>&k;</title></item></channel></rss>"
)


def test_a_billion_laughs_are_not_told():
    with pytest.raises(Unreadable, match="defines entities"):
        read(LAUGHS)


def test_a_declaration_that_defines_nothing_and_a_text_about_entities_are_no_harm():
    head = (
        b'<?xml version="1.0"?><!DOCTYPE rss PUBLIC "-//x//DTD RSS 0.91//EN" "http://x.example/rss-0.91.dtd">'
    )
    text = b"<item><guid>1</guid><title>x</title><description><![CDATA[<!ENTITY x>]]></description></item>"
    (item,) = read(head + b"<rss version='2.0'><channel>" + text + b"</channel></rss>")
    assert item.item_id == "1"


@pytest.mark.parametrize(
    "data",
    [
        b"<rss version='2.0'><channel>",
        b"<rss>",
        b"<html><rss></html>",
        b'{"version": "https://jsonfeed.org/version/1.1"}',
        b'{"version": "https://jsonfeed.org/version/1.1", "items": ',
        b'{"a": "https://jsonfeed.org/version/1", "items": ' + b"[" * 100_000,
    ],
)
def test_a_broken_feed_is_named_or_empty(data):
    try:
        assert read(data) == []
    except Unreadable as problem:
        assert str(problem).endswith(".")  # noqa: PT017


def test_bytes_that_look_like_a_files_name_open_no_file(tmp_path):
    secret = tmp_path / "<rss"
    secret.write_text("<rss version='2.0'><channel><item><title>secret</title></item></channel></rss>")
    with pytest.raises(Unreadable):
        read(str(secret).encode())


@pytest.mark.corpus
@pytest.mark.skipif(not REAL.is_dir(), reason="needs shared/data/wire-formats/feeds")
def test_every_entry_of_real_arabic_feeds_is_of_use():
    for path in sorted(REAL.glob("*.xml")):
        if "sitemap" in path.name:
            with pytest.raises(Unreadable):
                read(path.read_bytes())
            continue
        entries = [usable(item, now=NOW) for item in read(path.read_bytes())]
        assert len(entries) == 10
        assert len({item.item_id for item in entries}) == 10
        for item in entries:
            assert item.headline
            assert item.pieces
            assert item.source_url.startswith("http")
            assert "@" not in item.byline
            assert item.sent_at < NOW
