"""What comes from outside and is wrong: each is named, the rest goes on, nothing stays of what could not be kept."""

from __future__ import annotations

import json
import re
import threading
import tracemalloc
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from conftest import DATA
from warraq.inbox.contents import pieces_in
from warraq.inbox.deciding import Verdict
from warraq.inbox.models import Source, WireItem, WireVersion
from warraq.inbox.picture_files import Why
from warraq.inbox.pictures import pictures_take
from warraq.inbox.services import item_take
from warraq.wires import receiving
from warraq.wires.formats import registry
from warraq.wires.formats.registry import LARGEST, Unreadable
from warraq.wires.polling import ask_due, ask_source
from warraq.wires.receiving import Receipt, receive

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
OWN = Path(__file__).parents[1] / "formats" / "tests" / "data"
AFP = DATA / "wire-formats" / "afp-arabic"
TEXT = "أغلقت الثلوج طريقين في الجبال، وتعود الحركة غدًا."

RSS = '<?xml version="1.0" encoding="{charset}"?><rss version="2.0"><channel><title>x</title>{items}</channel></rss>'
ATOM = '<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title>{items}</feed>'
NITF = (
    '<nitf><head><docdata><doc-id id-string="{name}" regsrc="agency.example"/></docdata></head><body><body.head>'
    "<hedline><hl1>{headline}</hl1></hedline></body.head><body.content>{body}</body.content></body></nitf>"
)
G2 = (
    '<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="{name}" version="1"><itemMeta>'
    "<versionCreated>{moment}</versionCreated></itemMeta><contentMeta><headline>{headline}</headline></contentMeta>"
    '<contentSet><inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><body>'
    "{body}</body></html></inlineXML></contentSet></newsItem>"
)


def entry(name: str = "1", *, title: str = "ثلوج", text: str = TEXT, date: str = "") -> str:
    named = f"<guid>{name}</guid>" if name else ""
    return f"<item>{named}<title>{title}</title><description>{text}</description><pubDate>{date}</pubDate></item>"


def rss(*items: str, charset: str = "utf-8") -> str:
    return RSS.format(charset=charset, items="".join(items))


def ninjs(**more: object) -> bytes:
    item = {"uri": "urn:x:1", "versioncreated": "2026-11-25T08:00:00Z", "type": "text", "headline": "ثلوج"}
    return json.dumps(item | more).encode()


@pytest.fixture
def source(db) -> Source:
    return Source.objects.create(name="وكالة الجبال")


def take(source: Source, data: bytes | str, *, minutes: int = 0) -> Receipt:
    coded = data.encode() if isinstance(data, str) else data
    return receive(source, coded, name="file", now=NOW + timedelta(minutes=minutes))


def text_of(item: WireItem) -> str:
    return " ".join(piece.html or piece.text for piece in pieces_in(item.content))


# Broken and hostile files

LAUGHS = (
    "<!DOCTYPE x ["
    + '<!ENTITY a0 "ha">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    + "]>"
)
OUTSIDE = '<!DOCTYPE x [<!ENTITY a0 SYSTEM "file:///etc/passwd">]>'
FILES = {
    "nitf": NITF.format(name="1", headline="ثلوج", body=f"<p>{TEXT}</p>"),
    "newsml-g2": G2.format(name="1", moment="2026-11-25T08:00:00Z", headline="ثلوج", body=f"<p>{TEXT}</p>"),
    "newsml1": (OWN / "newsml1_story.xml").read_text(),
    "rss": rss(entry()),
    "atom": ATOM.format(items=f"<entry><id>1</id><title>ثلوج</title><summary>{TEXT}</summary></entry>"),
    "ninjs": ninjs().decode(),
    "jsonfeed": json.dumps(
        {"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "title": "x"}]}
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_each_format_is_read_whole(source, name):
    assert take(source, FILES[name]).verdicts == Counter({Verdict.NEW: 1})


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9, 0.99])
@pytest.mark.parametrize("name", FILES)
def test_a_file_that_breaks_off_is_named_and_no_part_of_an_item_is_kept(source, name, share):
    data = FILES[name].rstrip()
    cut = data[: int(len(data) * share)]
    try:
        receipt = take(source, cut)
    except Unreadable as problem:
        assert str(problem).endswith(".")  # noqa: PT017
    else:
        assert receipt.refused == 1 or receipt == Receipt()
    assert not WireItem.objects.exists()


def test_of_a_feed_that_breaks_off_the_whole_entries_are_kept_and_the_rest_comes_the_next_time(source):
    whole = rss(entry("1"), entry("2", title="ثانٍ"))
    receipt = take(source, whole[: whole.rindex("غدًا")])
    assert (receipt.verdicts, receipt.refusals) == (
        Counter({Verdict.NEW: 1}),
        ["The feed breaks off; its last entry is left."],
    )
    assert take(source, whole).verdicts == Counter({Verdict.SAME: 1, Verdict.NEW: 1})
    assert not WireVersion.objects.exists()


@pytest.mark.parametrize("head", [LAUGHS, OUTSIDE])
@pytest.mark.parametrize("name", ["nitf", "newsml-g2", "newsml1", "rss", "atom"])
def test_entities_neither_grow_nor_fetch_for_the_file_is_refused(source, name, head):
    data = FILES[name]
    declaration = "" if not data.startswith("<?xml") else data[: data.index("?>") + 2]
    hostile = (
        declaration
        + head
        + data.removeprefix(declaration).replace("<p>", "<p>&a9;&a0;").replace("أغلقت", "&a9;&a0; أغلقت")
    )
    with pytest.raises(Unreadable, match="defines entities"):
        take(source, hostile)
    assert not WireItem.objects.exists()


def test_elements_in_elements_without_end_are_refused(source):
    for count in (300, 100_000):
        deep = "<b>" * count + "x" + "</b>" * count
        with pytest.raises(Unreadable, match=r"200 deep|not well-formed"):
            take(source, NITF.format(name="1", headline="x", body=f"<p>{deep}</p>"))
    assert not WireItem.objects.exists()


@pytest.mark.parametrize(
    "data",
    [
        rss("<item/>" * 450_000),
        f"<nitf>{'<p/>' * 450_000}</nitf>",
        '{"uri": "x", "a": [' + "[]," * 450_000 + "1]}",
        '{"uri": "x", "a": [' + '"ab",' * 900_000 + "1]}",
    ],
    ids=["rss", "nitf", "lists", "texts"],
)
def test_a_file_of_countless_little_things_is_refused_before_it_is_read(source, data):
    coded = data.encode()
    tracemalloc.start()
    with pytest.raises(Unreadable, match="more than 400,000 elements"):
        take(source, coded)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < len(coded)


def test_a_file_with_too_many_items_is_read_up_to_the_bound_and_told(source, monkeypatch):
    monkeypatch.setattr(registry, "MOST_ITEMS", 3)
    receipt = take(source, rss(*(entry(str(number)) for number in range(5))))
    assert (receipt.verdicts[Verdict.NEW], receipt.refused) == (3, 1)
    assert "more than 3 items" in receipt.refusals[0]


# Charsets

WRONG_CHARSETS = [
    ("utf-8", "cp1256"),
    ("us-ascii", "cp1256"),
    ("windows-1256", "cp1256"),
    ("windows-1256", "utf-8"),
    ("iso-8859-1", "utf-8"),
    ("no-such-charset", "utf-8"),
    ("utf-8", "utf-8-sig"),
    ("utf-16", "utf-16"),
]


@pytest.mark.parametrize(("said", "true"), WRONG_CHARSETS)
@pytest.mark.parametrize("name", ["nitf", "newsml-g2", "rss"])
def test_what_the_bytes_are_goes_before_what_the_file_says(source, name, said, true):
    body = FILES[name].partition("?>")[2] or FILES[name]
    take(source, f'<?xml version="1.0" encoding="{said}"?>{body}'.encode(true))
    item = WireItem.objects.get()
    assert item.headline == "ثلوج"
    assert "أغلقت الثلوج طريقين" in text_of(item) + item.content["standfirst"]


def test_french_in_latin_letters_stays_french(source):
    text = "Les routes sont fermées à Ifrane; la circulation reprendra après-midi à l’est"
    take(source, rss(entry(title="Neige", text=text), charset="windows-1252").encode("cp1252"))
    assert "fermées à Ifrane" in text_of(WireItem.objects.get())


def test_a_wound_of_a_few_bytes_leaves_the_rest_of_a_feed_readable_and_a_strict_format_refused(source):
    wounded = rss(entry()).encode().replace("غدًا".encode(), b"\xd8")
    take(source, wounded)
    assert text_of(WireItem.objects.get()).startswith("أغلقت الثلوج طريقين في الجبال")
    with pytest.raises(Unreadable, match="not well-formed"):
        take(source, FILES["nitf"].encode().replace("غدًا".encode(), b"\xd8"))


@pytest.mark.parametrize("name", ["ninjs", "jsonfeed"])
def test_letters_that_no_column_takes_go_and_the_item_stays(source, name):
    """PostgreSQL keeps neither NUL nor half of a surrogate pair; JSON may hold both, anywhere."""
    odd = "a\u0000b\ud800c"
    picture = {"type": "picture", "byline": odd, "renditions": {"o": {"href": odd, "mimetype": odd}}}
    told = {
        "ninjs": {
            "uri": f"urn:{odd}",
            "versioncreated": "2026-11-25T08:00:00Z",
            "type": "text",
            "headline": odd,
            "body_html": f"<p>{odd}</p>",
            "byline": odd,
            "located": odd,
            "ednote": odd,
            "slugline": odd,
            "subject": [{"code": odd, "name": odd}],
            "keywords": [odd],
            "associations": {"p": picture},
        },
        "jsonfeed": {
            "version": "https://jsonfeed.org/version/1.1",
            "items": [
                {
                    "id": odd,
                    "url": f"https://x/{odd}",
                    "title": odd,
                    "content_html": odd,
                    "image": f"https://x/{odd}",
                }
            ],
        },
    }[name]
    assert take(source, json.dumps(told)).verdicts == Counter({Verdict.NEW: 1})
    kept = json.dumps(list(WireItem.objects.values("content", "headline", "item_id", "byline", "slug")))
    assert "\\u0000" not in kept
    assert "\\ud800" not in kept


def test_an_item_that_the_database_refuses_stops_no_other(source, monkeypatch):
    from django.db import DataError

    real = receiving.item_receive

    def refuses(source: Source, item: object, **more: object) -> object:
        if item.item_id == "2":
            raise DataError
        return real(source, item, **more)

    monkeypatch.setattr(receiving, "item_receive", refuses)
    receipt = take(source, rss(*(entry(str(number)) for number in (1, 2, 3))))
    assert (receipt.verdicts[Verdict.NEW], receipt.refusals) == (2, ["The item holds what can't be kept."])


# Dates

BAD_DATES = [
    "",
    "Wed, 00 Nov 0000 00:00:00 GMT",
    "0000-00-00T00:00:00Z",
    "0001-01-01T00:00:00+14:00",
    "00000101T000000Z",
    "٢٥ نوفمبر ٢٠٢٦",
    "الأربعاء، ٢٥ تشرين الثاني ٢٠٢٦ ١٠:٠٠",
    "١٤٤٨-٠٦-١٥",
    "9999-12-31T23:59:59-23:59",
    "Wed, 25 Nov 99999 08:30:00 GMT",
    "-1",
    "1e999",
]


@pytest.mark.parametrize("date", BAD_DATES)
def test_a_time_that_is_none_is_when_it_came_or_the_item_is_refused_by_name(source, date):
    take(source, rss(entry(date=date)))
    atom = f"<entry><id>a</id><title>x</title><updated>{date}</updated></entry>"
    take(source, ATOM.format(items=atom))
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "items": [{"id": "j", "title": "x", "date_published": date}],
    }
    take(source, json.dumps(feed))
    for strict in (
        ninjs(versioncreated=date),
        G2.format(name="g", moment=date, headline="x", body="<p>x</p>").encode(),
    ):
        receipt = take(source, strict)
        assert receipt.verdicts[Verdict.NEW] or receipt.refusals == ["The item has no time."]
    assert WireItem.objects.filter(item_id__in=["1", "a", "j"]).count() == 3
    assert set(WireItem.objects.values_list("sent_at", flat=True)) == {NOW}


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])
@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_times_at_the_ends_of_the_calendar_are_shown_in_every_zone(source, network, settings, moment, zone):
    settings.TIME_ZONE = zone
    take(source, ninjs(versioncreated=moment, embargoed=moment))
    client = Client(headers={"host": network.hub.host})
    client.force_login(get_user_model().objects.create_superuser("chief"))
    assert client.get(reverse("desk_wires")).status_code == 200
    assert client.get(reverse("desk_wire", args=[WireItem.objects.get().pk])).status_code == 200


# Feeds without ids


def test_an_entry_without_an_id_is_the_same_the_next_time_by_its_link_or_its_title(source):
    linked = entry("").replace("<title>", "<link>https://agency.example/1</link><title>")
    titled = entry("", title="خبر بلا رابط")
    assert take(source, rss(linked, titled)).verdicts == Counter({Verdict.NEW: 2})
    assert take(source, rss(titled, linked), minutes=1).verdicts == Counter({Verdict.SAME: 2})
    changed = linked.replace("ثلوج", "أمطار")
    assert take(source, rss(changed), minutes=2).verdicts == Counter({Verdict.UPDATE: 1})


def test_two_entries_with_one_name_do_not_become_versions_of_each_other_for_ever(source):
    twins = rss(
        entry("", title="النشرة", text="الأولى"), entry("", title="النشرة", text="الثانية"), entry("3")
    )
    for minutes in range(3):
        receipt = take(source, twins, minutes=minutes)
        assert receipt.refusals == ["Another item of the file has the same identity."]
    assert WireItem.objects.count() == 2
    assert not WireVersion.objects.exists()


def test_entries_with_nothing_that_names_them_are_refused_one_by_one(source):
    receipt = take(source, rss("<item><description>x</description></item>", entry("1"), "<item/>"))
    assert receipt.verdicts == Counter({Verdict.NEW: 1})
    assert receipt.refused == 2


# Scripts

HOSTILE = (
    '<p onclick="alert(1)">أغلقت <a href="javascript:alert(2)">الثلوج</a> <b style="x:expression(3)">طريقين</b>.</p>'
    "<script>alert(4)</script><style>@import 'x'</style><iframe srcdoc='&lt;script&gt;'></iframe>"
    '<svg onload="alert(5)"><script>alert(6)</script></svg><img src="x" onerror="alert(7)"/>'
)


@pytest.mark.parametrize(
    "data",
    [
        rss(entry(text=f"<![CDATA[{HOSTILE}]]>")).encode(),
        ninjs(body_html=HOSTILE, description_html=HOSTILE, ednote=HOSTILE, byline=HOSTILE),
        json.dumps(
            {
                "version": "https://jsonfeed.org/version/1.1",
                "items": [
                    {"id": "1", "title": HOSTILE, "content_html": HOSTILE, "url": "javascript:alert(8)"}
                ],
            }
        ).encode(),
        NITF.format(name="1", headline="x", body=HOSTILE).encode(),
        G2.format(name="1", moment="2026-11-25T08:00:00Z", headline="x", body=HOSTILE).encode(),
    ],
    ids=["rss", "ninjs", "jsonfeed", "nitf", "newsml-g2"],
)
def test_nothing_that_runs_is_kept_or_shown(source, network, data):
    assert take(source, data).verdicts == Counter({Verdict.NEW: 1})
    item = WireItem.objects.get()
    assert "أغلقت" in text_of(item)
    for word in ("alert(", "javascript:", "<script", "onclick", "onerror", "style=", "@import", "<iframe"):
        assert word not in text_of(item).lower()
    assert not item.content["source_url"].startswith("javascript:")
    client = Client(headers={"host": network.hub.host})
    client.force_login(get_user_model().objects.create_superuser("chief"))
    shown = client.get(reverse("desk_wire", args=[item.pk])).content.decode()
    article = shown[shown.index('<article class="wire-text"') : shown.index("</article>")]
    assert not re.search(
        r"<(?:script|svg|img|iframe|style)|<[^>]*(?:onclick|onerror|javascript:)", article, re.I
    )


# Servers


class Endless(ThreadingHTTPServer):
    """A server of feeds that do not end; `sent` counts what went out."""

    sent: int = 0
    hops: int = 0


class Handler(BaseHTTPRequestHandler):
    """Says by the path what is wrong with it."""

    protocol_version = "HTTP/1.1"
    server: Endless

    def do_GET(self) -> None:
        if self.path.startswith("/loop"):
            self.server.hops += 1
            self.send_response(302)
            self.send_header("Location", f"/loop/{self.server.hops}")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        self.send_response(200)
        if self.path == "/cut":
            data = rss(entry()).encode()
            self.send_header("Content-Length", str(len(data) + 1))
            self.end_headers()
            self.wfile.write(data)
        else:
            self.send_header("Content-Length", str(2 * 2**30))
            self.end_headers()
            self._pour()
        self.close_connection = True

    def _pour(self) -> None:
        """Send up to 2 GB of entries, as fast as they are taken."""
        piece = entry().encode() * 1_000
        try:
            self.wfile.write(b'<?xml version="1.0"?><rss version="2.0"><channel>')
            while self.server.sent < 2 * 2**30:
                self.wfile.write(piece)
                self.server.sent += len(piece)
        except OSError:
            return

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def server(settings) -> Iterator[Endless]:
    settings.FETCH_TRUSTED_HOSTS = frozenset({"127.0.0.1"})
    server = Endless(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def problem_of(source: Source) -> str:
    source.refresh_from_db()
    return source.problem


def test_a_feed_of_two_gigabytes_is_cut_at_the_limit_without_its_memory(source, server):
    source.address = f"http://127.0.0.1:{server.server_port}/endless"
    tracemalloc.start()
    ask_source(source, now=NOW)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert problem_of(source) == f"The answer is larger than {LARGEST // 2**20} MB."
    assert peak < 2 * LARGEST
    # What the machine's own buffers took in is a few megabytes.
    assert server.sent < 2 * LARGEST
    assert not WireItem.objects.exists()


def test_redirects_without_end_and_answers_that_break_off_are_problems_of_their_source_alone(source, server):
    source.delete()
    for name in ("loop", "cut"):
        Source.objects.create(name=name, address=f"http://127.0.0.1:{server.server_port}/{name}")
    assert ask_due(now=NOW) == Counter()
    assert dict(Source.objects.values_list("name", "problem")) == {
        "loop": "The server redirects more than 5 times.",
        "cut": "The answer ends before its end.",
    }
    assert server.hops == 6
    assert not WireItem.objects.exists()


def test_a_file_that_we_fail_at_is_put_aside_and_those_behind_it_come_in(db, tmp_path, settings, monkeypatch):
    import os

    settings.WIRE_FOLDERS = [tmp_path]
    for name, data in (("a.xml", rss(entry("1"))), ("b.xml", rss(entry("2")))):
        (tmp_path / name).write_text(data)
        os.utime(tmp_path / name, (1, 1))
    real = receiving.items_in

    def fails(data: bytes, **more: object) -> object:
        if b"<guid>1<" in data:
            raise ZeroDivisionError("a fault of ours")
        return real(data, **more)

    monkeypatch.setattr(receiving, "items_in", fails)
    folder = Source.objects.create(name="مجلد", way=Source.Way.FOLDER, address=str(tmp_path))
    assert ask_source(folder, now=NOW) == Counter({Verdict.NEW: 1})
    assert problem_of(folder) == "a.xml: ZeroDivisionError: a fault of ours"
    assert sorted(path.parent.name for path in tmp_path.rglob("*.xml")) == ["done", "failed"]


# Pictures that are not there


@pytest.mark.corpus
@pytest.mark.skipif(not AFP.is_dir(), reason="needs shared/data/wire-formats/afp-arabic")
def test_photos_that_an_agency_refers_to_and_did_not_send_are_named_and_the_story_is_made(source, network):
    for path in sorted(AFP.glob("*.xml")):
        if path.name != "index.xml":
            receive(source, path.read_bytes(), name=path.name, now=NOW)
    section = network.section(network.maghrib, "politics")
    missing = 0
    for item in WireItem.objects.exclude(kind="memo").select_related("source"):
        taken = pictures_take(item)
        assert taken.pictures == []
        assert {each.why for each in taken.missing} <= {Why.NOT_SENT}
        missing += len(taken.missing)
        item_take(item, edition=network.maghrib, section=section, now=NOW, pictures=taken.pictures)
    assert missing > 0
