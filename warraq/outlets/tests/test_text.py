"""Text for machines that read XML."""

from __future__ import annotations

from html import escape
from xml.etree import ElementTree

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from warraq.outlets.text import body_html, line, opening

ORIGIN = "https://maghrib.example.org"
ANY_TEXT = st.text(st.characters())


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("سطر\nوسطر\tآخر", "سطر وسطر آخر"),
        ("  فراغات   كثيرة ", "فراغات كثيرة"),
        ("سطر\x0bمن معالج كلمات", "سطر من معالج كلمات"),
        ("حرف\x00 تحكم\x1b[0m", "حرف تحكم[0m"),
        ("نهاية\ufffe\uffff\ud800", "نهاية"),
        ("\u202eمقلوب\u202c و\u200fعلامة\u2067 ", "مقلوب وعلامة"),
        ("«می‌خواهم» و👨‍👩‍👧", "«می‌خواهم» و👨‍👩‍👧"),
        ("مُشَكَّلٌ ٣ و3", "مُشَكَّلٌ ٣ و3"),
    ],
)
def test_a_line_is_clean_and_keeps_every_letter(typed: str, expected: str) -> None:
    assert line(typed) == expected


@given(ANY_TEXT)
def test_whatever_is_typed_makes_a_document_that_parses(typed: str) -> None:
    clean = line(typed)

    read = ElementTree.fromstring(f"<a>{escape(clean)}</a>".encode())  # noqa: S314

    assert (read.text or "") == clean
    assert line(clean) == clean


@given(ANY_TEXT)
@example("\ud800")
def test_whatever_a_body_holds_makes_a_document_that_parses(typed: str) -> None:
    blocks = [
        {"type": "paragraph", "value": typed},
        {"type": "heading", "value": typed},
        {"type": "quote", "value": {"text": typed, "attribution": typed}},
        {"type": "list", "value": [typed, {"type": "item", "value": typed}]},
    ]

    document = f"<a>{escape(body_html(blocks, origin=ORIGIN))}</a>"

    ElementTree.fromstring(document.encode())  # noqa: S314
    ElementTree.fromstring(f"<a>{escape(opening(blocks))}</a>".encode())  # noqa: S314


def test_a_body_becomes_simple_html_in_reading_order() -> None:
    blocks = [
        {"type": "paragraph", "value": "<p>قال <b>الوزير</b> &amp; <i>السفير</i>.</p>"},
        {"type": "heading", "value": "عنوان <فرعي>"},
        {"type": "quote", "value": {"text": "لن نغلق الميناء", "attribution": "المدير"}},
        {"type": "quote", "value": {"text": "بلا قائل", "attribution": ""}},
        {"type": "list", "value": ["أول", {"type": "item", "value": "ثانٍ"}]},
    ]

    assert body_html(blocks, origin=ORIGIN) == (
        "<p>قال <b>الوزير</b> &amp; <i>السفير</i>.</p>\n"
        "<h2>عنوان &lt;فرعي&gt;</h2>\n"
        "<blockquote><p>لن نغلق الميناء</p><p>المدير</p></blockquote>\n"
        "<blockquote><p>بلا قائل</p></blockquote>\n"
        "<ul><li>أول</li><li>ثانٍ</li></ul>"
    )


def test_what_needs_its_page_is_left_out_of_the_body() -> None:
    blocks = [
        {"type": "see_also", "value": [1, 2]},
        {"type": "picture", "value": {"picture": 3}},
        {"type": "embed", "value": "https://example.org/film"},
    ]

    assert body_html(blocks, origin=ORIGIN) == ""


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<a href="/sport/7-x">خبر</a>', f'<a href="{ORIGIN}/sport/7-x">خبر</a>'),
        ('<a href="https://example.org/">خبر</a>', '<a href="https://example.org/">خبر</a>'),
        ('<a linktype="page" id="3">خبر</a>', "<a>خبر</a>"),
        ('<a href="javascript:alert(1)">خبر</a>', "<a>خبر</a>"),
        ('<a href="http://[">خبر</a>', "<a>خبر</a>"),
        ("<p onclick='x()'>نص<script>x()</script></p>", "<p>نص</p>"),
    ],
)
def test_links_are_absolute_and_nothing_runs(html: str, expected: str) -> None:
    assert body_html([{"type": "paragraph", "value": html}], origin=ORIGIN) == expected


def test_the_opening_is_the_first_paragraph_without_its_tags() -> None:
    blocks = [
        {"type": "heading", "value": "عنوان"},
        {"type": "paragraph", "value": "<p>قال <b>الوزير</b> &amp; السفير: 5 &lt; 7.</p>"},
        {"type": "paragraph", "value": "<p>ثم عاد.</p>"},
    ]

    assert opening(blocks) == "قال الوزير & السفير: 5 < 7."
    assert opening([]) == ""
