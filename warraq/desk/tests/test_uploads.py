"""Uploads are what their names say, and are handed out so that they run nothing."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from wagtail.documents.models import Document
from wagtail.images import get_image_model

from warraq.desk.safety.contents import is_what_it_says

PAGE = b"<!DOCTYPE html><script>alert(1)</script>"
PROGRAM = b"<?php system($_GET['x']); ?>"


def archive(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for name in names:
            made.writestr(name, "x")
    return file.getvalue()


@pytest.fixture
def desk(network):
    client = Client(headers={"host": network.hub.host})
    client.force_login(get_user_model().objects.create_superuser("chief"))
    return client


@pytest.mark.parametrize(
    ("extension", "content"),
    [
        ("pdf", b"%PDF-1.7 ..."),
        ("txt", "نص عربي".encode()),
        ("txt", "نص عربي".encode("cp1256")),
        ("txt", "أ".encode() * 40_000),  # cut within a letter where looking ends
        ("csv", "الاسم,العدد\nسلمى,3".encode("utf-16")),
        ("csv", b"a,b\n1,<2>\n"),
        ("docx", archive("[Content_Types].xml", "word/document.xml")),
        ("xlsx", archive("xl/workbook.xml")),
        ("pptx", archive("ppt/presentation.xml")),
        ("zip", archive("anything.txt")),
    ],
)
def test_files_that_are_what_they_say(extension, content):
    assert is_what_it_says(io.BytesIO(content), extension=extension)


@pytest.mark.parametrize(
    ("extension", "content"),
    [
        ("pdf", PAGE),
        ("pdf", PROGRAM),
        ("pdf", b""),
        ("txt", PAGE),
        ("txt", b"\xef\xbb\xbf  <svg onload=alert(1)>"),
        ("txt", "<html>".encode("utf-16")),
        ("txt", b"name\n<script>alert(1)</script>"),
        ("csv", PROGRAM),
        ("csv", b"a,\0,b"),
        ("docx", archive("evil.txt")),
        ("docx", archive("word/document.xml", "word/vbaProject.bin")),
        ("xlsx", b"PK\x03\x04 and nothing"),
        ("zip", b"PK"),
        ("zip", PAGE),
        ("html", PAGE),
        ("", b"x"),
    ],
)
def test_files_that_are_not(extension, content):
    assert not is_what_it_says(io.BytesIO(content), extension=extension)


def upload(desk, name, content):
    file = SimpleUploadedFile(name, content)
    return desk.post("/desk/documents/add/", {"title": "ملف", "file": file, "collection": 1})


def test_a_page_named_as_a_paper_is_refused_with_a_sentence(desk):
    answer = upload(desk, "report.pdf", PAGE)
    assert "محتوى الملف لا يطابق نوعه" in answer.content.decode()
    assert not Document.objects.exists()


def test_many_at_once_are_looked_into_too(desk):
    answer = desk.post(
        "/desk/documents/multiple/add/",
        {"title": "ملف", "files[]": SimpleUploadedFile("report.pdf", PAGE), "collection": 1},
        headers={"x-requested-with": "XMLHttpRequest"},
    )
    assert answer.json()["success"] is False
    assert not Document.objects.exists()


@pytest.mark.parametrize("name", ["page.html", "drawing.svg", "program.php"])
def test_what_browsers_run_is_no_document(desk, name):
    upload(desk, name, PAGE)
    assert not Document.objects.exists()


def test_a_document_is_kept_by_browsers_and_runs_nothing(desk, reader, network):
    assert upload(desk, "report.pdf", b"%PDF-1.7 ...").status_code == 302
    document = Document.objects.get()
    answer = reader.on(network.maghrib, document.url)
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Security-Policy"].startswith("default-src 'none'")
    assert answer["X-Content-Type-Options"] == "nosniff"
    # Not by the file's own address, which knows nothing of closed collections.
    assert reader.on(network.maghrib, document.file.url).status_code == 404


def test_a_program_named_as_a_picture_is_refused_in_arabic(desk):
    file = SimpleUploadedFile("photo.jpg", PROGRAM, content_type="image/jpeg")
    answer = desk.post("/desk/images/add/", {"title": "صورة", "file": file, "collection": 1})
    assert answer.status_code == 200
    error = str(answer.context["form"].errors["file"][0])
    assert any("\u0600" <= letter <= "\u06ff" for letter in error), error
    assert not get_image_model().objects.exists()


def test_uploaded_files_run_nothing(reader, network):
    name = default_storage.save("original_images/x.png", ContentFile(b"x"))
    answer = reader.on(network.maghrib, f"/media/{name}")
    assert "sandbox" in answer["Content-Security-Policy"]
