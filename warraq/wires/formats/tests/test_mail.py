"""Messages of mail: what is read of them, and of damaged and hostile ones."""

from __future__ import annotations

from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

from conftest import DATA
from warraq.inbox.parsed import ParsedItem, PictureFile, Refused, usable
from warraq.inbox.tests.drawing import jpeg
from warraq.wires.formats.mail import MOST_PARTS
from warraq.wires.formats.registry import Found, Origin, Unreadable, format_name_of, items_in

OWN = Path(__file__).parent / "data"
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
REAL = DATA / "wire-formats" / "superdesk-core-fixtures"


def read(data: bytes, *, provider: str = "") -> list[Found]:
    return list(items_in(data, origin=Origin(received_at=NOW, provider=provider), name="mail"))


def raw(*lines: str, body: bytes = b"text", encoding: str = "utf-8") -> bytes:
    return "\r\n".join(lines).encode(encoding) + b"\r\n\r\n" + body


def letter(subject: str = "ثلوج على الجبال") -> EmailMessage:
    made = EmailMessage()
    made["From"] = "وكالة الجبال <desk@agency.example>"
    made["Subject"] = subject
    made["Message-ID"] = "<77@agency.example>"
    return made


def test_a_plain_text_has_the_subject_as_headline_and_its_lines_as_paragraphs():
    made = letter("Fwd: رد: ثلوج على الجبال")
    made.set_content("أغلقت الثلوج\nطريقين.\n\nوتعود الحركة غدًا.\n\n-- \nمكتب التحرير\nهاتف 123\n")
    (item,) = read(bytes(made))
    assert isinstance(item, ParsedItem)
    assert (item.provider, item.item_id) == ("agency.example", "<77@agency.example>")
    assert (item.headline, item.byline, item.sent_at) == ("ثلوج على الجبال", "وكالة الجبال", NOW)
    assert [piece.html for piece in item.pieces] == ["أغلقت الثلوج طريقين.", "وتعود الحركة غدًا."]


def test_of_a_letter_in_two_forms_the_plain_one_is_read_and_html_alone_is_cleaned():
    made = letter()
    made.set_content("نص عادي.")
    made.add_alternative("<p>نص <b>منسّق</b>.</p>", subtype="html")
    (item,) = read(bytes(made))
    assert [piece.html for piece in item.pieces] == ["نص عادي."]
    alone = letter()
    alone.set_content(
        '<p onclick="x()">نص <b>منسّق</b>.</p><script>alert(1)</script><img src="http://tracker.example/1.gif">',
        subtype="html",
    )
    (item,) = read(bytes(alone))
    assert [piece.html for piece in item.pieces] == ["نص <b>منسّق</b>."]
    assert item.pictures == ()


def test_attached_pictures_are_the_items_and_bear_names_of_their_own():
    made = letter()
    made.set_content("نص.")
    for _ in range(2):
        made.add_attachment(jpeg(), maintype="image", subtype="jpeg", filename="../../image001.jpg")
    first, second, item = read(bytes(made))
    assert isinstance(first, PictureFile)
    assert isinstance(second, PictureFile)
    assert [picture.href for picture in item.pictures] == [first.name, second.name]
    assert first.name != second.name
    assert "/" not in first.name
    made.replace_header("Message-ID", "<78@agency.example>")
    assert read(bytes(made))[0].name != first.name


def test_an_attached_item_finds_the_picture_that_came_with_it():
    made = letter("برقية")
    made.set_content("في المرفق.")
    wire = (
        b'{"uri": "urn:x:1", "versioncreated": "2026-11-25T08:00:00Z", "type": "text", "headline": "A",'
        b' "associations": {"p": {"type": "picture", "renditions": {"o": {"href": "./photos/A.JPG"}}}}}'
    )
    made.add_attachment(wire, maintype="application", subtype="json", filename="1.json")
    made.add_attachment(jpeg(), maintype="image", subtype="jpeg", filename="a.jpg")
    picture, item = read(bytes(made))
    assert isinstance(item, ParsedItem)
    assert [each.href for each in item.pictures] == [picture.name]


def test_a_broken_attachment_is_named_and_the_others_come_in():
    made = letter("برقيتان")
    made.set_content("في المرفق.")
    made.add_attachment(b"<rss><channel>", maintype="application", subtype="xml", filename="a.xml")
    made.add_attachment(
        (OWN / "newsml1_alert.xml").read_bytes(), maintype="application", subtype="xml", filename="b.xml"
    )
    broken, item = read(bytes(made))
    assert isinstance(broken, Refused)
    assert str(broken).startswith("a.xml: ")
    assert isinstance(item, ParsedItem)


@pytest.mark.parametrize("charset", ["us-ascii", "utf-8", "no-such-charset", "windows-1256"])
def test_a_wrong_or_unknown_charset_loses_no_arabic(charset):
    coded = "أغلقت الثلوج طريقين".encode("cp1256")
    (item,) = read(
        raw(
            "MIME-Version: 1.0",
            "Subject: =?no-such-charset?B?2LTZhNmI2Kw=?=",
            f"Content-Type: text/plain; charset={charset}",
            "Content-Transfer-Encoding: 8bit",
            body=coded,
        ),
        provider="x",
    )
    assert [piece.html for piece in item.pieces] == ["أغلقت الثلوج طريقين"]
    assert item.headline == "شلوج"


@pytest.mark.parametrize("date", ["", "الأربعاء ٢٥ نوفمبر ٢٠٢٦", "Sat, 31 Dec 9999 23:59:59 -2300", "99"])
def test_a_date_that_is_none_is_when_it_came(date):
    (item,) = read(raw("Subject: x", f"Date: {date}", "Message-ID: <1@x>"), provider="x")
    assert usable(item, now=NOW).sent_at == NOW


def test_a_message_without_an_id_is_named_by_all_of_it():
    one, same, other = (
        read(raw("Subject: x", "MIME-Version: 1.0", body=body), provider="x")[0].item_id
        for body in (b"text", b"text", b"another")
    )
    assert one == same != other


@pytest.mark.parametrize(
    "lines",
    [
        ("Subject:", "Message-ID: <1@x>"),
        ("Subject: x", "Message-ID: <1@x>", "Content-Type: application/zip"),
    ],
)
def test_a_message_with_nothing_to_read_is_refused_by_name(lines):
    (refused,) = read(raw(*lines))
    assert isinstance(refused, Refused)
    assert "no subject" in str(refused)


def nested(depth: int) -> bytes:
    heads = [f'Content-Type: multipart/mixed; boundary="{place}"\r\n\r\n--{place}' for place in range(depth)]
    return ("Subject: x\r\nMIME-Version: 1.0\r\n" + "\r\n".join(heads) + "\r\n\r\ntext").encode()


def crowded(count: int) -> bytes:
    parts = "".join("--b\r\nContent-Type: application/zip\r\n\r\nx\r\n" for _ in range(count))
    head = 'Subject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n'
    return f"{head}{parts}--b--\r\n".encode()


def test_a_message_that_nests_without_end_or_has_too_many_parts_is_unreadable():
    (shallow,) = read(nested(20), provider="x")
    assert isinstance(shallow, ParsedItem)
    for hostile in (nested(21), nested(20_000), b"Subject: x\n\n" + b"\n" * 2_100_000):
        with pytest.raises(Unreadable, match="more than 20 levels or"):
            read(hostile)
    with pytest.raises(Unreadable, match="more than 100 parts"):
        read(crowded(MOST_PARTS + 1))


def test_mail_is_recognised_by_its_headers_and_nothing_else_is():
    made = letter()
    made.set_content("نص.")
    assert format_name_of(bytes(made)) == "mail"
    assert format_name_of(b"From desk Wed Nov 25\r\nReceived: by x\r\n\r\ntext") == "mail"
    assert format_name_of(b"Note: buy milk\r\n\r\ntext") == ""
    assert format_name_of(jpeg()) == "picture"


@pytest.mark.corpus
@pytest.mark.skipif(not REAL.is_dir(), reason="needs shared/data/wire-formats")
@pytest.mark.parametrize(
    "name",
    ["simple_email.txt", "composite_email.txt", "odd_charset_email.txt", "charset_in_subject_email.txt"],
)
def test_real_messages_are_read(name):

    found = read((REAL / name).read_bytes(), provider="test")
    assert any(isinstance(each, ParsedItem) for each in found)
