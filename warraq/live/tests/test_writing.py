"""What is typed into the composer, both ways."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warraq.live.writing import Written, blocks_of, written_of

ADDRESS = "https://example.org/خبر?ق=1"


def html(text: str) -> list[str]:
    return [block["value"] for block in blocks_of(Written(text=text))]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("وصل الوفد إلى المقر.", ["<p>وصل الوفد إلى المقر.</p>"]),
        ("سطر أول\n\n  \nسطر ثانٍ", ["<p>سطر أول</p>", "<p>سطر ثانٍ</p>"]),
        ("بدأت **الجولة الثانية** الآن", ["<p>بدأت <b>الجولة الثانية</b> الآن</p>"]),
        ("قال _مازحًا_، ثم مضى", ["<p>قال <i>مازحًا</i>، ثم مضى</p>"]),
        (f"[البيان]({ADDRESS}) كاملًا", [f'<p><a href="{ADDRESS}">البيان</a> كاملًا</p>']),
        (f"انظر {ADDRESS}.", [f'<p>انظر <a href="{ADDRESS}">{ADDRESS}</a>.</p>']),
        ("ملف_باسم_طويل و 3**2", ["<p>ملف_باسم_طويل و 3**2</p>"]),
        (
            "<script>alert(1)</script> & <b>نص</b>",
            ["<p>&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;نص&lt;/b&gt;</p>"],
        ),
        ("[اضغط](javascript:alert(1))", ["<p>[اضغط](javascript:alert(1))</p>"]),
        ("ك\u200fلمة\x00 بلا\u00a0خفايا", ["<p>كلمة بلا خفايا</p>"]),
        ("   \n\t", []),
    ],
)
def test_each_line_is_a_clean_paragraph(typed, kept):
    assert html(typed) == kept


def test_a_quotation_and_a_picture_follow_the_text():
    written = Written(text="نص", quote=" سطر أول \nسطر ثانٍ", attribution="ليلى ", picture=7, caption="تعليق")
    assert blocks_of(written) == [
        {"type": "paragraph", "value": "<p>نص</p>"},
        {"type": "quote", "value": {"text": "سطر أول\nسطر ثانٍ", "attribution": "ليلى"}},
        {"type": "picture", "value": {"picture": 7, "caption": "تعليق", "credit": "", "alt": ""}},
    ]


def test_what_was_posted_comes_back_as_it_was_typed():
    written = Written(
        text=f"أول **مهم** و _مائل_\nانظر [البيان]({ADDRESS}) أو {ADDRESS} & غيره <3",
        quote="كلام",
        attribution="قائله",
        picture=3,
        caption="تعليق",
    )
    assert written_of(blocks_of(written)) == written


PIECES = [*"أب _*[]()<>&\"'\n.،/:", "https://a.org/x", "**", "<b>", "</p>", "&amp;"]


@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
def test_what_comes_back_says_the_same_when_it_is_sent_again(text):
    once = blocks_of(Written(text=text))
    again = blocks_of(written_of(once))
    assert again == once


@given(st.text(max_size=300))
def test_no_text_brings_a_tag_of_its_own(text):
    for value in html(text):
        left = value
        for ours in ("<p>", "</p>", "<b>", "</b>", "<i>", "</i>", "</a>"):
            left = left.replace(ours, "")
        assert "<" not in left.replace('<a href="http', "")
