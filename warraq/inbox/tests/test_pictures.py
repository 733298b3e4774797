"""Pictures of items: held when they are sent, fetched from their addresses, taken by a story; or named as missing."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO

import pytest
from django.core.files.storage import storages
from django.db import DatabaseError
from PIL import Image

from warraq.inbox import pictures
from warraq.inbox.models import SentPicture, Source, WireItem
from warraq.inbox.parsed import ParsedItem, PictureFile, Refused, WirePicture
from warraq.inbox.picture_files import MOST_BYTES, NotAPicture, Why, check_head, drawn_anew
from warraq.inbox.pictures import key_of, picture_hold, pictures_fetch, pictures_take
from warraq.inbox.services import item_receive, item_take
from warraq.inbox.tests.drawing import jpeg, png_head
from warraq.stories.models import Picture

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
ITEM = ParsedItem(provider="agency.example", item_id="1", version=1, sent_at=NOW, headline="ثلوج على الجبال")
GPS = 0x8825


class Handler(BaseHTTPRequestHandler):
    """Gives pictures by their names, and counts who asks."""

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        body = self.server.files.get(self.path)
        self.send_response(200 if body is not None else 404)
        self.send_header("Content-Length", str(len(body or b"")))
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def server(settings) -> Iterator[ThreadingHTTPServer]:
    settings.FETCH_TRUSTED_HOSTS = frozenset({"127.0.0.1"})
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.asked, server.files = [], {"/a.jpg": jpeg(colour="red"), "/b.jpg": jpeg(colour="blue")}
    server.root = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def source(db) -> Source:
    return Source.objects.create(name="وكالة الجبال")


def item(source: Source, *told: WirePicture) -> WireItem:
    item_receive(source, replace(ITEM, pictures=told), now=NOW)
    return WireItem.objects.select_related("source").get()


def held_files() -> set[str]:
    try:
        return set(storages["sent"].listdir("pictures")[1])
    except FileNotFoundError:
        return set()


def test_a_picture_waits_under_its_name_and_comes_into_the_story_with_its_words(source, network):
    assert picture_hold(source, PictureFile("ثلج.JPG", jpeg()), now=NOW)
    found = item(source, WirePicture("./photos/ثلج.jpg", caption="طريق إفران", credit="سلمى الراوي"))
    taken = pictures_take(found)
    assert taken.missing == []
    section = network.section(network.maghrib, "politics")
    story = item_take(found, edition=network.maghrib, section=section, now=NOW, pictures=taken.pictures)
    lead = story.lead_picture
    assert (lead.caption, lead.credit, lead.width, lead.height) == ("طريق إفران", "سلمى الراوي", 120, 80)
    assert lead.file_size == lead.file.size
    assert not lead.for_partners


def test_the_first_leads_and_the_others_stand_below_the_text(source, server, network):
    told = [WirePicture(f"{server.root}/{name}.jpg", caption=name) for name in "ab"]
    found = item(source, *told)
    taken = pictures_take(found)
    section = network.section(network.maghrib, "politics")
    story = item_take(found, edition=network.maghrib, section=section, now=NOW, pictures=taken.pictures)
    assert story.lead_picture.caption == "a"
    (block,) = story.body.raw_data
    assert (block["type"], block["value"]["caption"]) == ("picture", "b")
    assert Picture.objects.get(pk=block["value"]["picture"]).caption == "b"


def test_what_is_missing_is_told_with_its_reason_and_stops_nothing(source, server):
    server.files |= {
        "/large.png": png_head(100_000, 100_000),
        "/page.html": b"<html>",
        "/dot.jpg": jpeg((1, 1)),
        "/cut.jpg": jpeg((800, 800), quality=95)[:2_000],
    }
    names = ("none.jpg", "large.png", "page.html", "dot.jpg", "cut.jpg", "a.jpg")
    told = [WirePicture("photo_not_sent.jpg"), *(WirePicture(f"{server.root}/{name}") for name in names)]
    taken = pictures_take(item(source, *told, WirePicture("http://10.0.0.8/a.jpg")))
    assert len(taken.pictures) == 1
    assert [each.why for each in taken.missing] == [
        Why.NOT_SENT,
        Why.NOT_FETCHED,
        Why.TOO_MANY_PIXELS,
        Why.DAMAGED,
        Why.TOO_SMALL,
        Why.DAMAGED,
        Why.NOT_FETCHED,
    ]
    assert "private network" in taken.missing[-1].sentence
    assert Picture.objects.count() == 1


def test_a_picture_is_brought_into_the_house_once(source, server):
    told = [WirePicture(f"{server.root}/a.jpg"), WirePicture(f"{server.root}/a.jpg?again")]
    server.files["/a.jpg?again"] = server.files["/a.jpg"]
    found = item(source, *told)
    assert pictures_take(found).pictures == pictures_take(found).pictures == [Picture.objects.get()]


def test_so_many_pictures_are_taken_and_only_while_there_is_time(source, server):
    told = [WirePicture(f"{server.root}/{number}.jpg") for number in range(30)]
    found = item(source, *told)
    assert len(pictures_take(found).missing) == pictures.MOST_TAKEN == len(server.asked)
    ticks = iter([0.0, 1.0, *[20.0] * 30])
    late = pictures_take(found, clock=lambda: next(ticks))
    assert {each.why for each in late.missing[1:]} == {Why.NO_TIME}
    assert len(server.asked) == pictures.MOST_TAKEN + 1


def test_pictures_whose_addresses_end_are_fetched_before_and_serve_the_story(source, server):
    found = item(
        source,
        WirePicture(f"{server.root}/a.jpg"),
        WirePicture(f"{server.root}/gone.jpg"),
        WirePicture("b.jpg"),
    )
    (missing,) = pictures_fetch(found, now=NOW)
    assert missing.why is Why.NOT_FETCHED
    pictures_fetch(found, now=NOW)
    assert server.asked == ["/a.jpg", "/gone.jpg", "/gone.jpg"]
    server.files.clear()
    assert len(pictures_take(found).pictures) == 1


def test_a_later_file_of_the_same_name_takes_the_place_of_the_earlier(source):
    before = held_files()
    first, second = PictureFile("a.jpg", jpeg()), PictureFile("A.JPG", jpeg(colour="red"))
    assert [picture_hold(source, each, now=NOW) for each in (first, first, second)] == [True, False, True]
    assert SentPicture.objects.count() == 1
    assert len(held_files() - before) == 1


def test_what_no_story_took_in_time_goes_and_so_do_the_oldest_of_too_many(source, monkeypatch):
    before = held_files()
    for number in range(4):
        picture = PictureFile(f"{number}.jpg", jpeg())
        picture_hold(source, picture, now=NOW + timedelta(hours=number))
    late = NOW + pictures.KEPT + timedelta(hours=1, minutes=30)
    picture_hold(source, PictureFile("new.jpg", jpeg()), now=late)
    assert SentPicture.objects.count() == 3
    monkeypatch.setattr(pictures, "MOST_KEPT", 1)
    picture_hold(source, PictureFile("newer.jpg", jpeg()), now=late + timedelta(seconds=1))
    assert SentPicture.objects.get().key == key_of("newer.jpg")
    assert len(held_files() - before) == 1


def test_nothing_stays_of_a_picture_whose_row_could_not_be_written(source, monkeypatch):
    def full(self: SentPicture, *_: object, **__: object) -> None:
        raise DatabaseError

    before = held_files()
    monkeypatch.setattr(SentPicture, "save", full)
    with pytest.raises(DatabaseError):
        picture_hold(source, PictureFile("a.jpg", jpeg()), now=NOW)
    assert held_files() == before


def test_a_held_file_that_is_gone_is_missing(source):
    picture_hold(source, PictureFile("a.jpg", jpeg()), now=NOW)
    storages["sent"].delete(SentPicture.objects.get().file.name)
    (missing,) = pictures_take(item(source, WirePicture("a.jpg"))).missing
    assert missing.why is Why.NOT_SENT


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (png_head(100_000, 100_000), "more than 60 million pixels"),
        (png_head(10_000, 10_000), "more than 60 million pixels"),
        (png_head(7_800, 7_800), "more than 60 million pixels"),
        (b"\x89PNG\r\n\x1a\nnonsense", "no picture that can be read"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "no picture that can be read"),
        (jpeg() + bytes(MOST_BYTES), "larger than 20 MB"),
        (jpeg((20, 2_000)), "shorter than 50 pixels"),
    ],
)
def test_a_file_is_judged_by_its_head_before_a_pixel_is_decoded(source, monkeypatch, data, sentence):
    def decoded(*_: object) -> None:
        raise AssertionError("pixels were read")

    monkeypatch.setattr(Image.Image, "load", decoded)
    for judge in (check_head, drawn_anew):
        with pytest.raises(NotAPicture, match=sentence):
            judge(data)
    with pytest.raises(Refused, match=sentence):
        picture_hold(source, PictureFile("a", data), now=NOW)


def test_a_picture_is_drawn_upright_and_keeps_nothing_but_pixels():
    exif = Image.Exif()
    exif[274], exif[270] = 6, "snow"  # turned; its caption
    exif.get_ifd(GPS)[1] = "N"
    drawn = drawn_anew(jpeg((120, 80), exif=exif, comment=b"secret") + b"<script>hidden</script>")
    assert drawn.said.caption == "snow"
    with Image.open(BytesIO(drawn.data)) as image:
        assert (image.format, image.size) == ("JPEG", (80, 120))
        assert dict(image.getexif()) == {}
        assert "comment" not in image.info
    assert b"hidden" not in drawn.data


def png(mode: str, size: tuple[int, int] = (60, 60), **options: object) -> bytes:
    file = BytesIO()
    Image.new(mode, size).save(file, "PNG", **options)
    return file.getvalue()


def cmyk() -> bytes:
    file = BytesIO()
    Image.new("CMYK", (60, 60)).save(file, "JPEG")
    return file.getvalue()


def moving() -> bytes:
    file = BytesIO()
    frames = [Image.new("P", (60, 60), colour) for colour in (1, 2, 3)]
    frames[0].save(file, "GIF", save_all=True, append_images=frames[1:])
    return file.getvalue()


def webp(mode: str) -> bytes:
    file = BytesIO()
    Image.new(mode, (60, 60)).save(file, "WEBP")
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "came_out"),
    [
        (png("RGBA"), ("PNG", "RGBA")),
        (png("P", transparency=0), ("PNG", "RGBA")),
        (png("I;16"), ("PNG", "RGB")),
        (png("L"), ("PNG", "L")),
        (cmyk(), ("JPEG", "RGB")),
        (moving(), ("PNG", "RGB")),
        (webp("RGB"), ("JPEG", "RGB")),
        (webp("RGBA"), ("PNG", "RGBA")),
    ],
)
def test_every_kind_comes_out_as_jpeg_or_png(data, came_out):
    with Image.open(BytesIO(drawn_anew(data).data)) as image:
        image.load()
        assert (image.format, image.mode) == came_out
        assert getattr(image, "n_frames", 1) == 1
