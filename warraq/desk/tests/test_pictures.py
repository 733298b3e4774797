"""Pictures: what their files say, what readers must not get of it, and what is no picture."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from warraq.desk.roles.grants import Role
from warraq.desk.roles.services import role_give
from warraq.stories.models import Picture, Story
from warraq.stories.picture_metadata import Described, described, undescribed

CAPTION = "طريق الأرز تحت الثلج"


def iptc(*datasets: tuple[int, int, bytes]) -> bytes:
    """Return an APP13 segment with these datasets, as photo agencies write it (IPTC IIM within Photoshop's 8BIM)."""
    records = b"".join(
        b"\x1c" + bytes((record, number)) + len(data).to_bytes(2, "big") + data
        for record, number, data in datasets
    )
    padded = records + b"\0" * (len(records) % 2)
    block = b"8BIM\x04\x04\0\0" + len(records).to_bytes(4, "big") + padded
    body = b"Photoshop 3.0\0" + block
    return b"\xff\xed" + (len(body) + 2).to_bytes(2, "big") + body


def jpeg(
    *, segments: bytes = b"", exif: Image.Exif | None = None, xmp: bytes = b"", size=(900, 600)
) -> bytes:
    file = BytesIO()
    more = {"exif": exif} if exif is not None else {}
    if xmp:
        more["xmp"] = xmp
    Image.new("RGB", size, "navy").save(file, "JPEG", **more)
    data = file.getvalue()
    return data[:2] + segments + data[2:]


XMP = f"""<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"
 photoshop:Credit="وكالة الجبال">
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{CAPTION}</rdf:li></rdf:Alt></dc:description>
<dc:creator><rdf:Seq><rdf:li>نور الهاشمي</rdf:li></rdf:Seq></dc:creator>
<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">للصحف وحدها</rdf:li></rdf:Alt></dc:rights>
</rdf:Description></rdf:RDF></x:xmpmeta>""".encode()

WHOLE = Described(CAPTION, "نور الهاشمي", "وكالة الجبال", "للصحف وحدها")


def texts(encoding: str) -> tuple[tuple[int, int, bytes], ...]:
    values = ((2, 120, CAPTION), (2, 80, "نور الهاشمي"), (2, 110, "وكالة الجبال"), (2, 116, "للصحف وحدها"))
    return tuple((record, number, text.encode(encoding)) for record, number, text in values)


@pytest.mark.parametrize(
    "file",
    [
        jpeg(segments=iptc((1, 90, b"\x1b%G"), *texts("utf-8"))),
        jpeg(segments=iptc(*texts("utf-8"))),
        jpeg(segments=iptc(*texts("cp1256"))),
        jpeg(xmp=XMP),
    ],
    ids=["iptc", "iptc without its encoding", "iptc of an old desk", "xmp"],
)
def test_what_a_file_says_is_read(file):
    assert described(BytesIO(file)) == WHOLE
    assert WHOLE.whole_credit == "نور الهاشمي / وكالة الجبال"


@pytest.mark.parametrize("data", [b"", b"<html>", jpeg()[:200], b"\xff\xd8\xff\xed\x00\x05ab"])
def test_a_broken_file_says_nothing(data):
    assert described(BytesIO(data)) == Described()


def test_a_new_picture_has_what_its_file_says_where_nobody_said_better(db):
    file = jpeg(segments=iptc(*texts("utf-8")))
    picture = Picture.objects.create(title="ثلج", credit="أرشيف", file=SimpleUploadedFile("a.jpg", file))
    assert (picture.caption, picture.credit, picture.rights) == (CAPTION, "أرشيف", "للصحف وحدها")
    picture.caption = ""
    picture.save()
    assert Picture.objects.get().caption == ""


def test_readers_get_no_place_and_no_camera(db):
    exif = Image.Exif()
    exif[0x010F] = "Camera"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (33.0, 31.0, 12.0)
    file = jpeg(exif=exif)
    assert b"Camera" in file
    picture = Picture.objects.create(title="ثلج", file=SimpleUploadedFile("a.jpg", file))
    for spec in ("width-400", "width-400|format-webp", "width-400|format-avif", "fill-300x200"):
        with picture.get_rendition(spec).file.open("rb") as drawn:
            data = drawn.read()
        assert b"Camera" not in data
        assert not Image.open(BytesIO(data)).getexif().get_ifd(0x8825)


@pytest.fixture
def desk(network) -> Client:
    user = get_user_model().objects.create_user("editor")
    role_give(user, Role.EDITOR, edition=network.maghrib)
    client = Client(headers={"host": network.hub.host})
    client.force_login(user)
    return client


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.jpg", b"<html><script>alert(1)</script></html>"),
        ("a.jpg", b"<?php system($_GET['x']); ?>"),
        ("a.png", b"GIF89a" + bytes(20)),
        ("a.jpg", b""),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
    ],
)
def test_what_is_no_picture_is_refused_in_arabic(desk, name, data):
    file = SimpleUploadedFile(name, data, content_type="image/jpeg")
    answer = desk.post(reverse("wagtailimages:add"), {"title": "x", "file": file})
    assert answer.status_code == 200
    assert not Picture.objects.exists()
    (problem, *_) = answer.context["form"].errors["file"]
    assert any("\u0600" <= letter <= "\u06ff" for letter in problem)


@pytest.mark.parametrize("name", ["JPEG", "PNG"])
def test_pixels_stay_when_words_go(name):
    exif = Image.Exif()
    exif[0x010F] = "Camera"
    file = BytesIO()
    Image.linear_gradient("L").save(file, name, exif=exif)
    plain = undescribed(file.getvalue())
    assert b"Camera" in file.getvalue()
    assert b"Camera" not in plain
    assert Image.open(BytesIO(plain)).tobytes() == Image.open(file).tobytes()
    assert undescribed(plain) == plain
    for cut in (3, 20, len(plain) // 2):
        undescribed(file.getvalue()[:cut])


def test_a_story_warns_of_a_picture_whose_rights_have_ended(desk, make_story):
    picture = Picture.objects.create(
        title="ثلج", rights_until=date(2020, 1, 1), file=SimpleUploadedFile("a.jpg", jpeg())
    )
    story = make_story(publish=False, lead_picture=picture)
    edit = reverse(Story.snippet_viewset.get_url_name("edit"), args=[story.pk])
    assert "انتهت حقوق الصورة «<bdi>ثلج</bdi>» في 2020-01-01" in desk.get(edit).content.decode()
    picture.rights_until = timezone.localdate() + timedelta(days=1)
    picture.save()
    assert "انتهت حقوق الصورة" not in desk.get(edit).content.decode()
